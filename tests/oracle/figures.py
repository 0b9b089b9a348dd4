"""Parts and figures in plain Python: loops over rows, and the formulas of the counting rules (C19, C20, C30, C32)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from tests.oracle.card import OracleCard
from tests.oracle.expression import Row

Parts: TypeAlias = Mapping[str, Fraction]
"""What is added up, by the names of a cell's columns; what is not there is zero."""

_SAID = {True: "yes", False: "no", None: "unknown"}
_SIDES = ("in", "undetermined")
_NUMBERS = {
    "count": ("known",),
    "bodies": ("known",),
    **dict.fromkeys(("ratio", "change"), ("known", "unknown", "sum", "base")),
}
_AMOUNTS = ("value", "numerator", "denominator", "baseline")


@dataclass(frozen=True)
class Figure:
    """A figure, exact."""

    value: Fraction | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    answers: Fraction | None = None
    reason: str | None = None


def parts_of(card: OracleCard, rows: Iterable[Row]) -> Parts:
    """Count the rows and add up their amounts."""
    parts: defaultdict[str, Fraction] = defaultdict(Fraction)
    for row in rows:
        member = card.member(row)
        side = {True: "in", None: "undetermined", False: "out"}[member]
        parts["rows"] += member is not False
        if card.kind == "share":
            weight = card.amount("weight", row) if card.is_weighed else Decimal(1)
            if weight is not None:
                said = "" if member is False else f"_{_SAID[card.says('hit', row)]}"
                parts[f"{side}{said}"] += Fraction(weight)
            elif member is not False:
                parts["without_amount"] += 1
            continue
        if member is False:
            parts["out"] += 1
            continue
        numbers = [card.amount(name, row) for name in _AMOUNTS if name in card.expressions]
        if any(number is None for number in numbers):
            parts[f"{side}_unknown"] += 1
            continue
        parts[f"{side}_known"] += 1
        for name, number in zip(("sum", "base"), numbers, strict=False):
            parts[f"{side}_{name}"] += Fraction(number or 0)
    return parts


def figure_of(card: OracleCard, parts: Parts) -> Figure:
    """The figure that these parts make."""
    get = defaultdict(Fraction, parts)
    if card.kind == "share":
        return _share(card, get)
    if card.kind in ("count", "bodies"):
        return _count(card, get)
    if not get["rows"]:
        return Figure(reason="no-rows")
    known, total = get["in_known"], get["in_sum"]
    certain = known + get["in_unknown"]
    answers = known / get["rows"]
    lower = total if card.kind == "sum" and card.non_negative else None
    upper: Fraction | None = None
    if card.kind == "mean" and card.scale is not None and certain:
        lower, upper = [(total + (get["rows"] - known) * end) / get["rows"] for end in card.scale]
    base = {"sum": Fraction(1), "mean": known, "state": known}.get(card.kind, get["in_base"])
    without = "no-baseline" if card.kind == "change" and certain and not known else None
    reason = without or _reason(card, certain=certain, answers=answers) or (None if base else "zero-denominator")
    if reason:
        return Figure(None, lower, upper, answers, reason)
    return Figure((total - base) / base if card.kind == "change" else total / base, lower, upper, answers, reason)


def over_rows(card: OracleCard, figure: Figure, rows: Sequence[Row], *, registered: int | None) -> Figure:
    """What only the rows themselves can say: how many bodies they are of, and the middle one of an order."""
    entered = [row for row in rows if card.member(row)]
    if card.kind == "bodies":
        if figure.reason:
            return replace(figure, lower=None, upper=None)
        if card.of_register and not registered:
            return Figure(answers=figure.answers, reason="zero-denominator")
        bodies = len({row["lead_body"] for row in entered if row["lead_body"]})
        value = Fraction(bodies, registered or 1) if card.of_register else Fraction(bodies)
        return replace(figure, value=value, lower=value, upper=None)
    if card.kind == "state" and card.scale is not None:
        known = [Fraction(step) for row in entered if (step := card.amount("value", row)) is not None]
        doubtful = sum(card.member(row) is not False for row in rows) - len(known)
        lower, upper = (_middle([*known, *[end] * doubtful]) for end in card.scale)
        return replace(figure, value=None if figure.reason else _middle(known), lower=lower, upper=upper)
    return figure


