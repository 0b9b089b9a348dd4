"""The rows that are given in bulk, as they stood at a position of the change log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from services.ingest.bulk.rules.column import Column, Kind
from services.ingest.bulk.rules.naming import UNDATED
from services.ingest.bulk.rules.subject import Subject

# ruff: noqa: S608 - statements are put together from our own declarations and whole numbers

DECIMALS: Final = 10
"""Digits behind the point that a number keeps, in every form."""
_BLOCK: Final = 4 << 20  # bytes
_AT: Final = """
    procurement.bulk_{view} r join procurement.change s on s.id = r.since_change
    left join procurement.change u on u.id = r.until_change"""
_STOOD: Final = "s.position <= {position} and (r.until_change is null or u.position > {position})"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a period are given, and how many are left out."""

    given: int = 0
    unreleased: int = 0
    uncounted: int = 0


def log_of(source: Session | Connection) -> str:
    """Which change log this is."""
    return str(source.execute(text("select id from procurement.change_log")).scalar_one().hex)


def newest_erasure(source: Session | Connection) -> int:
    """The position of the newest erasure; what was made before it may hold an erased name. 0: never."""
    newest = source.execute(text("select max(position) from procurement.change where cause = 'erasure'"))
    return int(newest.scalar_one() or 0)


def counts(connection: Connection, subject: Subject, position: int) -> dict[str, Counts]:
    """Per period what stood at a position, given and left out."""
    query = f"""
        select coalesce(extract(year from {_day(subject)})::int::text, '{UNDATED}') as period,
            count(*) filter (where r.counted and r.released),
            count(*) filter (where r.counted and not r.released), count(*) filter (where not r.counted)
        from {_at(subject)} where {_STOOD.format(position=int(position))} group by 1"""
    return {period: Counts(*each) for period, *each in connection.execute(text(query))}


def changed_periods(connection: Connection, subject: Subject, *, after: int, until: int) -> frozenset[str]:
    """The periods in which rows came or went between two positions."""
    between = f"> {int(after)} and %s.position <= {int(until)}"
    query = f"""
        select distinct coalesce(extract(year from {_day(subject)})::int::text, '{UNDATED}') from {_at(subject)}
        where s.position {between % "s"} or u.position {between % "u"}"""
    return frozenset(connection.execute(text(query)).scalars())


def blocks(
    driver: psycopg.Connection[tuple[object, ...]], subject: Subject, period: str, position: int
) -> Iterator[bytes]:
    """The rows of a period as they stood at a position: whole lines of CSV by COPY, some megabytes at a time."""
    return _copied(driver, rows_query(subject, period, position))


def rows_query(subject: Subject, period: str, position: int) -> str:
    """The query of these rows."""
    stood = _STOOD.format(position=int(position))
    return (
        f"select {selected(subject.columns)} from {_at(subject)}"
        f" where r.counted and r.released and {stood} and {_in(subject, period)}"
    )


def delta_blocks(
    driver: psycopg.Connection[tuple[object, ...]], subject: Subject, period: str, *, after: int, until: int
) -> Iterator[bytes]:
    """What came and went in a period between two positions, as lines of JSON."""
    given = f"r.counted and r.released and {_in(subject, period)}"
    before, now = (_STOOD.format(position=int(each)) for each in (after, until))
    same = " and ".join(f"coalesce(r.{name}::text, '') = coalesce(g.{name}::text, '')" for name in subject.key)
    came = f"""
        select json_build_object('position', s.position, 'gone', false, 'row', {row_as_json(subject)})::text as line
        from {_at(subject)} where {given} and {now} and s.position > {int(after)}"""
    gone = f"""
        select json_build_object('position', g.position, 'gone', true, 'row', {key_as_json(subject, "g")})::text
        from (
            select {", ".join(f"r.{name}" for name in subject.key)}, u.position
            from {_at(subject)} where {given} and {before} and u.position <= {int(until)}
        ) g where not exists (select from {_at(subject)} where {given} and {now} and {same})"""
    return _copied(driver, f"{came} union all {gone}", form="text")


def selected(columns: Sequence[Column]) -> str:
    """The columns as they are given."""
    return ", ".join(
        f'case when scale(r."{each.name}") > {DECIMALS} then round(r."{each.name}", {DECIMALS})'
        f' else r."{each.name}" end as "{each.name}"'
        if each.kind is Kind.NUMBER
        else f'r."{each.name}"'
        for each in columns
    )


def row_as_json(subject: Subject) -> str:
    """An expression: a row as it stands in the files."""
    return f"row_to_json((select o from (select {selected(subject.columns)}) o))"


def key_as_json(subject: Subject, row: str = "r") -> str:
    """An expression: what tells a row from all others."""
    return f"row_to_json((select o from (select {', '.join(f'{row}.{name}' for name in subject.key)}) o))"


def _copied(driver: psycopg.Connection[tuple[object, ...]], query: str, form: str = "csv") -> Iterator[bytes]:
    with driver.cursor() as cursor, cursor.copy(f"copy ({query}) to stdout (format {form})".encode()) as copy:
        waiting, size = [], 0
        for line in copy:  # the server sends line by line
            waiting.append(bytes(line))
            size += len(line)
            if size >= _BLOCK:
                yield b"".join(waiting)
                waiting, size = [], 0
        if waiting:
            yield b"".join(waiting)


def _at(subject: Subject) -> str:
    return _AT.format(view=subject.view.removeprefix("bulk_"))


def _day(subject: Subject) -> str:
    return f"coalesce({', '.join(f'r.{name}' for name in subject.counted_on)})"


def _in(subject: Subject, period: str) -> str:
    if period == UNDATED:
        return f"{_day(subject)} is null"
    return f"{_day(subject)} between '{int(period):04}-01-01' and '{int(period):04}-12-31'"
