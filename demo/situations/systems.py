"""C13: a dynamic purchasing system is no procurement; each award under it is a row of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from demo.documents.statements import NoticeStatement
from demo.ledger import ExpectedLot, ExpectedProcedure
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, dossier_of
from shared.procurement.themes import THEMES


def awards_under_a_system(draws: Draws) -> Dossier:
    """A system and two or three awards under it, months apart, all for the same lot."""
    draft = _system(draws, "C13 awards under a system")
    call = draft.call()
    lot = draft.lots[0]
    results: list[NoticeStatement] = []
    awards: list[ExpectedLot] = []
    for number in range(draws.rng.choice((2, 3))):
        decided = draft.launched_on + timedelta(days=60 + 75 * number)
        lot.outcome = outcomes.won(draws.rng, amount=draws.amount(180), decided_on=decided)
        result = draft.result(on=decided + timedelta(days=12))
        results.append(result)
        awards.append(replace(draft.expected_lot(lot), lot_id=f"{lot.lot_id}/{result.notice_id}", counted=True))
    lot.outcome = None
    return dossier_of(draft, call, *results, expected=_expected(draft, awards))


def empty_system(draws: Draws) -> Dossier:
    """A system nobody bought under yet."""
    draft = _system(draws, "C13 system without an award")
    return dossier_of(draft, draft.call(), expected=_expected(draft, []))


def closed_competition(draws: Draws) -> Dossier:
    """Under a system one competition found a winner and one did not: one award."""
    draft = _system(draws, "C13 a competition without a winner")
    call = draft.call()
    lot = draft.lots[0]
    decided = draft.launched_on + timedelta(days=70)
    lot.outcome = outcomes.closed("no-rece")
    failed = draft.result(on=decided)
    lot.outcome = outcomes.won(draws.rng, amount=draws.amount(150), decided_on=decided)
    result = draft.result(on=decided + timedelta(days=30))
    award = replace(draft.expected_lot(lot), lot_id=f"{lot.lot_id}/{result.notice_id}")
    lot.outcome = None
    return dossier_of(draft, call, failed, result, expected=_expected(draft, [award]))


def _system(draws: Draws, situation: str) -> Draft:
    draft = draws.draft(situation, launched_on=draws.day(date(2024, 10, 1), date(2025, 5, 31)), awarded=False)
    draft.procedure_type = "restricted"
    draft.competition = "dps"
    for lot in draft.lots:
        lot.dps = draws.rng.choice(("dps-list", "dps-nlist"))
    return draft


def _expected(draft: Draft, awards: list[ExpectedLot]) -> ExpectedProcedure:
    """The system itself is no procurement; what was awarded under it is dated and valued lot by lot."""
    whole = draft.expected()
    decided = [award.awarded_on for award in awards if award.awarded_on is not None]
    return replace(
        whole,
        counted=False,
        state="awarded" if awards else "running",
        awarded_on=min(decided, default=None),
        themes=dict.fromkeys(THEMES),
        any_theme=None,
        strategic_complete=None,
        lots=(*(replace(lot, counted=False) for lot in whole.lots), *awards),
    )
