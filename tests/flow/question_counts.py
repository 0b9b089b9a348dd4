"""How many questions a body is asked per procedure, counted over the API, and the page that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.flow.house import everything

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "questions.md"
WRITE: Final = "PPDS_WRITE_PAGES"
_HEAD: Final = """# Questions per procedure

On the demo's year, for a body of each tier: questions about a procedure if nothing were known of it (before), with
what its notices say (filled in), and what is left once the body sent its supplements. A procedure that is answered in
full has none left. Counted over `GET /v1/supplement-tasks`; written by `tests/flow/test_figures.py`, which fails when
the figures are others.

| tier | procedures | before, each | filled in, each | asked less | left after the supplements, each |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a body is asked at one moment, over all procedures for which anything is."""

    procedures: int
    before: int
    questions: int


def asked_of(own: httpx.Client) -> Asked:
    """Count over the API what is asked of a body."""
    tasks = everything(own, "/supplement-tasks", limit=100)
    return Asked(len(tasks), sum(each["questionsBefore"] for each in tasks), sum(each["questions"] for each in tasks))


def page(first: Mapping[str, Asked], last: Mapping[str, Asked]) -> str:
    """The page: the counts by tier before a supplement was sent, and after."""
    rows = [*first, "all"]
    told = {tier: (first[tier], last[tier]) for tier in first}
    told["all"] = (_sum(first), _sum(last))
    return _HEAD + "".join(_row(tier, *told[tier]) for tier in rows)


def _sum(asked: Mapping[str, Asked]) -> Asked:
    every = [(each.procedures, each.before, each.questions) for each in asked.values()]
    return Asked(*map(sum, zip(*every, strict=True)))


def _row(tier: str, first: Asked, last: Asked) -> str:
    less = 1 - first.questions / first.before
    each = [number / first.procedures for number in (first.before, first.questions, last.questions)]
    return f"| {tier} | {first.procedures} | {each[0]:.1f} | {each[1]:.1f} | {less:.0%} | {each[2]:.1f} |\n"
