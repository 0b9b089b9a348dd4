"""C12: frameworks count once, at their award, at their ceiling; call-offs are no procurements."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from demo.documents.statements import NoticeStatement, Sum, with_lots
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, dossier_of

_KINDS = ("fa-wo-rc", "fa-w-rc", "fa-mix")


def re_estimated(draws: Draws) -> Dossier:
    """BT-660 stands before every other ceiling."""
    draft = _framework(draws, "C12 re-estimated value")
    _ceiling(draft, Decimal(900000), re_estimated=Decimal(900000), maximum=Decimal(1200000), stated=Decimal(1500000))
    return _told(draft)


def maximum_of_the_lot(draws: Draws) -> Dossier:
    """BT-709 of the lot, when nothing was re-estimated."""
    draft = _framework(draws, "C12 maximum of the lot", lots=draws.rng.choice((1, 2)))
    _ceiling(draft, Decimal(1250000), maximum=Decimal(1250000), stated=Decimal(1500000))
    return _told(draft)


def maximum_of_the_notice(draws: Draws) -> Dossier:
    """BT-118 of a notice with one lot."""
    draft = _framework(draws, "C12 maximum of the notice")
    _ceiling(draft, Decimal(800000), stated=Decimal(990000))
    return _told(draft, maximum=Decimal(800000))


def maximum_over_several_lots(draws: Draws) -> Dossier:
    """BT-118 of a notice with two lots belongs to neither: the maximum of the call (BT-271) counts."""
    draft = _framework(draws, "C12 maximum over several lots", lots=2)
    _ceiling(draft, Decimal(450000), stated=Decimal(450000))
    return _told(draft, maximum=Decimal(900000))


def maximum_of_the_call(draws: Draws) -> Dossier:
    """Only BT-271, in call and result."""
    draft = _framework(draws, "C12 maximum of the call, repeated")
    _ceiling(draft, Decimal(675000), stated=Decimal(675000))
    return _told(draft)


def maximum_said_once(draws: Draws) -> Dossier:
    """BT-271 in the call and nothing in the result: silence overrides nothing."""
    draft = _framework(draws, "C12 maximum of the call only")
    _ceiling(draft, Decimal(640000), stated=Decimal(640000))
    return dossier_of(draft, draft.call(), draft.result())


def said_in_the_call(draws: Draws) -> Dossier:
    """Only the call says that it is a framework (BT-765); the result states its maximum."""
    draft = _framework(draws, "C12 framework by its call only")
    _ceiling(draft, Decimal(930000), maximum=Decimal(930000))
    return dossier_of(draft, draft.call(), _unmarked(draft.result()))


def placeholder_ceiling(draws: Draws) -> Dossier:
    """BT-709 says 1 because it had to be filled: the next ceiling counts."""
    draft = _framework(draws, "C12 ceiling of one euro")
    _ceiling(draft, Decimal(720000), maximum=Decimal(1), stated=Decimal(720000))
    return _told(draft)


def no_ceiling(draws: Draws) -> Dossier:
    """No ceiling anywhere: the sum of the tenders, and it says so."""
    return _told(_framework(draws, "C12 no ceiling"))


def ceiling_in_dollars(draws: Draws) -> Dossier:
    """A ceiling in another currency is a ceiling that is unknown."""
    draft = _framework(draws, "C12 ceiling in another currency")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(
                lot.outcome, maximum=Sum(Decimal(500000), "USD"), value=None, value_why="no-rate", basis=None
            )
    return _told(draft)


def marked_on_the_contract(draws: Draws) -> Dossier:
    """BT-765 is missing and the contract says it is a framework (BT-768)."""
    draft = _framework(draws, "C12 framework by its contract only")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(
                outcomes.ceiling(lot.outcome, Decimal(510000), maximum=Sum(Decimal(510000))), contract_framework=True
            )
    call, result = (_unmarked(notice) for notice in (draft.call(), draft.result()))
    expected = draft.expected()
    unsaid = replace(expected, framework=None, lots=tuple(replace(lot, framework=None) for lot in expected.lots))
    return dossier_of(draft, call, result, expected=unsaid)


def call_off(draws: Draws) -> Dossier:
    """A call-off under a framework of somebody else: a result without a call, counted nowhere."""
    draft = draws.draft("C12 call-off")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(lot.outcome, contract_framework=True)
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    draft.called = False
    dossier = dossier_of(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))
    expected = dossier.expected[0]
    return replace(
        dossier,
        expected=(
            replace(
                expected,
                counted=False,
                themes=dict.fromkeys(expected.themes),
                any_theme=None,
                strategic_complete=None,
                lots=tuple(replace(lot, counted=False) for lot in expected.lots),
            ),
        ),
    )


def _framework(draws: Draws, situation: str, *, lots: int = 1) -> Draft:
    draft = draws.draft(situation, lots=lots)
    kind = draws.rng.choice(_KINDS)
    for lot in draft.lots:
        lot.framework = kind
    return draft


def _ceiling(
    draft: Draft,
    value: Decimal,
    *,
    re_estimated: Decimal | None = None,
    maximum: Decimal | None = None,
    stated: Decimal | None = None,
) -> None:
    for lot in draft.lots:
        lot.framework_maximum = None if stated is None else Sum(stated)
        if lot.outcome is not None:
            lot.outcome = outcomes.ceiling(
                lot.outcome,
                value,
                re_estimated=None if re_estimated is None else Sum(re_estimated),
                maximum=None if maximum is None else Sum(maximum),
            )


def _told(draft: Draft, *, maximum: Decimal | None = None) -> Dossier:
    """Call and result; the result repeats the maximum of the call, as senders' systems do."""
    call = draft.call()
    stated = {lot.lot_id: lot.framework_maximum for lot in draft.lots}
    result = with_lots(draft.result(), lambda lot: replace(lot, framework_maximum=stated[lot.lot_id]))
    return dossier_of(draft, call, replace(result, framework_maximum=None if maximum is None else Sum(maximum)))


def _unmarked(notice: NoticeStatement) -> NoticeStatement:
    return with_lots(notice, lambda lot: replace(lot, framework=None))
