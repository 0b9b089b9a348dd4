"""Comparing an answer of the API with the oracle, row by row and group by group."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from tests.oracle.card import OracleCard, every_card
from tests.oracle.expression import Row
from tests.oracle.figures import counts_shown, figure_of, in_jobs, over_rows, parts_of, shown

Key: TypeAlias = tuple[str, ...]
"""The values a group stands for, in the order asked, and the first month of the part of the period."""

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Months:
    """Months from first to last, both included, written as 2025-01."""

    first: str
    last: str

    @property
    def weeks(self) -> int:
        """Whole weeks, rounded."""
        year, month = divmod(_number(self.last) + 1, 12)
        days = date(year, month + 1, 1) - date.fromisoformat(f"{self.first}-01")
        return round(days.days / 7)

    def split(self, granularity: str | None) -> list["Months"]:
        """The parts by calendar month, quarter or year, cut off at the ends."""
        size = {None: 12_000, "year": 12, "quarter": 3, "month": 1}[granularity]
        parts: dict[int, list[int]] = {}
        for number in range(_number(self.first), _number(self.last) + 1):
            parts.setdefault(number // size, []).append(number)
        return [Months(_month(numbers[0]), _month(numbers[-1])) for numbers in parts.values()]


def groups(
    card: OracleCard, rows: Iterable[Row], *, group_by: Sequence[str], placed_on: str, parts: Sequence[Months]
) -> dict[Key, list[Row]]:
    """The rows of every group in every part of the period; of a stock only the last month of a part speaks."""
    grouped: dict[Key, list[Row]] = {}
    for row in rows:
        day: date | None = row[placed_on]
        if day is None:
            continue
        month = f"{day.year:04}-{day.month:02}"
        for part in parts:
            if (part.last if card.is_stock else part.first) <= month <= part.last:
                key = (*(row[DIMENSIONS[name].column.name] or UNKNOWN for name in group_by), part.first)
                grouped.setdefault(key, []).append(row)
    return grouped


def check(
    answer: Mapping[str, Any],
    rows: Iterable[Row],
    *,
    granularity: str | None = None,
    keep: Callable[[Row], bool] = lambda _row: True,
    filtered: Collection[str] = (),
    card: OracleCard | None = None,
) -> int:
    """Every row of the answer says what the oracle says of the same group, and no group is left out.

    `rows` are those of the card's fact, `filtered` the dimensions that the question filtered. Gives the number of rows
    compared.
    """
    card = card or every_card()[answer["indicator"]]
    group_by = [dimension["name"] for dimension in answer["dimensions"]]
    placed_on = next(
        each.column.name for each in facts()[card.fact].dates if each.word == answer["definition"]["countedOn"]
    )
    parts = Months(answer["period"]["from"], answer["period"]["until"]).split(granularity)
    kept = [row for row in rows if keep(row)]
    expected = groups(card, kept, group_by=group_by, placed_on=placed_on, parts=parts)
    seen = set()
    for row in answer["rows"]:
        key = key_of(row, group_by, answer)
        seen.add(key)
        counted = parts_of(card, expected.get(key, ()))
        place = (card.code, placed_on, key)
        figure = in_jobs(
            card, figure_of(card, counted), weeks=next(each.weeks for each in parts if each.first == key[-1])
        )
        registered = row["coverage"]["bodies"]["inRegister"]
        figure = over_rows(card, figure, expected.get(key, ()), registered=registered)
        assert figure_in(row) == shown(card, figure), place
        assert _steps(row) == _steps_of(card, expected.get(key, ())), place
        assert counts_in(row) == counts_shown(card, counted), place
        with_data = row["coverage"]["bodies"]["withData"]
        bodies = {each["lead_body"] for each in expected.get(key, ()) if each["lead_body"]}
        assert with_data in {len(bodies), None}, place
        assert with_data is not None or any(DIMENSIONS[name].splits for name in (*group_by, *filtered)), place
    assert set(expected) <= seen, (card.code, set(expected) - seen)
    return len(answer["rows"])


def _steps(row: Mapping[str, Any]) -> dict[str, int]:
    return {step: number for step, number in (row.get("steps") or {}).items() if number}


def _steps_of(card: OracleCard, rows: Iterable[Row]) -> dict[str, int]:
    """How many rows stand on each step of an ordinal scale."""
    if card.scale is None or not facts()[card.fact].carries("step"):
        return {}
    return dict(Counter(row["step"] for row in rows if card.member(row) and row["step"] is not None))


def key_of(row: Mapping[str, Any], group_by: Sequence[str], answer: Mapping[str, Any]) -> Key:
    """Which group of an answer a row is."""
    return (*(row[name] for name in group_by), (row.get("period") or answer["period"])["from"])


def figure_in(row: Mapping[str, Any]) -> dict[str, object]:
    """What a row of an answer says, exact."""
    exact = {name: _exact(row[name]) for name in ("value", "lower", "upper")}
    return {**exact, "answers": _exact(row["coverage"]["answers"]), "reason": row["reason"]}


def counts_in(row: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of a row, exact; names without a number are left out."""
    return {
        name: {word: _exact(number) for word, number in counts.items() if number is not None}
        if isinstance(counts, Mapping)
        else _exact(counts)
        for name, counts in row["counts"].items()
        if counts is not None
    }


def _exact(number: object) -> Fraction | None:
    return None if number is None else Fraction(str(number))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
