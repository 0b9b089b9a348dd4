"""/v1/search and /v1/lookup: procedures by their words, and whatever has a number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.ingest.access import RealReader
from services.ingest.search.operations import Kind, matches
from services.ingest.search.operations import search as searched
from services.ingest.search.rules.numbers import FORMS
from services.ingest.search.schemas import LookupOut, MatchOut
from shared.database import Transaction
from shared.errors import BadInput, NotFound
from shared.searching.answers import LONGEST, NO_WORD, FoundOut, Limit, SearchOut, Typed
from shared.searching.matching import words_of

router = APIRouter(tags=["search"])


def _number(
    number: Annotated[
        str,
        Query(
            min_length=2,
            max_length=LONGEST,
            description="A number of a notice, a procedure or a contract, or a key of your own, as it is written.",
        ),
    ],
) -> str:
    if not words_of(number):
        raise BadInput(errors=(NO_WORD.within("query", "number", number),))
    return number


@router.get("/search", summary="Search procedures and numbers")
def search(
    session: Transaction, caller: RealReader, q: Typed, kind: Kind | None = None, limit: Limit = 10
) -> SearchOut:
    """Procedures by words of their title and names of their buyers, and what has this number: see `/v1/lookup`.

    All words count; the beginning of one is enough, and any ending. A word that no procedure has is read as those most
    like it. Of words that hundreds of procedures have in common, two hundred are weighed.
    """
    found = searched(session, caller, q, kind=kind, limit=limit)
    return SearchOut(items=[FoundOut.of(hit) for hit in found.hits], suggestion=found.suggestion)


@router.get("/lookup", summary="Look up a number")
def lookup(session: Transaction, caller: RealReader, number: Annotated[str, Depends(_number)]) -> LookupOut:
    """What has this number: a publication number (TED, OJ S), a number of TenderNed, the identifier of a notice with or
    without its version, an ocid, the identifier of a procedure; of your own body a key of its own, an Idempotency-Key
    or a contract number as well.

    One thing or the candidates, always as a list that says what each is and where it stands: a redirect would not say
    as what the number was read, and of two things would choose one.
    """
    found = matches(session, caller, number)
    if not found:
        raise NotFound(
            nl=f"Niets dat u mag zien heeft het nummer {number[:60]!r}. {FORMS.nl}",
            en=f"Nothing that you may see has the number {number[:60]!r}. {FORMS.en}",
        )
    return LookupOut(number=number, items=[MatchOut.of(each) for each in found])
