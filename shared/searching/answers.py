"""A question in words and its answer, the same at every service that can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Self

from fastapi import Depends, Query
from pydantic import Field

from shared.errors import BadInput
from shared.http.schema import ApiModel
from shared.procurement.finding import Rule, Severity, Text
from shared.searching.matching import Findable, Hit, alike, other_spelling, vocabulary_of, words_of

NO_WORD: Final = Rule(
    "no-word",
    Severity.ERROR,
    "Hierin staat geen letter of cijfer om op te zoeken.",
    "This holds no letter or digit to search by.",
    Text("Geef een woord, een naam, een code of een nummer.", "Give a word, a name, a code or a number."),
)
LONGEST: Final = 200
MOST: Final = 50


def _typed(
    q: Annotated[
        str,
        Query(
            min_length=2,
            max_length=LONGEST,
            description="Words, a name, a code or a number; spelling is forgiven, of numbers it is not.",
        ),
    ],
) -> str:
    if not words_of(q):
        raise BadInput(errors=(NO_WORD.within("query", "q", q),))
    return q


Typed = Annotated[str, Depends(_typed)]
"""What was typed: something with a letter or a digit in it."""

Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many answers.")]


class FoundNamesOut(ApiModel):
    """What it is called; `en` is null where it has one name alone."""

    nl: str
    en: str | None


class FoundOut(ApiModel):
    """Something that is called like what was typed."""

    kind: str
    code: str = Field(description="Its code, key or id.")
    names: FoundNamesOut
    score: Annotated[int, Field(ge=0, le=100, description="100: exactly this. Of one answer the highest first.")]
    link: str = Field(description="Where to read it.")

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The hit in the words of the API."""
        thing = hit.thing
        names = FoundNamesOut(nl=thing.nl, en=thing.en)
        return cls(kind=thing.kind, code=thing.code, names=names, score=hit.score, link=thing.link)


class SearchOut(ApiModel):
    """What was found, the best first, and when that is nothing what may have been meant."""

    items: list[FoundOut]
    suggestion: str | None = Field(description="Another spelling with which something is found; null: none.")


def answer_among(typed: str, things: Sequence[Findable], *, limit: int) -> SearchOut:
    """The answer when all that can be found is at hand."""
    hits = alike(typed, things, most=limit)
    meant = None if hits else other_spelling(typed, vocabulary_of(things))
    suggestion = meant if meant is not None and alike(meant, things, most=1) else None
    return SearchOut(items=[FoundOut.of(hit) for hit in hits], suggestion=suggestion)
