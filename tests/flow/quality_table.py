"""How the bodies of the demo's year score on the quality rules: the page, and a naive count over what the API shows."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "demo-quality.md"
YEAR: Final = {"from": "2025-01-01", "until": "2025-12-31"}
_HEAD: Final = """# Quality of the data on the demonstration's year

Per rule over 2025, all bodies together: how many rows it applies to, how many pass, and how many bodies have one that
fails; fictitious data. A rule that applies to nothing says nothing. Written by `tests/flow/test_figures.py`, which
fails when the figures are others.

| rule | European | kind | judges | applies | passes | fails | bodies with a failure |
|---|---|---|---|---|---|---|---|
"""

Scores = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""By body, then by rule."""


def page(rules: Sequence[Mapping[str, Any]], scores: Scores) -> str:
    """The page."""
    return _HEAD + "".join(f"| {' | '.join(map(str, _row(rule, scores)))} |\n" for rule in rules)


def _row(rule: Mapping[str, Any], scores: Scores) -> Sequence[object]:
    of_rule = [by_rule[rule["code"]] for by_rule in scores.values()]
    sums = [sum(each[name] for each in of_rule) for name in ("applies", "passes", "fails")]
    failing = sum(each["fails"] > 0 for each in of_rule)
    return rule["code"], rule["european"] or "", rule["dimension"], rule["unit"], *sums, failing


def counted_naively(procedures: Sequence[Mapping[str, Any]], body: str) -> Mapping[str, tuple[int, int]]:
    """Of some rules how many rows they apply to and how many pass, counted one by one over what the API shows."""
    checks = [check for each in procedures if each["leadBody"] == body for check in _checks(each)]
    rules = ("QUA-102", "QUA-103", "QUA-104", "QUA-106", "QUA-202", "QUA-303", "QUA-304")
    return {rule: (sum(rule == code for code, _ in checks), checks.count((rule, True))) for rule in rules}


def _checks(procedure: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    launched, awarded = procedure["launchedOn"], procedure["awardedOn"]
    if procedure["counted"] and _in_year(launched):
        yield "QUA-104", procedure["estimatedValue"] is not None
    if procedure["counted"] and _in_year(awarded):
        if procedure["state"] == "awarded":
            yield "QUA-106", procedure["supplement"] is not None
        if launched is not None:
            yield "QUA-304", awarded >= launched
        yield from (("QUA-103", winner["sme"] is not None) for winner in procedure["winners"])
    for lot in procedure["lots"]:
        if lot["counted"] and _in_year(lot["awardedOn"]):
            yield from _checks_of_lot(lot)


def _checks_of_lot(lot: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    stated = lot["tendersReceivedState"]
    if lot["state"] == "awarded":
        yield "QUA-303", "conflicting" not in {stated, lot["valueState"]}
        if stated not in {"withheld", "not-applicable"}:
            yield "QUA-102", stated in {"known", "conflicting"}
    if lot["tendersReceived"] is not None:
        yield "QUA-202", lot["tendersReceived"] < 250
    yield from (("QUA-103", winner["sme"] is not None) for winner in lot["winners"])


def _in_year(day: str | None) -> bool:
    return day is not None and YEAR["from"] <= day <= YEAR["until"]
