"""Every figure computed again in plain Python: loops over rows, formulas from the counting rules, parts 3 and 4.

A row is a mapping with the names of the fact's columns, whether it was read from `GET /v1/procedures` or from the fact
views. Nothing is shared with the services but the names.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
Answer: TypeAlias = bool | None

HALF = Fraction(1, 2)
ANSWERS: Mapping[str, Answer] = {"yes": True, "no": False}
DIMENSIONS = {
    "tier": "tier",
    "organisation": "lead_body",
    "nature": "nature",
    "threshold": "above_threshold",
    "productChain": "product_chain",
    "purchaseType": "purchase_type",
    "theme": "theme",
}
"""Dimensions of the API and the columns they stand in."""


@dataclass(frozen=True)
class Indicator:
    """What a card counts: rows of a fact that are in, and what they say or with which number."""

    kind: str  # share, value share, mean, sum
    fact: str
    included: Callable[[Row], Answer]
    hit: Callable[[Row], Answer] = lambda _: None
    number: Callable[[Row], Decimal | None] = lambda _: None
    default: str = "awarded"


def both(*conditions: Answer) -> Answer:
    """AND over three values: one no settles it, else one unknown leaves it open."""
    if any(condition is False for condition in conditions):
        return False
    return None if any(condition is None for condition in conditions) else True


def is_one_of(value: object, *codes: object) -> Answer:
    return None if value is None else value in codes


def at_least(value: Decimal | None, least: int) -> Answer:
    return None if value is None else value >= least


def competed(row: Row) -> Answer:
    return is_one_of(row["competition"], "call", "no-call")


def awarded(row: Row) -> Answer:
    return is_one_of(row["state"], "awarded")


def awarded_after_a_call(row: Row) -> Answer:
    return both(awarded(row), is_one_of(row["competition"], "call"))


def fit_for_social_return(row: Row) -> Answer:
    """Works and services from 6 months and EUR 250,000 of wages on, found suitable; notices tell the first two only."""
    months = at_least(row["duration_months"], 6)
    return both(
        is_one_of(row["nature"], "works", "services"), months, at_least(row["wage_sum"], 250_000), row["suitable"]
    )


INDICATORS: Mapping[str, Indicator] = {
    "ALG-P05": Indicator(
        "value share", "lot", awarded, hit=lambda row: row["any_theme"], number=lambda row: row["awarded_value"]
    ),
    "ALG-P12": Indicator(
        "share", "procedure", lambda _: True, hit=lambda row: row["strategic_fields_complete"], default="launched"
    ),
    "ALG-P13": Indicator("sum", "lot", awarded, number=lambda row: row["awarded_value"]),
    "ALG-P14": Indicator(
        "value share",
        "lot",
        awarded,
        hit=lambda row: is_one_of(row["value_basis"], "ceiling"),
        number=lambda row: row["awarded_value"],
    ),
    "ALG-P15": Indicator("share", "theme_use", competed, hit=lambda row: row["answer"]),
    "ALG-P16": Indicator("share", "theme_use", competed, hit=lambda row: row["signal_in_text"]),
    "DIV-P01": Indicator(
        "share",
        "procedure",
        lambda row: row["relevant_diversity_inclusion"],
        hit=lambda row: row["diversity_inclusion"],
    ),
    "DIV-P01b": Indicator(
        "share",
        "lot",
        lambda row: both(row["relevant_diversity_inclusion"], competed(row)),
        hit=lambda row: row["accessible"],
    ),
    "MKT-P01": Indicator("share", "lot", awarded_after_a_call, hit=lambda row: is_one_of(row["tenders_received"], 1)),
    "MKT-P02": Indicator("mean", "lot", awarded_after_a_call, number=lambda row: row["tenders_received"]),
    "MKT-P03": Indicator("share", "winner", competed, hit=lambda row: row["sme"]),
    "SOR-P01": Indicator("share", "procedure", fit_for_social_return, hit=lambda row: row["social_return"]),
}
"""The first cards, by hand."""

PER_THEME = frozenset({"ALG-P15", "ALG-P16"})
"""Indicators that only mean something per theme."""


# --- rows of facts from the procedures of the API --------------------------------------------------------------------


def facts_of(procedures: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Rows of the four facts; only what is counted has a row."""
    found: dict[str, list[Row]] = {"procedure": [], "lot": [], "theme_use": [], "winner": []}
    for procedure in procedures:
        if procedure["counted"]:
            found["procedure"].append(_of_procedure(procedure))
        for lot in procedure["lots"]:
            if lot["counted"]:
                found["lot"].append(_of_lot(lot))
                found["theme_use"].extend(_theme_uses(lot))
                found["winner"].extend({**_placed(lot), **winner_of(lot, winner)} for winner in lot["winners"])
        if procedure["counted"]:  # of awards that do not say which lot they are for
            lots = procedure["lots"]
            found["winner"].extend(
                {**_placed(procedure), **winner_of(lots[0], winner)} for winner in procedure["winners"]
            )
    return found


