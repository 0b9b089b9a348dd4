"""The register and the reference lists, read from the registry's views."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final, LiteralString, TypeAlias

import orjson
from psycopg import Cursor, sql

from services.ingest.register.rules import Objection, Party, Register
from shared.procurement.buyer_keys import BuyerKey
from shared.procurement.erased import NOBODY, Erased
from shared.reference.published import READ_LISTS, PublishedVersion, ReferenceLists, problem_of

Writer: TypeAlias = Cursor[Any]
Version: TypeAlias = tuple[str, str, date, str]
"""List, version, first day, and the rows as a JSON array."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RegisterAsOf:
    """The register as it stood at a position of the registry's change log, and who was erased up to `erasure`."""

    register: Register
    position: int
    erased: Erased = NOBODY
    erasure: int = 0


def register_position(cursor: Writer) -> int:
    """The newest position of the registry's change log: as long as it stays, the register is the same."""
    row = cursor.execute("select coalesce(max(position), 0) from registry.change").fetchone()
    return 0 if row is None else int(row[0])


def load_register(cursor: Writer) -> RegisterAsOf:
    """Read all parties with their identifiers, links, objections, and the published reference lists.

    The position is read first: what is newer is then read again.
    """
    position = register_position(cursor)
    by_identifier = _parties_by(cursor, "registry.party_identifier_current")
    by_link = _parties_by(cursor, "registry.buyer_link_current")
    objections: dict[str, list[Objection]] = {}
    cursor.execute("select party, valid_from, valid_until from registry.objection_current order by 1, 2 nulls first")
    for party, since, until in cursor.fetchall():
        objections.setdefault(party, []).append(Objection(since, until))
    cursor.execute(_PUBLISHED, [list(READ_LISTS)])
    lists = _lists_of(tuple(cursor.fetchall()))
    erased, erasure = load_erased(cursor)
    return RegisterAsOf(Register(by_identifier, by_link, objections, lists), position, erased, erasure)


def load_erased(cursor: Writer) -> tuple[Erased, int]:
    """Read the marks of everybody who was erased, and the newest erasure among them."""
    rows = cursor.execute("select kind, mark, secret, erasure from registry.erasure_current").fetchall()
    if not rows:
        return NOBODY, 0
    marks = {kind: frozenset(bytes(mark) for each, mark, *_ in rows if each == kind) for kind in ("identifier", "name")}
    return Erased(bytes(rows[0][2]), marks["identifier"], marks["name"]), max(row[3] for row in rows)


def _parties_by(cursor: Writer, view: LiteralString) -> dict[BuyerKey, Party]:
    statement = sql.SQL(
        "select i.scheme, i.value, p.party, p.tier, p.kind, p.annex_i_central"
        " from {} i join registry.party_current p on p.party = i.party"
    ).format(sql.SQL(view))
    return {
        (scheme, value): Party(key=key, tier=tier, kind=kind, annex_i_central=central)
        for scheme, value, key, tier, kind, central in cursor.execute(statement).fetchall()
    }


_PUBLISHED: Final = """
    select list, version, valid_from, jsonb_agg(entry order by ordinal)::text
    from registry.list_entry where list = any(%s)
    group by list, version, valid_from order by list, valid_from
"""


@lru_cache(maxsize=4)
def _lists_of(versions: tuple[Version, ...]) -> ReferenceLists:
    """Make the look-ups of what is published; the same versions give the same ones, with all they remember.

    A version that cannot be read is left out, so that the one before it goes on and notices are taken in.
    """
    readable = []
    for name, version, since, rows in versions:
        published = PublishedVersion(name, version, since, orjson.loads(rows))
        problem = problem_of(name, version, published.entries)
        if problem is None:
            readable.append(published)
        else:
            _log.error(
                "a version of a reference list cannot be read and is not followed: publish a better one",
                extra={"fields": {"list": name, "version": version, "problem": problem}},
            )
    return ReferenceLists(readable)
