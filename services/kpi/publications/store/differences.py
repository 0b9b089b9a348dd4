"""What differs between two publications of a year, and the rows that moved between their positions."""

# ruff: noqa: S608 - statements are put together from our own names; values are parameters

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection, text

from services.kpi.definitions.declarations.fact import Fact
from services.kpi.publications.rules.causes import Moved

Key: TypeAlias = tuple[str, str, str, str, str]
"""Indicator, date counted on, level, place and group of a figure."""
_KEY = 'indicator, counted_on, level, place, "group"'


@dataclass(frozen=True, slots=True)
class Differing:
    """A figure that differs: its version and row before and after, None where it was not published."""

    key: Key
    version_before: str | None
    version_after: str | None
    before: str | None
    after: str | None


def differing(connection: Connection, before: int, after: int, *, since: Key | None, limit: int) -> list[Differing]:
    """The figures of which value, reason, counts or definition differ, in the order of their keys."""
    rows = connection.execute(
        text(
            f"select * from (select {_KEY}, b.version as version_before, a.version as version_after, b.row as before,"
            " a.row as after"
            " from (select * from kpi.published_figure where publication = :before) b"
            f" full join (select * from kpi.published_figure where publication = :after) a using ({_KEY})"
            " where b.version is distinct from a.version"
            " or b.row::jsonb -> 'value' is distinct from a.row::jsonb -> 'value'"
            " or b.row::jsonb -> 'reason' is distinct from a.row::jsonb -> 'reason'"
            " or b.row::jsonb -> 'counts' is distinct from a.row::jsonb -> 'counts') d"
            f" where cast(:i as text) is null or ({_KEY}) > (:i, :c, :l, :p, :g) order by {_KEY} limit :limit"
        ),
        {"before": before, "after": after, "limit": limit, **dict(zip("iclpg", since or (None,) * 5, strict=True))},
    )
    return [Differing(tuple(row[:5]), *row[5:]) for row in rows]


def moved_rows(
    connection: Connection,
    fact: Fact,
    counted_on: str,
    read: Collection[str],
    *,
    first: date,
    last: date,
    after: int,
    upto: int,
) -> list[Moved]:
    """How rows of a fact that are or were counted in a period moved between two positions, per body and cause.

    Of a row that follows another only what differs in the columns that are `read` is a movement.
    """
    key = " and ".join(f"o.{name} is not distinct from f.{name}" for name in fact.key)
    inside = _differs(dict.fromkeys((*read, counted_on)))
    differs = f"({inside} or {_differs(('lead_body', 'tier'))})"
    at = f"procurement.{fact.view}_at"
    other = f"left join lateral (select true as found, o.* from {at} o where {key} and"
    rows = connection.execute(
        text(
            "select distinct coalesce(m.lead_body, '') as body, coalesce(m.tier, '') as tier, c.cause, m.how, m.linked,"
            " m.inside"
            " from (select f.lead_body, f.tier, f.since_position as position,"
            f" case when o.found is null then 'new' when o.{counted_on} is not null then 'changed' else 'came' end"
            " as how, o.found is not null and o.lead_body is null and f.lead_body is not null as linked,"
            f" {inside} as inside"
            f" from {at} f {other} o.until_position = f.since_position limit 1) o on true"
            f" where f.{counted_on} between :first and :last"
            f" and f.since_position > :after and f.since_position <= :upto and {differs}"
            " union all"
            " select f.lead_body, f.tier, f.until_position, 'gone',"
            f" f.lead_body is null and o.lead_body is not null, {inside}"
            f" from {at} f {other} o.since_position = f.until_position limit 1) o on true"
            f" where f.{counted_on} between :first and :last"
            f" and f.until_position > :after and f.until_position <= :upto and {differs}) m"
            " join procurement.change c on c.position = m.position"
        ),
        {"first": first, "last": last, "after": after, "upto": upto},
    )
    return [Moved(*row) for row in rows]


def _differs(columns: Iterable[str]) -> str:
    """Whether a row `f` has no other version `o` beside it, or reads otherwise in these columns."""
    other, own = (", ".join(f"{row}.{name}" for name in columns) for row in "of")
    return f"(o.found is null or ({other}) is distinct from ({own}))"
