"""Who has a number, and which procedures have words: what everybody may see, and what a body may see of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.contracts import store as contracts
from services.ingest.contracts.operations import own_of, visible_to
from services.ingest.data_contracts.table import BY_KIND
from services.ingest.search.rules.numbers import KnownBy, sought
from services.ingest.search.store import numbers, words
from shared.identity.access import Caller
from shared.procurement.own_record import RecordKind
from shared.searching.matching import EXACT, Findable, Hit, name_scores, nearest_words, words_of

Kind: TypeAlias = Literal["procedure", "notice", "contract", "submission", "record"]

_MOST_WORDS: Final = 8
_SPELLINGS: Final = 3
_LEAST: Final = 50.0


@dataclass(frozen=True, slots=True)
class Match:
    """Something that has a number: what it is, as what it has the number, and where it stands."""

    kind: Kind
    known_by: KnownBy
    id: str
    title: str | None
    link: str
    procedure: UUID | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, the best first, and when there are none another spelling."""

    hits: Sequence[Hit]
    suggestion: str | None = None


def matches(session: Session, caller: Caller, typed: str) -> list[Match]:
    """Everything with this number that the caller may see; what it sent and keeps itself comes last."""
    number = sought(typed)
    told = [*_of_everybody(session, typed)]
    return [*told, *(_of_its_body(session, caller, number.number) if caller.party is not None else ())]


def search(session: Session, caller: Caller, typed: str, *, kind: Kind | None, limit: int) -> Found:
    """What has this number, and procedures that have these words in their title or in the name of a buyer."""
    hits = [_hit(each) for each in matches(session, caller, typed) if kind in {None, each.kind}]
    suggestion = None
    if kind in {None, "procedure"}:
        known = {hit.thing.code for hit in hits}
        typed_words = telling_words(session, typed)
        titled, read_as = _titled(session, typed_words)
        more = _scored([each for each in titled if str(each.id) not in known], read_as)
        hits += sorted(more, key=lambda hit: (-hit.score, len(hit.thing.nl), hit.thing.code))
        if not hits:
            suggestion = _suggested(session, typed_words)
    return Found(hits[:limit], suggestion)


def telling_words(session: Session, typed: str) -> list[str]:
    """The words of what was typed that say something, at most so many."""
    return words.telling(session, words_of(typed))[:_MOST_WORDS]


def _titled(session: Session, typed: Sequence[str]) -> tuple[list[words.Titled], str]:
    """Procedures that have all of these words; words that none has are read as those most like them."""
    titled = words.with_words(session, [[word] for word in typed])
    if titled:
        return titled, " ".join(typed)
    groups = [[word] if words.occurs(session, word) else _spellings(session, word) for word in typed]
    if not all(groups) or groups == [[word] for word in typed]:
        return [], " ".join(typed)
    return words.with_words(session, groups), " ".join(group[0] for group in groups)


def _spellings(session: Session, word: str) -> list[str]:
    return nearest_words(word, words.like_it(session, word), most=_SPELLINGS)


def _suggested(session: Session, typed: Sequence[str]) -> str | None:
    """The words of which each is found somewhere, though not all of them together: the longest of them alone."""
    known = [near for word in typed for near in ([word] if words.occurs(session, word) else _spellings(session, word))]
    return max(known, key=len, default=None)


def _scored(titled: Sequence[words.Titled], read_as: str) -> list[Hit]:
    # What the index found by a stem or another spelling is like it, whatever the letters say.
    scores = name_scores(read_as, [each.searchable for each in titled])
    return [
        Hit(_procedure(each.id, each.title), round(min(score or _LEAST, EXACT - 1)))
        for each, score in zip(titled, scores, strict=True)
    ]


def _hit(match: Match) -> Hit:
    nl, en = (match.title, None) if match.title else ("zonder titel", "without a title")
    return Hit(Findable(kind=match.kind, code=match.id, nl=nl, en=en, link=match.link), EXACT)


def _procedure(ident: UUID, title: str | None) -> Findable:
    nl, en = (title, None) if title else ("zonder titel", "without a title")
    return Findable(kind="procedure", code=str(ident), nl=nl, en=en, link=f"/v1/procedures/{ident}")


def _of_everybody(session: Session, typed: str) -> Iterator[Match]:
    number = sought(typed)
    for each in numbers.procedures(session, number):
        by: KnownBy = "id" if each.as_own_id else "ocid" if each.as_ocid else "procedure-identifier"
        yield Match("procedure", by, str(each.id), each.title, f"/v1/procedures/{each.id}", each.id)
    for notice in numbers.notices(session, number):
        yield Match(
            "notice",
            "publication-number" if notice.as_publication else "notice-identifier",
            notice.notice_id,
            notice.title,
            f"/v1/procedures/{notice.procedure}",
            notice.procedure,
            notice.version,
        )


def _of_its_body(session: Session, caller: Caller, number: str) -> Iterator[Match]:
    visible = visible_to(session, caller)
    own = {each.unit: each for each in contracts.contracts_numbered(session, visible, number)}
    told = contracts.noticed_numbered(session, visible, number)
    kept = {each.id: own_of(session, visible, each) for each in told}
    for unit in own:
        yield Match("contract", "sender-key", str(unit), None, f"/v1/contract-timelines/{unit}")
    for each in told:
        its_own = kept[each.id]
        if its_own is None or its_own.unit not in own:
            ident = each.id if its_own is None else its_own.unit
            link = f"/v1/contract-timelines/{ident}"
            yield Match("contract", "contract-number", str(ident), None, link, each.procedure)
    if visible.body is None:
        return
    for record in numbers.records(session, visible.body, number):
        if record.unit not in own:
            collection = BY_KIND[RecordKind(record.kind)].collection()
            yield Match("record", "sender-key", record.key, None, f"/v1/{collection}/{quote(record.key, safe='')}")
    for submission in numbers.submissions(session, visible.body, number):
        yield Match("submission", "idempotency-key", str(submission), None, f"/v1/submissions/{submission}")
