"""The situations as OCDS tells them: frameworks, cancellations, awards without bids, amendments, both spellings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from demo.documents.ocds_release import OCID_PREFIX
from demo.documents.statements import Sum
from demo.ledger import ExpectedWinner
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws
from demo.procurements.ocds_theme_answers import OCDS_ANSWERED, OCDS_ASKED, OCDS_NONE, OCDS_SILENT, OCDS_UNCLEAR
from demo.procurements.theme_answers import ThemeAnswers
from demo.situations import cancelled as cancelling
from demo.situations.ordinary import releases_of

EVERY_ANSWER: Final[tuple[ThemeAnswers, ...]] = (OCDS_SILENT, OCDS_NONE, *OCDS_ASKED, *OCDS_ANSWERED, *OCDS_UNCLEAR)
_LAST_LAUNCH: Final = date(2025, 9, 30)


def every_theme_answer(draws: Draws, number: int) -> Dossier:
    """Each way in which OCDS says something about the themes, in both spellings of the four codes that differ."""
    answers = EVERY_ANSWER[number % len(EVERY_ANSWER)]
    return releases_of(_process(draws, f"themes: {answers.name}", answers=(answers,)))


def framework(draws: Draws) -> Dossier:
    """C12: a framework with a maximum on the award, else on the technique."""
    draft = _process(draws, "C12 framework in OCDS")
    lot = draft.lots[0]
    lot.framework = "fa-w-rc"
    lot.framework_maximum = Sum(Decimal(990000))
    on_award = draws.rng.random() < 0.5  # noqa: PLR2004 - half
    ceiling = Decimal(880000) if on_award else Decimal(990000)
    if lot.outcome is not None:
        lot.outcome = outcomes.ceiling(lot.outcome, ceiling, maximum=Sum(ceiling) if on_award else None)
    return releases_of(draft)


def cancelled(draws: Draws) -> Dossier:
    """C11: a release says that the tender is cancelled."""
    draft = _process(draws, "C11 cancelled in OCDS", awarded=False)
    call = draft.call()
    later = draft.launched_on + timedelta(days=30)
    again = replace(
        draft.call(on=later),
        tags=("tenderCancellation",),
        tender_status="cancelled",
        release_id=f"{draft.own_number}-cancelled",
        notice_id=call.notice_id,
    )
    dossier = Dossier(expected=(draft.expected(),), releases=(call, again))
    return replace(dossier, expected=(cancelling.cancelled(dossier),))


def unsuccessful_lot(draws: Draws) -> Dossier:
    """C11: one award is unsuccessful, the other lot has a winner."""
    draft = _process(draws, "C11 unsuccessful lot in OCDS", lots=2)
    draft.lots[1].outcome = outcomes.closed("no-rece")
    return releases_of(draft)


def value_withheld(draws: Draws) -> Dossier:
    """The value of the winning bid is withheld, and -1 stands in its place."""
    draft = _process(draws, "value withheld in OCDS")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = outcomes.withheld_value(lot.outcome)
    return releases_of(draft)


def without_bids(draws: Draws) -> Dossier:
    """No bids are published: the award itself stands for the tender of its suppliers."""
    draft = _process(draws, "award without bids")
    dossier = releases_of(draft)
    expected = dossier.expected[0]
    lots = tuple(
        replace(lot, winners=tuple(_named_by_award(lot.lot_id, winner) for winner in lot.winners))
        for lot in expected.lots
    )
    return Dossier(
        expected=(replace(expected, lots=lots),),
        releases=tuple(replace(notice, without_bids=True) for notice in dossier.releases),
    )


def contract_value_only(draws: Draws) -> Dossier:
    """Bids without values; the amount stands on the contract (C16)."""
    draft = _process(draws, "value on the contract only")
    dossier = releases_of(draft)
    expected = dossier.expected[0]
    call, result = dossier.releases
    values = {tender.tender_id: tender.value for tender in result.tenders}
    result = replace(
        result,
        tenders=tuple(replace(tender, value=None) for tender in result.tenders),
        contracts=tuple(replace(each, value=values[each.tender_ids[0]]) for each in result.contracts),
    )
    lots = tuple(replace(lot, value_basis="contract") for lot in expected.lots)
    return Dossier(expected=(replace(expected, lots=lots),), releases=(call, result))


def amended(draws: Draws) -> Dossier:
    """An amendment replaces what the tender said (merge rules of OCDS); the launch stays."""
    draft = _process(draws, "C10 amended in OCDS", answers=(OCDS_SILENT,))
    call = draft.call()
    draft.lots[0].answers = OCDS_NONE
    later = draft.launched_on + timedelta(days=20)
    amendment = replace(draft.call(on=later), tags=("tenderAmendment",), release_id=f"{draft.own_number}-amended")
    dossier = releases_of(draft)
    return Dossier(expected=dossier.expected, releases=(call, amendment, dossier.releases[1]))


def award_without_tender(draws: Draws) -> Dossier:
    """The award release does not repeat the tender: the releases of one process speak as one."""
    draft = _process(draws, "award release without the tender")
    dossier = releases_of(draft)
    call, result = dossier.releases
    return Dossier(expected=dossier.expected, releases=(call, replace(result, without_tender=True)))


def award_only(draws: Draws) -> Dossier:
    """Only the award release is known."""
    draft = _process(draws, "award release only")
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    draft.called = False
    result = draft.result(on=sent_on, repeats=True)
    return Dossier(expected=(draft.expected(result_sent_on=sent_on),), releases=(result,))


def planning_only(draws: Draws) -> Dossier:
    """C3: a planned tender buys nothing."""
    draft = _process(draws, "C3 planned in OCDS", awarded=False)
    notice = replace(draft.call(), tags=("planning",), tender_status="planned")
    expected = draft.expected()
    return Dossier(
        expected=(
            replace(
                expected,
                counted=False,
                state="planned",
                competition=None,
                launched_on=None,
                themes=dict.fromkeys(expected.themes),
                any_theme=None,
                strategic_complete=None,
                lots=tuple(replace(lot, counted=False) for lot in expected.lots),
                findings=(),
            ),
        ),
        releases=(notice,),
    )


def _process(
    draws: Draws,
    situation: str,
    *,
    lots: int = 1,
    answers: tuple[ThemeAnswers, ...] | None = None,
    awarded: bool = True,
) -> Draft:
    draft = draws.draft(
        situation,
        lots=lots,
        answers=answers,
        ocds=True,
        awarded=awarded,
        launched_on=draws.day(last=_LAST_LAUNCH),
    )
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    return draft


def _named_by_award(lot_id: str, winner: ExpectedWinner) -> ExpectedWinner:
    return replace(winner, tender_id=f"AWD-RES-{lot_id[-4:]}")
