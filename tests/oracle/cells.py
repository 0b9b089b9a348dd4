"""Every cell that must exist over rows of facts, with its parts: body x month, tier x month, tier x year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from services.kpi.definitions.declarations.fact import Dimension
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.dimensions import DIMENSIONS, SPLITS
from tests.oracle.card import every_card
from tests.oracle.expression import Row
from tests.oracle.figures import Parts, parts_of

Cell: TypeAlias = tuple[str, ...]
"""Values of CELL_KEYS, in their order."""

WHOLE = "*"
_DETAILED = [each for each in DIMENSIONS.values() if not each.splits and each.key not in {"body", "tier"}]
DETAILS = {
    key: [each for each in _DETAILED if each.key == key] for key in dict.fromkeys(each.key for each in _DETAILED)
}
"""Dimensions that cells of every level are split by, by their key; those of different facts may share one."""
SPLIT_KEYS = tuple(each.key for each in SPLITS)
CELL_KEYS = ("code", "counted_on", "level", "body", "tier", "month", *SPLIT_KEYS, *DETAILS, "released")


def cells(rows: Mapping[str, Sequence[Row]]) -> dict[Cell, Parts]:
    """The cells of all cards over these rows of facts."""
    standing: dict[Cell, list[Row]] = {}
    for card in every_card().values():
        for row in rows.get(card.fact, ()):
            for placed_on in card.counted_on:
                if row[placed_on] is not None:
                    for place in _places(card.fact, row, row[placed_on]):
                        standing.setdefault((card.code, placed_on, *place), []).append(row)
    return {cell: parts_of(every_card()[cell[0]], each) for cell, each in standing.items()}


def _places(fact: str, row: Row, day: date) -> Iterator[Cell]:
    month, year = day.replace(day=1).isoformat(), day.replace(month=1, day=1).isoformat()
    body, tier = row["lead_body"] or "", row["tier"] or ""
    end = (*(_detail(fact, row, each) for each in DETAILS.values()), str(row.get("released", True)))
    whole = (WHOLE,) * len(SPLITS)
    own = tuple(_own(fact, row, each) for each in SPLITS)
    yield ("body-month", body, tier, month, *whole, *end)
    yield ("tier-month", WHOLE, tier, month, *whole, *end)
    for at, value in enumerate(own):
        if value != WHOLE:
            yield ("tier-month", WHOLE, tier, month, *whole[:at], value, *whole[at + 1 :], *end)
    yield ("tier-year", WHOLE, tier, year, *own, *end)


def _detail(fact: str, row: Row, dimensions: Sequence[Dimension]) -> str:
    carried = [_own(fact, row, each) for each in dimensions if facts()[fact].carries(each.name)]
    return carried[0] if carried else WHOLE


def _own(fact: str, row: Row, dimension: Dimension) -> str:
    return (row[dimension.column.name] or "") if facts()[fact].carries(dimension.name) else WHOLE
