"""What each supplier adds to the quantities behind the figures of a card."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection

from services.kpi.cells.rules.aggregates import aggregates_of, compile_measure
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.publications.rules.small_numbers import Amount, Atom
from services.kpi.values.rules.quantities import quantities_of
from services.kpi.values.rules.reading import GroupKey, Reading
from services.kpi.values.store.rows import computed, rows_of

_TOTAL_AND_SIZE: Final = ("{}", "abs({})")


def amounts_of(
    connection: Connection, reading: Reading, *, time_out_ms: int
) -> Iterator[tuple[GroupKey, Atom, str, Amount]]:
    """What each supplier adds to each quantity of a card, by group, tier and body.

    Raises:
        CannotCompute: the server refused or stopped the statement.
    """
    quantities, counted = quantities_of(reading.card), rows_of(reading)
    required = [name for name in reading.card.measure.required_dimensions if name not in {"tier", "organisation"}]
    dimensions = ["tier", "lead_body", *(DIMENSIONS[name].column.name for name in required)]
    keys = [f"g{number}" for number in range(len(dimensions))]
    grouped = [f"coalesce(f.{name}, '') as {key}" for name, key in zip(dimensions, keys, strict=True)]
    projected = aggregates_of(compile_measure(reading.card), number=0, dialect="postgres").projected
    sums = [
        f"sum({of.format(column)}) filter (where {rows})"
        for column, rows in quantities.values()
        for of in _TOTAL_AND_SIZE
    ]
    statement = (
        f"select {', '.join(keys)}, supplier, {', '.join(sums)} from ("  # noqa: S608 - our own names and the compiler's
        f" select {', '.join(grouped)}, s.supplier, {', '.join(projected)} from {counted.source}"
        f" left join procurement.contract_supplier s on s.unit = f.unit where {counted.where} offset 0) r"
        f" group by {', '.join(keys)}, supplier"
    )
    for row in computed(connection, statement, counted.values, time_out_ms=time_out_ms):
        tier, body, *group = row[: len(keys)]
        supplier, *numbers = row[len(keys) :]
        for place, name in enumerate(quantities):
            total: Decimal | None = numbers[2 * place]
            if total is not None:
                size = Fraction(numbers[2 * place + 1])
                yield tuple(group), (tier, body), name, Amount(supplier, Fraction(total), size)
