"""The register and the reference lists, read from the registry's views."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.register.rules import AddedTheme, Objection, Party, Register, names_of
from shared.procurement.buyer_keys import BuyerKey
from shared.procurement.erased import NOBODY, Erased
from shared.reference.published import READ_LISTS, PublishedVersion, ReferenceLists, problem_of

_Identifying: TypeAlias = Literal["party_identifier_current", "buyer_link_current"]


class Version(NamedTuple):
    """A published version of a list; its rows are a JSON array."""

    list: str
    name: str
    since: date
    rows: str


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RegisterAsOf:
    """The register as it stood at a position of the registry's change log, and who was erased up to `erasure`."""

    register: Register
    position: int
    erased: Erased = NOBODY
    erasure: int = 0


def register_position(session: Session) -> int:
    """The newest position of the registry's change log: as long as it stays, the register is the same."""
    return int(session.execute(text("select coalesce(max(position), 0) from registry.change")).scalar_one())


def load_register(session: Session) -> RegisterAsOf:
    """Read all parties with their identifiers, links, objections, and the published reference lists.

    The position is read first: what is newer is then read again.
    """
    position = register_position(session)
    added: dict[str, list[AddedTheme]] = {}
    for party, theme, since, until in session.execute(text(_ADDED)):
        added.setdefault(party, []).append(AddedTheme(theme, since, until))
    by_identifier = _parties_by(session, "party_identifier_current", added)
    by_link = _parties_by(session, "buyer_link_current", added)
    objections: dict[str, list[Objection]] = {}
    objected = "select party, valid_from, valid_until from registry.objection_current order by 1, 2 nulls first"
    for party, since, until in session.execute(text(objected)):
        objections.setdefault(party, []).append(Objection(since, until))
    published = session.execute(text(_PUBLISHED), {"lists": list(READ_LISTS)})
    lists = _lists_of(tuple(Version(*row) for row in published))
    erased, erasure = load_erased(session)
    parties = {party.key: party for party in by_identifier.values()}
    successors: dict[str, str] = dict(map(tuple, session.execute(text(_SUCCESSORS))))
    named = session.execute(text("select name, party from registry.party_current where name is not null"))
    by_name = names_of((name, parties[key]) for name, key in named if key in parties)
    register = Register(by_identifier, by_link, parties, objections, successors, lists, by_name)
    return RegisterAsOf(register, position, erased, erasure)


def load_erased(session: Session) -> tuple[Erased, int]:
    """Read the marks of everybody who was erased, and the newest erasure among them."""
    rows = session.execute(text("select kind, mark, secret, erasure from registry.erasure_current")).all()
    if not rows:
        return NOBODY, 0
    marks = {kind: frozenset(bytes(mark) for each, mark, *_ in rows if each == kind) for kind in ("identifier", "name")}
    return Erased(bytes(rows[0][2]), marks["identifier"], marks["name"]), max(row[3] for row in rows)


def _parties_by(
    session: Session, view: _Identifying, added: Mapping[str, Sequence[AddedTheme]]
) -> dict[BuyerKey, Party]:
    statement = (
        "select i.scheme, i.value, p.party, p.tier, p.kind, p.annex_i_central"  # noqa: S608 - one of two views
        f" from registry.{view} i join registry.party_current p on p.party = i.party"
    )
    return {
        (scheme, value): Party(key, tier, kind, central, tuple(added.get(key, ())))
        for scheme, value, key, tier, kind, central in session.execute(text(statement))
    }


_ADDED: Final = """
    select party, theme, valid_from, valid_until
    from registry.theme_choice_current where choice = 'added' order by party, theme, valid_from nulls first
"""

_SUCCESSORS: Final = """
    select distinct on (predecessor) predecessor, min(successor)
    from registry.succession_current
    where kind <> 'split'
    group by predecessor, effective_on
    having count(distinct successor) = 1 and min(successor) <> predecessor
    order by predecessor, effective_on desc
"""
"""Who went over into one other party: of a split nobody can say who goes on with what."""

_PUBLISHED: Final = """
    select list, version, valid_from, cast(jsonb_agg(entry order by ordinal) as text)
    from registry.list_entry where list = any(:lists)
    group by list, version, valid_from order by list, valid_from
"""


@lru_cache(maxsize=4)
def _lists_of(versions: tuple[Version, ...]) -> ReferenceLists:
    """Make the look-ups of what is published; the same versions give the same ones, with all they remember.

    A version that cannot be read is left out, so that the one before it goes on and notices are taken in.
    """
    readable = []
    for version in versions:
        published = PublishedVersion(version.list, version.name, version.since, orjson.loads(version.rows))
        problem = problem_of(version.list, version.name, published.entries)
        if problem is None:
            readable.append(published)
        else:
            _log.error(
                "a version of a reference list cannot be read and is not followed: publish a better one",
                extra={"fields": {"list": version.list, "version": version.name, "problem": problem}},
            )
    return ReferenceLists(readable)
