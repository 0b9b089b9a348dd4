"""Rows of which small numbers are hidden (C24)."""

from fractions import Fraction

from services.kpi.publications.operations.hiding import Hidden
from services.kpi.publications.rules.small_numbers import FEWEST_PEOPLE, rounded_people
from services.kpi.values.rules.figures import Reason
from services.kpi.values.schemas.answer import CertainCounts, CountsOut, Number, RowOut


def masked(row: RowOut, place: tuple[str, str, str], hidden: Hidden | None, *, in_people: bool) -> RowOut:
    """The row as it is published: nothing of a hidden figure, and people rounded."""
    if hidden is None:
        return row
    if place in hidden:
        return _hidden(row)
    return _in_people(row) if in_people else row


def is_hidden(row: RowOut) -> bool:
    """Whether nothing is said of a figure because of small numbers."""
    return row.reason is Reason.SUPPRESSED


def _hidden(row: RowOut) -> RowOut:
    nothing = dict.fromkeys(("value", "counts", "lower", "upper", "coverage"))
    said = {name: getattr(row, name) for name in row.model_fields_set - {"steps", "provisional"}}
    return RowOut.model_construct(**{**said, **nothing, "reason": Reason.SUPPRESSED})


def _in_people(row: RowOut) -> RowOut:
    counts = None if row.counts is None else _without_sums(row.counts)
    if row.value is not None and row.value < FEWEST_PEOPLE:
        few = {"value": None, "reason": Reason.FEWER_THAN_TEN, "lower": 0, "upper": FEWEST_PEOPLE}
        return row.model_copy(update={**few, "counts": counts})
    value = _rounded(row.value)
    lower = value if row.lower == row.value else None
    return row.model_copy(update={"value": value, "lower": lower, "upper": _rounded(row.upper), "counts": counts})


def _rounded(people: Number | None) -> Number | None:
    return None if people is None else rounded_people(Fraction(str(people)))


def _without_sums(counts: CountsOut) -> CountsOut:
    def rows(side: CertainCounts) -> CertainCounts:
        return CertainCounts(known=side.known, unknown=side.unknown)

    return counts.model_copy(update={"in_": rows(counts.in_), "undetermined": rows(counts.undetermined)})
