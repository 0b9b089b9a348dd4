"""Dates as senders tell them, and results that come in parts (C5, C7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from demo.procurements import outcomes
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of


def decided_on_the_border(draws: Draws) -> Dossier:
    """Decisions on the first and last day of a month, with offsets: they count as written."""
    written = draws.rng.choice(
        (
            "2024-12-31+01:00",
            "2025-01-01+01:00",
            "2025-03-31+02:00",
            "2025-04-01+02:00",
            "2025-06-30Z",
            "2025-12-31+01:00",
            "2026-01-01+01:00",
        )
    )
    decided = date.fromisoformat(written[:10])
    draft = draws.draft("date at the border of a month", launched_on=decided - timedelta(days=80))
    draft.awarded_on = decided
    draft.retell(lambda outcome: outcomes.decided_as(outcome, written))
    return dossier_of(draft, draft.call(), draft.result())


def launched_on_the_border(draws: Draws) -> Dossier:
    """A call sent on 31 December or 1 January, just around midnight: no conversion moves it."""
    on = draws.rng.choice((date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 7, 1)))
    draft = draws.draft("launch at the border of a month", launched_on=on)
    call = replace(draft.call(), dispatched=f"{on}+01:00", clock=draws.rng.choice(("00:15:00+01:00", "23:50:00+01:00")))
    return dossier_of(draft, call, draft.result())


def concluded_only(draws: Draws) -> Dossier:
    """No award decision is stated; the conclusion of the contract (BT-145) counts."""
    draft = draws.draft("no award decision, a conclusion")
    draft.retell(lambda outcome: outcomes.concluded_only(outcome, draft.awarded_on + timedelta(days=12)))
    return call_and_result(draft)


def undated(draws: Draws) -> Dossier:
    """No date at all but the dummy 2000-01-01: the dispatch of the result counts."""
    draft = draws.draft("only the dummy award date")
    draft.retell(outcomes.undated)
    sent_on = draft.result_sent_on()
    return dossier_of(draft, draft.call(), draft.result(on=sent_on), expected=draft.expected(result_sent_on=sent_on))


def two_results(draws: Draws) -> Dossier:
    """Two lots awarded in two result notices, months apart: each has its own month, the procedure the earliest."""
    draft = draws.draft("lots awarded one by one", lots=2, launched_on=draws.day(last=date(2025, 6, 30)))
    later = draft.awarded_on + timedelta(days=70)
    first, second = draft.lots
    if second.outcome is not None:
        second.outcome = replace(second.outcome, decided_on=later, awarded_on=later)
    results = (
        draft.result(lots=(first,)),
        draft.result(on=later + timedelta(days=10), lots=(second,)),
    )
    return dossier_of(draft, draft.call(), *results)


def two_contracts(draws: Draws) -> Dossier:
    """Two contracts for one lot, decided months apart: the earliest decision counts."""
    draft = draws.draft("two contracts for one lot", launched_on=draws.day(last=date(2025, 6, 30)))
    lot = draft.lots[0]
    if lot.outcome is not None:
        lot.outcome = outcomes.several_winners(lot.outcome, draws.rng, Decimal(300000), Decimal(120000))
    result = draft.result()
    first, second = result.contracts
    later = draft.awarded_on + timedelta(days=65)
    return dossier_of(
        draft, draft.call(), replace(result, contracts=(replace(second, decided_on=f"{later}+01:00"), first))
    )


def without_contracts(draws: Draws) -> Dossier:
    """The result names winners and no contracts: dispatch decides the day."""
    draft = draws.draft("result without contracts")
    draft.retell(outcomes.undated)
    sent_on = draft.result_sent_on()
    result = draft.result(on=sent_on)
    bare = tuple(replace(each, contract_ids=()) for each in result.results)
    return dossier_of(
        draft,
        draft.call(),
        replace(result, contracts=(), results=bare),
        expected=draft.expected(result_sent_on=sent_on),
    )
