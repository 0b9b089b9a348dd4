"""Amounts and numbers as senders tell them: withheld, dummies, currencies, contradictions, single bids (C16, C17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from demo import outcomes
from demo.casting import Cast, Story, call_and_result, told
from demo.outcomes import Outcome
from demo.papers import CriterionPaper, Sum
from demo.stances import SILENT


def value_withheld(cast: Cast) -> Story:
    """The value of the winning tender is withheld until 2030."""
    return _retold(cast, "value withheld", outcomes.withheld_value)


def count_withheld(cast: Cast) -> Story:
    """The number of tenders is withheld."""
    return _retold(cast, "tenders received withheld", outcomes.withheld_count)


def all_withheld(cast: Cast) -> Story:
    """Value, number, the total and the award criteria are withheld; what the criteria say may not be a signal."""
    draft = cast.draft("criteria withheld", stances=(SILENT,))
    draft.lots[0].stance = replace(
        SILENT, criteria=(CriterionPaper("quality", "CO2-Prestatieladder", "CO2-Prestatieladder", 40, hidden=True),)
    )
    draft.retell(outcomes.withheld_value, outcomes.withheld_count)
    call, result = draft.call(), draft.result()
    return told(draft, call, replace(result, total=Sum(Decimal(0)), total_hidden=True))


def value_minus_one(cast: Cast) -> Story:
    """The value is -1 and nothing says that it is withheld."""
    return _retold(cast, "value -1 without privacy", outcomes.minus_one_value, findings=("EF-023",))


def count_minus_one(cast: Cast) -> Story:
    """The number of tenders is -1 and nothing says that it is withheld."""
    return _retold(cast, "tenders received -1 without privacy", outcomes.minus_one_count, findings=("EF-023",))


def value_placeholder(cast: Cast) -> Story:
    """The value is 0 or 1 because the field had to be filled."""
    amount = cast.rng.choice((0, 1))
    return _retold(cast, "value 0 or 1", lambda outcome: outcomes.placeholder_value(outcome, amount=amount))


def one_value_of_two_missing(cast: Cast) -> Story:
    """Two winners on one lot and one value withheld: a sum with an unknown part is unknown."""
    draft = cast.draft("one value of two withheld")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, cast.rng, Decimal(120000), Decimal(95000))
        bids = (both.bids[0], replace(both.bids[1], hidden=True))
        lot.outcome = replace(both, bids=bids, value=None, value_why="withheld", basis=None)
    return call_and_result(draft)


def several_winners(cast: Cast) -> Story:
    """Three winners on one lot: their values add up."""
    draft = cast.draft("several winners on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        parts = (Decimal("210000.50"), Decimal(90000), Decimal("49999.50"))
        lot.outcome = outcomes.several_winners(lot.outcome, cast.rng, *parts)
    return call_and_result(draft)


def only_electronic(cast: Cast) -> Story:
    """Only `t-esubm` is counted (191536-2024): not the number of tenders."""
    number = cast.rng.choice((1, 3, 5))
    return _retold(cast, "only electronic tenders counted", lambda outcome: outcomes.only_electronic(outcome, number))


def single_bid(cast: Cast) -> Story:
    """Exactly one tender came in."""
    draft = cast.draft("single bid")
    for lot in draft.lots:
        lot.outcome = outcomes.won(
            cast.rng, amount=lot.estimate, decided_on=draft.awarded_on, competition=1, small=None
        )
    return call_and_result(draft)


def other_currency(cast: Cast) -> Story:
    """Dollars, zloty or dirham: without a rate unknown, not zero."""
    currency = cast.rng.choice(("USD", "PLN", "AED"))
    return _retold(cast, "another currency", lambda outcome: outcomes.in_currency(outcome, currency))


def total_contradicts(cast: Cast) -> Story:
    """The total says ten times as much or as little as the tenders (67508-2024): neither counts."""
    draft = cast.draft("total contradicts the tenders", lots=1)
    draft.findings.update(("CMP-006", "EF-041"))
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is None or lot.outcome.value is None:
        raise AssertionError("An ordinary award has a value.")
    factor = cast.rng.choice((Decimal(10), Decimal("0.1")))
    result = replace(result, total=Sum((lot.outcome.value * factor).quantize(Decimal("0.01"))))
    lot.outcome = replace(lot.outcome, value=None, value_why="conflicting", basis=None)
    return told(draft, draft.call(), result)


def total_differs_little(cast: Cast) -> Story:
    """The total is twice the tenders: options, perhaps. Below a factor three the tenders count."""
    draft = cast.draft("total differs by a factor two", lots=1)
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is not None and lot.outcome.value is not None:
        result = replace(result, total=Sum(lot.outcome.value * 2))
    return told(draft, draft.call(), result)


def two_currencies(cast: Cast) -> Story:
    """Two winners, one paid in euros and one in dollars: the sum is unknown."""
    draft = cast.draft("two currencies on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, cast.rng, Decimal(150000), Decimal(80000))
        bids = (both.bids[0], replace(both.bids[1], amount=Sum(Decimal(80000), "USD")))
        lot.outcome = replace(both, bids=bids, value=None, value_why="no-rate", basis=None)
    return call_and_result(draft)


def _retold(cast: Cast, situation: str, *changes: Callable[[Outcome], Outcome], findings: Iterable[str] = ()) -> Story:
    """An ordinary procedure whose outcome is told otherwise."""
    draft = cast.draft(situation)
    draft.findings.update(findings)
    draft.retell(*changes)
    return call_and_result(draft)
