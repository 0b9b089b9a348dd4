"""The situations as OCDS tells them: frameworks, cancellations, awards without bids, amendments, both spellings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from demo import outcomes
from demo.casting import Cast, Story
from demo.draft import Draft
from demo.ledger import ExpectedWinner
from demo.ocds_json import OCID_PREFIX
from demo.ocds_stances import OCDS_ANSWERED, OCDS_ASKED, OCDS_NONE, OCDS_SILENT, OCDS_UNCLEAR
from demo.papers import Sum
from demo.situations import cancelled as cancelling
from demo.situations.ordinary import releases_of
from demo.stances import Stance

STANCES: Final[tuple[Stance, ...]] = (OCDS_SILENT, OCDS_NONE, *OCDS_ASKED, *OCDS_ANSWERED, *OCDS_UNCLEAR)
_LAST_LAUNCH: Final = date(2025, 9, 30)


def every_stance(cast: Cast, number: int) -> Story:
    """Each way in which OCDS says something about the themes, in both spellings of the four codes that differ."""
    stance = STANCES[number % len(STANCES)]
    return releases_of(_process(cast, f"themes: {stance.name}", stances=(stance,)))


def framework(cast: Cast) -> Story:
    """C12: a framework with a maximum on the award, else on the technique."""
    draft = _process(cast, "C12 framework in OCDS")
    lot = draft.lots[0]
    lot.framework = "fa-w-rc"
    lot.framework_maximum = Sum(Decimal(990000))
    on_award = cast.rng.random() < 0.5  # noqa: PLR2004 - half
    ceiling = Decimal(880000) if on_award else Decimal(990000)
    if lot.outcome is not None:
        lot.outcome = outcomes.ceiling(lot.outcome, ceiling, maximum=Sum(ceiling) if on_award else None)
    return releases_of(draft)


def cancelled(cast: Cast) -> Story:
    """C11: a release says that the tender is cancelled."""
    draft = _process(cast, "C11 cancelled in OCDS", awarded=False)
    call = draft.call()
    later = draft.launched_on + timedelta(days=30)
    again = replace(
        draft.call(on=later),
        tags=("tenderCancellation",),
        tender_status="cancelled",
        release_id=f"{draft.own_number}-cancelled",
        notice_id=call.notice_id,
    )
    story = Story(expected=(draft.expected(),), releases=(call, again))
    return replace(story, expected=(cancelling.cancelled(story),))


def unsuccessful_lot(cast: Cast) -> Story:
    """C11: one award is unsuccessful, the other lot has a winner."""
    draft = _process(cast, "C11 unsuccessful lot in OCDS", lots=2)
    draft.lots[1].outcome = outcomes.closed("no-rece")
    return releases_of(draft)


def value_withheld(cast: Cast) -> Story:
    """The value of the winning bid is withheld, and -1 stands in its place."""
    draft = _process(cast, "value withheld in OCDS")
    for lot in draft.lots:
        if lot.outcome is not None:
            lot.outcome = outcomes.withheld_value(lot.outcome)
    return releases_of(draft)


def without_bids(cast: Cast) -> Story:
    """No bids are published: the award itself stands for the tender of its suppliers."""
    draft = _process(cast, "award without bids")
    story = releases_of(draft)
    expected = story.expected[0]
    lots = tuple(
        replace(lot, winners=tuple(_named_by_award(lot.lot_id, winner) for winner in lot.winners))
        for lot in expected.lots
    )
    return Story(
        expected=(replace(expected, lots=lots),),
        releases=tuple(replace(paper, without_bids=True) for paper in story.releases),
    )


def contract_value_only(cast: Cast) -> Story:
    """Bids without values; the amount stands on the contract (C16)."""
    draft = _process(cast, "value on the contract only")
    story = releases_of(draft)
    expected = story.expected[0]
    call, result = story.releases
    values = {tender.tender_id: tender.value for tender in result.tenders}
    result = replace(
        result,
        tenders=tuple(replace(tender, value=None) for tender in result.tenders),
        contracts=tuple(replace(each, value=values[each.tender_ids[0]]) for each in result.contracts),
    )
    lots = tuple(replace(lot, value_basis="contract") for lot in expected.lots)
    return Story(expected=(replace(expected, lots=lots),), releases=(call, result))


def amended(cast: Cast) -> Story:
    """An amendment replaces what the tender said (merge rules of OCDS); the launch stays."""
    draft = _process(cast, "C10 amended in OCDS", stances=(OCDS_SILENT,))
    call = draft.call()
    draft.lots[0].stance = OCDS_NONE
    later = draft.launched_on + timedelta(days=20)
    amendment = replace(draft.call(on=later), tags=("tenderAmendment",), release_id=f"{draft.own_number}-amended")
    story = releases_of(draft)
    return Story(expected=story.expected, releases=(call, amendment, story.releases[1]))


def award_without_tender(cast: Cast) -> Story:
    """The award release does not repeat the tender: the releases of one process speak as one."""
    draft = _process(cast, "award release without the tender")
    story = releases_of(draft)
    call, result = story.releases
    return Story(expected=story.expected, releases=(call, replace(result, without_tender=True)))


def award_only(cast: Cast) -> Story:
    """Only the award release is known."""
    draft = _process(cast, "award release only")
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    result = draft.result(on=sent_on, repeats=True)
    return Story(expected=(draft.expected(result_sent_on=sent_on),), releases=(result,))


def planning_only(cast: Cast) -> Story:
    """C3: a planned tender buys nothing."""
    draft = _process(cast, "C3 planned in OCDS", awarded=False)
    paper = replace(draft.call(), tags=("planning",), tender_status="planned")
    expected = draft.expected()
    return Story(
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
        releases=(paper,),
    )


def _process(
    cast: Cast, situation: str, *, lots: int = 1, stances: tuple[Stance, ...] | None = None, awarded: bool = True
) -> Draft:
    draft = cast.draft(
        situation, lots=lots, stances=stances, ocds=True, awarded=awarded, launched_on=cast.day(last=_LAST_LAUNCH)
    )
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    return draft


def _named_by_award(lot_id: str, winner: ExpectedWinner) -> ExpectedWinner:
    return replace(winner, tender_id=f"AWD-RES-{lot_id[-4:]}")
