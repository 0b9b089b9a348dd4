"""C12: frameworks count once, at their award, at their ceiling; call-offs are no procurements."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from demo import outcomes
from demo.casting import Cast, Story, told
from demo.draft import Draft
from demo.papers import NoticePaper, Sum, with_lots

_KINDS = ("fa-wo-rc", "fa-w-rc", "fa-mix")


def re_estimated(cast: Cast) -> Story:
    """BT-660 stands before every other ceiling."""
    draft = _framework(cast, "C12 re-estimated value")
    _ceiling(draft, Decimal(900000), re_estimated=Decimal(900000), maximum=Decimal(1200000), stated=Decimal(1500000))
    return _told(draft)


def maximum_of_the_lot(cast: Cast) -> Story:
    """BT-709 of the lot, when nothing was re-estimated."""
    draft = _framework(cast, "C12 maximum of the lot", lots=cast.rng.choice((1, 2)))
    _ceiling(draft, Decimal(1250000), maximum=Decimal(1250000), stated=Decimal(1500000))
    return _told(draft)


def maximum_of_the_notice(cast: Cast) -> Story:
    """BT-118 of a notice with one lot."""
    draft = _framework(cast, "C12 maximum of the notice")
    _ceiling(draft, Decimal(800000), stated=Decimal(990000))
    return _told(draft, maximum=Decimal(800000))


def maximum_over_several_lots(cast: Cast) -> Story:
    """BT-118 of a notice with two lots belongs to neither: the maximum of the call (BT-271) counts."""
    draft = _framework(cast, "C12 maximum over several lots", lots=2)
    _ceiling(draft, Decimal(450000), stated=Decimal(450000))
    return _told(draft, maximum=Decimal(900000))


def maximum_of_the_call(cast: Cast) -> Story:
    """Only BT-271, in call and result."""
    draft = _framework(cast, "C12 maximum of the call, repeated")
    _ceiling(draft, Decimal(675000), stated=Decimal(675000))
    return _told(draft)


def maximum_said_once(cast: Cast) -> Story:
    """BT-271 in the call and nothing in the result: silence overrides nothing."""
    draft = _framework(cast, "C12 maximum of the call only")
    _ceiling(draft, Decimal(640000), stated=Decimal(640000))
    return told(draft, draft.call(), draft.result())


def said_in_the_call(cast: Cast) -> Story:
    """Only the call says that it is a framework (BT-765); the result states its maximum."""
    draft = _framework(cast, "C12 framework by its call only")
    _ceiling(draft, Decimal(930000), maximum=Decimal(930000))
    return told(draft, draft.call(), _unmarked(draft.result()))


def placeholder_ceiling(cast: Cast) -> Story:
    """BT-709 says 1 because it had to be filled: the next ceiling counts."""
    draft = _framework(cast, "C12 ceiling of one euro")
    _ceiling(draft, Decimal(720000), maximum=Decimal(1), stated=Decimal(720000))
    return _told(draft)


def no_ceiling(cast: Cast) -> Story:
    """No ceiling anywhere: the sum of the tenders, and it says so."""
    return _told(_framework(cast, "C12 no ceiling"))


def ceiling_in_dollars(cast: Cast) -> Story:
    """A ceiling in another currency is a ceiling that is unknown."""
    draft = _framework(cast, "C12 ceiling in another currency")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(
                lot.outcome, maximum=Sum(Decimal(500000), "USD"), value=None, value_why="no-rate", basis=None
            )
    return _told(draft)


def marked_on_the_contract(cast: Cast) -> Story:
    """BT-765 is missing and the contract says it is a framework (BT-768)."""
    draft = _framework(cast, "C12 framework by its contract only")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(
                outcomes.ceiling(lot.outcome, Decimal(510000), maximum=Sum(Decimal(510000))), contract_framework=True
            )
    call, result = (_unmarked(paper) for paper in (draft.call(), draft.result()))
    expected = draft.expected()
    unsaid = replace(expected, framework=None, lots=tuple(replace(lot, framework=None) for lot in expected.lots))
    return told(draft, call, result, expected=unsaid)


def call_off(cast: Cast) -> Story:
    """A call-off under a framework of somebody else: a result without a call, counted nowhere."""
    draft = cast.draft("C12 call-off")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = replace(lot.outcome, contract_framework=True)
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    story = told(draft, draft.result(on=sent_on, repeats=True), expected=draft.expected(result_sent_on=sent_on))
    expected = story.expected[0]
    return replace(
        story,
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


def _framework(cast: Cast, situation: str, *, lots: int = 1) -> Draft:
    draft = cast.draft(situation, lots=lots)
    kind = cast.rng.choice(_KINDS)
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


def _told(draft: Draft, *, maximum: Decimal | None = None) -> Story:
    """Call and result; the result repeats the maximum of the call, as senders' systems do."""
    call = draft.call()
    stated = {lot.lot_id: lot.framework_maximum for lot in draft.lots}
    result = with_lots(draft.result(), lambda lot: replace(lot, framework_maximum=stated[lot.lot_id]))
    return told(draft, call, replace(result, framework_maximum=None if maximum is None else Sum(maximum)))


def _unmarked(paper: NoticePaper) -> NoticePaper:
    return with_lots(paper, lambda lot: replace(lot, framework=None))