def _placed(of: Mapping[str, Any]) -> dict[str, Any]:
    relevant = of["relevantThemes"]
    return {
        "lead_body": of["leadBody"],
        "tier": of["tier"],
        "nature": of["nature"],
        "above_threshold": of["aboveThreshold"],
        "product_chain": None if of["chainQuality"] == "C" else of["productChain"],
        "purchase_type": of["purchaseType"],
        "released": of["released"],
        "launched_on": _day(of["launchedOn"]),
        "awarded_on": _day(of["awardedOn"]),
        "relevant_diversity_inclusion": None if relevant is None else "diversity-inclusion" in relevant,
    }


def _of_procedure(procedure: Mapping[str, Any]) -> Row:
    return {
        **_placed(procedure),
        "strategic_fields_complete": procedure["strategicFieldsComplete"],
        "diversity_inclusion": procedure["themes"]["diversity-inclusion"],
        "social_return": procedure["themes"]["social-return"],
        "duration_months": _number(procedure["durationMonths"]),
        "has_supplement": False,
        "wage_sum": None,
        "suitable": None,
    }


def _of_lot(lot: Mapping[str, Any]) -> Row:
    return {
        **_placed(lot),
        "state": lot["state"],
        "competition": lot["competition"],
        "any_theme": ANSWERS.get(lot["anyTheme"]),
        "accessible": ANSWERS.get(lot["accessible"]),
        "tenders_received": lot["tendersReceived"],
        "awarded_value": _number(lot["awardedValue"]),
        "value_basis": lot["valueBasis"],
    }


def _theme_uses(lot: Mapping[str, Any]) -> Iterator[Row]:
    for theme, state in lot["themes"].items():
        yield {
            **_placed(lot),
            "theme": theme,
            "competition": lot["competition"],
            "answer": ANSWERS.get(state),
            "signal_in_text": theme in lot["signalsInText"],
        }


def winner_of(lot: Mapping[str, Any], winner: Mapping[str, Any]) -> dict[str, Any]:
    return {"competition": lot["competition"], "sme": winner["sme"]}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


# --- figures -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A figure as the API must show it: rounded half away from zero, with its counts."""

    value: Decimal | None
    reason: str | None
    lower: Decimal | None
    upper: Decimal | None
    answers: Decimal | None
    counts: Mapping[str, Any]
    bodies: int


