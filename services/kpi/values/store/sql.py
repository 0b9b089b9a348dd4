"""Pieces of SQL that cells and rows are read with: months, boundaries of bodies, parts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.parts import PARTS, Parts
from services.kpi.values.rules.boundaries import Boundaries
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import Question


def months_of(buckets: Sequence[Period], level: Level, *, stock: bool) -> dict[str, object]:
    """The months (or years) that are added up, and the part of the period each belongs to."""
    months: list[date] = []
    numbers: list[int] = []
    for number, bucket in enumerate(buckets):
        days = [month.first_day for month in bucket.months]
        if level is Level.TIER_YEAR:
            days = [day for day in days if day.month == 1]
        elif stock:
            days = days[-1:]
        months += days
        numbers += [number] * len(days)
    return {"months": months, "buckets": numbers}


def join_boundaries(question: Question, body: str) -> str:
    """The successor of a column with a body, in the boundaries that are asked for."""
    if question.boundaries is None:
        return ""
    return (
        " left join unnest(cast(:predecessors as text[]), cast(:successors as text[])) as m(predecessor, successor)"
        f" on m.predecessor = {body}"
    )


def successor_or(question: Question, dimension: str, column: str) -> str:
    """The column of a dimension; of the organisation, in the boundaries that are asked for."""
    if question.boundaries is None or dimension != "organisation":
        return column
    return f"coalesce(m.successor, {column})"


def successor_values(boundaries: Boundaries | None) -> dict[str, object]:
    """Values for `join_boundaries`."""
    if boundaries is None:
        return {}
    return {
        "predecessors": list(boundaries.successor_of),
        "successors": list(boundaries.successor_of.values()),
    }


def listed(columns: Sequence[str]) -> str:
    """Columns before others in a select list."""
    return "".join(f"{column}, " for column in columns)


def parts_of(row: Mapping[str, object]) -> Parts:
    """Parts from a row that names them; those it lacks are zero."""
    stated = {part: row[part] for part in PARTS if row.get(part) is not None}
    return Parts(
        **{part: value if isinstance(value, Decimal) else Decimal(str(value)) for part, value in stated.items()}
    )
