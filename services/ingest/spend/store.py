"""Statements on the lines of spend: they come in by one COPY for a record, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Final
from uuid import UUID

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.data_contracts.spend.model import TOTALS
from services.ingest.data_contracts.spend.natural_persons import PERSON
from services.ingest.database import driver_of
from services.ingest.spend.rules.suppliers import Supplier
from shared.procurement.own_record import Lines

_TABLE: Final = sql.Identifier("procurement", "spend_line")
_LEFT_OUT: Final = {"person": PERSON, "totals": sorted(TOTALS)}
_SPECIAL: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def add_lines(session: Session, version: UUID, lines: Lines) -> None:
    """Add the lines of a version that is new; what a line does not say is null."""
    add = "insert into procurement.spend_file (version) values (:version) returning block"
    block = session.execute(text(add), {"version": version}).scalar_one()
    statement = sql.SQL("copy {} (block, line, {}) from stdin with (null '')").format(
        _TABLE, sql.SQL(", ").join(map(sql.Identifier, lines.columns))
    )
    rows = zip(repeat(str(block)), map(str, lines.numbers), *map(_written, lines.columns.values()), strict=False)
    with driver_of(session).cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(map("\t".join, rows)) + "\n")


def _written(column: Sequence[str]) -> Sequence[str]:
    """A column as COPY reads it; hardly any holds a character that means something there."""
    joined = "".join(column)
    if "\\" in joined or not joined.isprintable():
        return [value.translate(_SPECIAL) for value in column]
    return column


def block_of(session: Session, version: UUID) -> int | None:
    """The block of lines of a version."""
    query = "select block from procurement.spend_file where version = :version"
    block: int | None = session.execute(text(query), {"version": version}).scalar_one_or_none()
    return block


def columns_of_block(session: Session, block: int, names: Sequence[str]) -> dict[str, list[str]]:
    """These columns of a block, in the order of its lines, as text."""
    aggregates = sql.SQL(", ").join(
        sql.SQL("array_agg(coalesce({}::text, '') order by line)").format(sql.Identifier(name)) for name in names
    )
    statement = sql.SQL("select {} from {} where block = %s").format(aggregates, _TABLE)
    row = driver_of(session).execute(statement, [block]).fetchone()
    return dict(zip(names, row or repeat([]), strict=False))


def rewrite_lines(session: Session, block: int, column: str, changed: Mapping[str, str]) -> None:
    """Write these values of a column otherwise."""
    statement = sql.SQL(
        "update {} set {} = nullif(c.now, '') from unnest(%s::text[], %s::text[]) as c(before, now)"
        " where block = %s and {} = c.before"
    ).format(_TABLE, sql.Identifier(column), sql.Identifier(column))
    driver_of(session).execute(statement, [list(changed), list(changed.values()), block])


def move_block(session: Session, block: int, *, version: UUID) -> None:
    """Let the lines belong to the version as it is called now; those of one that is there already go."""
    there = "select from procurement.spend_file where version = :version and block <> :block"
    values = {"version": version, "block": block}
    if session.execute(text(there), values).one_or_none() is None:
        move = "update procurement.spend_file set version = :version where block = :block"
        session.execute(text(move), values)
        return
    session.execute(text("delete from procurement.spend_line where block = :block"), values)
    session.execute(text("delete from procurement.spend_file where block = :block"), values)


_COUNTING: Final = """
    select f.block from (
        select distinct on (key) id, state from procurement.own_record
        where kind = 'spend' and body = :body and state <> 'draft'
            and (cast(:year as integer) is null or content -> 'year' = to_jsonb(cast(:year as integer)))
        order by key, version desc
    ) v join procurement.spend_file f on f.version = v.id
    where v.state = 'final'
"""
"""The blocks of the files that count; of a key the highest version."""
_SUPPLIERS: Final = f"""
    select * from (
        select max(l.supplier) as name, l.supplier_scheme as scheme, l.supplier_number as number,
            cast(count(*) as integer) as lines
        from procurement.spend_line l join ({_COUNTING}) b using (block)
        where l.supplier_number is not null or (
            l.supplier <> :person and regexp_replace(lower(l.supplier), '[^a-z0-9]', '', 'g') <> all(:totals)
        )
        group by l.supplier_scheme, l.supplier_number, case when l.supplier_number is null then l.supplier end
    ) s
"""  # noqa: S608 - our own text
_PLACE: Final = "coalesce(scheme, ''), coalesce(number, ''), coalesce(name, '')"


def suppliers(
    session: Session, *, body: str, year: int, after: tuple[str, str, str] | None, fetch: int
) -> list[Supplier]:
    """Suppliers of a year, those without a number first; `after` is the place of the last one seen."""
    scheme, number, name = after or (None, None, None)
    query = f"""
        {_SUPPLIERS} where cast(:scheme as text) is null or ({_PLACE}) > (:scheme, :number, :name)
        order by {_PLACE} limit :fetch
    """
    values = {"body": body, "year": year, "scheme": scheme, "number": number, "name": name, "fetch": fetch}
    return [Supplier(*row) for row in session.execute(text(query), {**values, **_LEFT_OUT})]


def numbered_suppliers(session: Session, *, body: str) -> list[Supplier]:
    """Suppliers of any year of which a line states a number."""
    query = f"{_SUPPLIERS} where number is not null"
    return [Supplier(*row) for row in session.execute(text(query), {"body": body, "year": None, **_LEFT_OUT})]


def place_of(supplier: Supplier) -> tuple[str, str, str]:
    """Where a supplier stands in the list."""
    return supplier.scheme or "", supplier.number or "", supplier.name or ""