def groups(
    rows: Iterable[Row], group_by: Sequence[str], *, placed_on: str, periods: Sequence[tuple[str, str]]
) -> dict[tuple[str, ...], list[Row]]:
    """Rows per group and period: the key is the group's values and the number of the period."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        day = row[placed_on]
        if day is None:
            continue
        month = f"{day.year:04}-{day.month:02}"
        for number, (first, last) in enumerate(periods):
            if first <= month <= last:
                key = tuple(row[DIMENSIONS[name]] or "unknown" for name in group_by)
                found.setdefault((*key, str(number)), []).append(row)
    return found


def figure(indicator: Indicator, rows: Sequence[Row]) -> Figure:
    """The figure over these rows."""
    counts = PARTS_OF[indicator.kind](indicator, rows)
    bodies = len({row["lead_body"] for row in rows if row["lead_body"]})
    if indicator.kind in ("share", "value share"):
        return _share(counts, bodies=bodies)
    return _of_numbers(indicator.kind, counts, bodies=bodies)


def _word(included: Answer, *, known: Answer) -> str:
    said = {True: "yes", False: "no", None: "unknown"}[known]
    return f"{'in' if included else 'undetermined'}_{said}"


def counts_of_share(indicator: Indicator, rows: Iterable[Row]) -> dict[str, Decimal]:
    """Seven counts; for a value share sums of the amounts that are known, and the rows without one."""
    found = dict.fromkeys((*SEVEN, "without_amount", "rows"), Decimal(0))
    weighed = indicator.kind == "value share"
    for row in rows:
        included = indicator.included(row)
        weight = indicator.number(row) if weighed else Decimal(1)
        if included is not False:
            found["rows"] += 1
            if weight is None:
                found["without_amount"] += 1
        if weight is not None:
            found["out" if included is False else _word(included, known=indicator.hit(row))] += weight
    return found


def counts_of_numbers(indicator: Indicator, rows: Iterable[Row]) -> dict[str, Decimal]:
    """Known and unknown rows with the sum of the known, in and undetermined apart."""
    names = [f"{place}_{what}" for place in ("in", "undetermined") for what in ("known", "unknown", "sum")]
    found = dict.fromkeys((*names, "out", "rows"), Decimal(0))
    for row in rows:
        included, number = indicator.included(row), indicator.number(row)
        if included is False:
            found["out"] += 1
            continue
        place = "in" if included else "undetermined"
        found["rows"] += 1
        found[f"{place}_{'unknown' if number is None else 'known'}"] += 1
        found[f"{place}_sum"] += number or Decimal(0)
    return found


SEVEN = ("in_yes", "in_no", "in_unknown", "undetermined_yes", "undetermined_no", "undetermined_unknown", "out")
PARTS_OF: Mapping[str, Callable[[Indicator, Iterable[Row]], dict[str, Decimal]]] = {
    "share": counts_of_share,
    "value share": counts_of_share,
    "mean": counts_of_numbers,
    "sum": counts_of_numbers,
}


def _share(counts: Mapping[str, Decimal], *, bodies: int) -> Figure:
    a, b, u, my, mn, mu = (Fraction(counts[name]) for name in SEVEN[:6])
    whole = a + b + u + my + mn + mu
    if whole == 0:
        reason = "zero-denominator"
        if counts["rows"] == 0:
            reason = "no-rows"
        elif counts["without_amount"]:
            reason = "coverage-too-low"
        return Figure(None, reason, None, None, None, counts, bodies)
    coverage = (a + b) / whole
    reason_of_none = "nothing-certain" if a + b + u == 0 else "coverage-too-low" if coverage < HALF else None
    return Figure(
        value=None if reason_of_none else rounded(a / (a + b)),
        reason=reason_of_none,
        lower=rounded(_divided(a, a + b + u + mn + mu)),
        upper=rounded(_divided(a + u + my + mu, a + b + u + my + mu)),
        answers=rounded(coverage),
        counts=counts,
        bodies=bodies,
    )


def _of_numbers(kind: str, counts: Mapping[str, Decimal], *, bodies: int) -> Figure:
    rows, known = counts["rows"], counts["in_known"]
    if rows == 0:
        return Figure(None, "no-rows", None, None, None, counts, bodies)
    coverage = Fraction(known) / Fraction(rows)
    places = 2 if kind == "sum" else 4
    total = Fraction(counts["in_sum"])
    reason = "nothing-certain" if known + counts["in_unknown"] == 0 else "coverage-too-low" if coverage < HALF else None
    value = total if kind == "sum" else _divided(total, Fraction(known))
    return Figure(
        value=None if reason else rounded(value, places=places),
        reason=reason,
        lower=rounded(total, places=2) if kind == "sum" else None,
        upper=None,
        answers=rounded(coverage),
        counts=counts,
        bodies=bodies,
    )


def _divided(part: Fraction, whole: Fraction) -> Fraction | None:
    return None if whole == 0 else part / whole


def rounded(exact: Fraction | None, *, places: int = 4) -> Decimal | None:
    """Half away from zero (C32)."""
    if exact is None:
        return None
    scaled = abs(exact) * 10**places + HALF
    whole = Decimal(scaled.numerator // scaled.denominator) * (-1 if exact < 0 else 1)
    return whole.scaleb(-places).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


# --- cells -------------------------------------------------------------------------------------------------------

Cell: TypeAlias = tuple[str, ...]
SPLITS = ("nature", "above_threshold", "product_chain", "purchase_type")
WHOLE = "*"


def cells(facts: Mapping[str, Sequence[Row]]) -> dict[Cell, dict[str, Decimal]]:
    """Every cell that must exist, with its parts: body x month; tier x month x one split; tier x year x all splits."""
    found: dict[Cell, list[Row]] = {}
    for code, indicator in INDICATORS.items():
        for row in facts[indicator.fact]:
            for counted_on in ("awarded_on", "launched_on"):
                if row[counted_on] is not None:
                    for place in _places(row, row[counted_on]):
                        found.setdefault((code, counted_on, *place), []).append(row)
    return {cell: PARTS_OF[INDICATORS[cell[0]].kind](INDICATORS[cell[0]], rows) for cell, rows in found.items()}


def _places(row: Row, day: date) -> Iterator[Cell]:
    """Level, body, tier, first day, the four splits, theme and release of every cell a row stands in."""
    month, year = day.replace(day=1).isoformat(), day.replace(month=1, day=1).isoformat()
    body, tier = row["lead_body"] or "", row["tier"] or ""
    end = (row.get("theme", WHOLE), str(row["released"]))
    whole = (WHOLE,) * len(SPLITS)
    own = tuple(row[name] or "" for name in SPLITS)
    yield ("body-month", body, tier, month, *whole, *end)
    yield ("tier-month", WHOLE, tier, month, *whole, *end)
    for at in range(len(SPLITS)):
        yield ("tier-month", WHOLE, tier, month, *whole[:at], own[at], *whole[at + 1 :], *end)
    yield ("tier-year", WHOLE, tier, year, *own, *end)