def _middle(values: list[Fraction]) -> Fraction | None:
    return sorted(values)[(len(values) - 1) // 2] if values else None


def in_jobs(card: OracleCard, figure: Figure, *, weeks: int) -> Figure:
    """Hours as jobs over so many weeks, when the card says so."""
    if card.hours_per_week is None:
        return figure
    value, lower, upper = (
        None if each is None else each / card.hours_per_week / weeks
        for each in (figure.value, figure.lower, figure.upper)
    )
    return Figure(value, lower, upper, figure.answers, figure.reason)


def _share(card: OracleCard, parts: Mapping[str, Fraction]) -> Figure:
    yes, no, unknown = (parts[f"in_{said}"] for said in _SAID.values())
    may_yes, may_no, may_unknown = (parts[f"undetermined_{said}"] for said in _SAID.values())
    whole = yes + no + unknown + may_yes + may_no + may_unknown
    if not whole:
        empty = "coverage-too-low" if parts["without_amount"] else "zero-denominator"
        return Figure(reason=empty if parts["rows"] else "no-rows")
    answers = (yes + no) / whole
    reason = _reason(card, certain=yes + no + unknown, answers=answers)
    return Figure(
        value=None if reason else yes / (yes + no),
        lower=_divided(yes, yes + no + unknown + may_no + may_unknown),
        upper=_divided(yes + unknown + may_yes + may_unknown, yes + no + unknown + may_yes + may_unknown),
        answers=answers,
        reason=reason,
    )


def _count(card: OracleCard, parts: Mapping[str, Fraction]) -> Figure:
    certain, doubtful = parts["in_known"], parts["undetermined_known"]
    if not certain + doubtful:
        none = Fraction(0)
        return Figure(none, none, none, Fraction(1)) if parts["out"] else Figure(reason="no-rows")
    answers = certain / (certain + doubtful)
    reason = _reason(card, certain=certain, answers=answers)
    return Figure(None if reason else certain, certain, certain + doubtful, answers, reason)


def _reason(card: OracleCard, *, certain: Fraction, answers: Fraction) -> str | None:
    if not certain:
        return "nothing-certain"
    return "coverage-too-low" if answers < card.minimum_coverage else None


def _divided(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None


def shown(card: OracleCard, figure: Figure) -> dict[str, object]:
    """The figure as an answer must show it: sums and counts at two decimals, shares and means at four (C32)."""
    places = 2 if card.kind in {"sum", "count"} else 4
    exact = {"value": figure.value, "lower": figure.lower, "upper": figure.upper}
    return {
        **{name: rounded(number, places=places) for name, number in exact.items()},
        "answers": rounded(figure.answers, places=4),
        "reason": figure.reason,
    }


def counts_shown(card: OracleCard, parts: Parts) -> dict[str, object]:
    """The counts as an answer must show them."""
    names = tuple(_SAID.values()) if card.kind == "share" else _NUMBERS.get(card.kind, ("known", "unknown", "sum"))
    counts: dict[str, object] = {
        side: {name: parts.get(f"{side}_{name}", Fraction(0)) for name in names} for side in _SIDES
    }
    weighed = {"withoutAmount": parts.get("without_amount", Fraction(0))} if card.is_weighed else {}
    return {**counts, "out": parts.get("out", Fraction(0)), **weighed}


def rounded(exact: Fraction | None, *, places: int) -> Fraction | None:
    """Half away from zero."""
    if exact is None:
        return None
    whole = (abs(exact) * 10**places + Fraction(1, 2)).__floor__()
    return Fraction(whole if exact >= 0 else -whole, 10**places)
