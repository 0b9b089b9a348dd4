"""Amounts and numbers as senders tell them: withheld, dummies, currencies, contradictions, single bids (C16, C17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from demo.documents.statements import CriterionStatement, Sum
from demo.procurements import outcomes
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of
from demo.procurements.outcomes import Outcome
from demo.procurements.theme_answers import SILENT


def value_withheld(draws: Draws) -> Dossier:
    """The value of the winning tender is withheld until 2030."""
    return _retold(draws, "value withheld", outcomes.withheld_value)


def count_withheld(draws: Draws) -> Dossier:
    """The number of tenders is withheld."""
    return _retold(draws, "tenders received withheld", outcomes.withheld_count)


def all_withheld(draws: Draws) -> Dossier:
    """Value, number, the total and the award criteria are withheld; what the criteria say may not be a signal."""
    draft = draws.draft("criteria withheld", answers=(SILENT,))
    draft.lots[0].answers = replace(
        SILENT, criteria=(CriterionStatement("quality", "CO2-Prestatieladder", "CO2-Prestatieladder", 40, hidden=True),)
    )
    draft.retell(outcomes.withheld_value, outcomes.withheld_count)
    call, result = draft.call(), draft.result()
    return dossier_of(draft, call, replace(result, total=Sum(Decimal(0)), total_hidden=True))


def value_minus_one(draws: Draws) -> Dossier:
    """The value is -1 and nothing says that it is withheld."""
    return _retold(draws, "value -1 without privacy", outcomes.minus_one_value, findings=("EF-023",))


def count_minus_one(draws: Draws) -> Dossier:
    """The number of tenders is -1 and nothing says that it is withheld."""
    return _retold(draws, "tenders received -1 without privacy", outcomes.minus_one_count, findings=("EF-023",))


def value_placeholder(draws: Draws) -> Dossier:
    """The value is 0 or 1 because the field had to be filled."""
    amount = draws.rng.choice((0, 1))
    return _retold(draws, "value 0 or 1", lambda outcome: outcomes.placeholder_value(outcome, amount=amount))


def one_value_of_two_missing(draws: Draws) -> Dossier:
    """Two winners on one lot and one value withheld: a sum with an unknown part is unknown."""
    draft = draws.draft("one value of two withheld")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, draws.rng, Decimal(120000), Decimal(95000))
        bids = (both.bids[0], replace(both.bids[1], hidden=True))
        lot.outcome = replace(both, bids=bids, value=None, value_why="withheld", basis=None)
    return call_and_result(draft)


def several_winners(draws: Draws) -> Dossier:
    """Three winners on one lot: their values add up."""
    draft = draws.draft("several winners on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        parts = (Decimal("210000.50"), Decimal(90000), Decimal("49999.50"))
        lot.outcome = outcomes.several_winners(lot.outcome, draws.rng, *parts)
    return call_and_result(draft)


def only_electronic(draws: Draws) -> Dossier:
    """Only `t-esubm` is counted (191536-2024): not the number of tenders."""
    number = draws.rng.choice((1, 3, 5))
    return _retold(draws, "only electronic tenders counted", lambda outcome: outcomes.only_electronic(outcome, number))


def single_bid(draws: Draws) -> Dossier:
    """Exactly one tender came in."""
    draft = draws.draft("single bid")
    for lot in draft.lots:
        lot.outcome = outcomes.won(
            draws.rng, amount=lot.estimate, decided_on=draft.awarded_on, competition=1, small=None
        )
    return call_and_result(draft)


def other_currency(draws: Draws) -> Dossier:
    """Dollars, zloty or dirham: without a rate unknown, not zero."""
    currency = draws.rng.choice(("USD", "PLN", "AED"))
    return _retold(draws, "another currency", lambda outcome: outcomes.in_currency(outcome, currency))


def total_contradicts(draws: Draws) -> Dossier:
    """The total says ten times as much or as little as the tenders (67508-2024): neither counts."""
    draft = draws.draft("total contradicts the tenders", lots=1)
    draft.findings.update(("CMP-006", "EF-041"))
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is None or lot.outcome.value is None:
        raise AssertionError("An ordinary award has a value.")
    factor = draws.rng.choice((Decimal(10), Decimal("0.1")))
    result = replace(result, total=Sum((lot.outcome.value * factor).quantize(Decimal("0.01"))))
    lot.outcome = replace(lot.outcome, value=None, value_why="conflicting", basis=None)
    return dossier_of(draft, draft.call(), result)


def total_differs_little(draws: Draws) -> Dossier:
    """The total is twice the tenders: options, perhaps. Below a factor three the tenders count."""
    draft = draws.draft("total differs by a factor two", lots=1)
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is not None and lot.outcome.value is not None:
        result = replace(result, total=Sum(lot.outcome.value * 2))
    return dossier_of(draft, draft.call(), result)


def two_currencies(draws: Draws) -> Dossier:
    """Two winners, one paid in euros and one in dollars: the sum is unknown."""
    draft = draws.draft("two currencies on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, draws.rng, Decimal(150000), Decimal(80000))
        bids = (both.bids[0], replace(both.bids[1], amount=Sum(Decimal(80000), "USD")))
        lot.outcome = replace(both, bids=bids, value=None, value_why="no-rate", basis=None)
    return call_and_result(draft)


def _retold(
    draws: Draws, situation: str, *changes: Callable[[Outcome], Outcome], findings: Iterable[str] = ()
) -> Dossier:
    """An ordinary procedure whose outcome is told otherwise."""
    draft = draws.draft(situation)
    draft.findings.update(findings)
    draft.retell(*changes)
    return call_and_result(draft)
