"""C2: when a procedure says yes. One counted lot that says yes is enough; no takes all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from demo import outcomes
from demo.casting import Cast, Story, call_and_result, told
from demo.draft import Draft
from demo.papers import CriterionPaper, LotPaper, with_lots
from demo.stances import ASKED, NONE, SILENT, UNCLEAR, Stance


def one_lot_says_yes(cast: Cast) -> Story:
    """One lot asks for a theme, the others say no or nothing: the procedure says yes to it."""
    asked = cast.rng.choice(ASKED)
    return _lots(cast, "C2 one lot says yes", asked, NONE, SILENT)


def all_lots_say_no(cast: Cast) -> Story:
    """All lots say no: the procedure says no."""
    return _lots(cast, "C2 all lots say no", NONE, NONE)


def some_lots_silent(cast: Cast) -> Story:
    """One lot says no and one is silent: the procedure is unknown."""
    return _lots(cast, "C2 no beside silence", NONE, SILENT)


def yes_in_a_cancelled_lot(cast: Cast) -> Story:
    """The only lot that asks for a theme is closed without a winner: what remains says no."""
    draft = cast.draft("C2 the lot that says yes is cancelled", lots=2, stances=(cast.rng.choice(ASKED), NONE))
    draft.lots[0].outcome = outcomes.closed("ins-fund")
    return call_and_result(draft)


def silence_in_a_cancelled_lot(cast: Cast) -> Story:
    """The silent lot is closed without a winner: all counted lots say no."""
    draft = cast.draft("C2 the silent lot is cancelled", lots=2, stances=(SILENT, NONE))
    draft.lots[0].outcome = outcomes.closed("no-rece")
    return call_and_result(draft)


def group_of_lots(cast: Cast) -> Story:
    """A group of lots carries codes of its own: groups are never counted."""
    draft = cast.draft("C2 a group of lots", lots=2, stances=(NONE, NONE))
    group = LotPaper(
        lot_id="GLO-0001",
        scheme="LotsGroup",
        title="Combinatie van percelen",
        framework=None,
        dps=None,
        codes=ASKED[0].codes,
        criteria=(CriterionPaper("quality", "CO2-Prestatieladder", "CO2-Prestatieladder", 20),),
    )
    call = draft.call()
    call = replace(call, lots=(*call.lots, group), groups=(("GLO-0001", tuple(lot.lot_id for lot in draft.lots)),))
    return told(draft, call, draft.result())


def plan_says_more(cast: Cast) -> Story:
    """A plan names a theme and the call does not: a plan is not heard."""
    draft = cast.draft("plan says more than the call", stances=(ASKED[0],))
    plan = replace(
        draft.call(on=draft.launched_on - timedelta(days=45)),
        root="PriorInformationNotice",
        subtype="4",
        notice_type="pin-only",
        form_type="planning",
        procedure_type=None,
    )
    draft.lots[0].stance = SILENT
    return told(draft, plan, draft.call(), draft.result())


def two_calls_contradict(cast: Cast) -> Story:
    """Two calls of one procedure, neither a version of the other: yes and no side by side is conflicting."""
    asked = next(stance for stance in ASKED if stance.name == "climate")
    draft = cast.draft("two calls contradict each other", stances=(asked,))
    first = draft.call()
    draft.lots[0].stance = NONE
    second = draft.call(on=draft.launched_on + timedelta(days=3))
    draft.lots[0].stance = replace(
        NONE, states=dict(NONE.states) | {"climate": "conflicting"}, any_theme=None, findings=("CMP-002",)
    )
    # A specific code stands in one of them.
    story = told(draft, first, second, draft.result())
    return replace(story, expected=tuple(replace(each, any_theme=None) for each in story.expected))


def withheld_later(cast: Cast) -> Story:
    """The call asks social return; the result withholds its social aims: an older yes stays."""
    asked = next(stance for stance in ASKED if stance.name == "social return")
    withheld = next(stance for stance in UNCLEAR if stance.name == "social aim withheld")
    draft = cast.draft("withheld after an answer", stances=(asked,))
    call = draft.call()
    draft.lots[0].stance = replace(
        withheld, states=dict(withheld.states) | {"social-return": "yes"}, any_theme=True, complete=True
    )
    return told(draft, call, with_lots(draft.result(), lambda lot: replace(lot, codes=withheld.codes)))


def _lots(cast: Cast, situation: str, *stances: Stance) -> Story:
    return call_and_result(_shuffled(cast, situation, *stances))


def _shuffled(cast: Cast, situation: str, *stances: Stance) -> Draft:
    mixed = cast.rng.sample(stances, len(stances))
    return cast.draft(situation, lots=len(mixed), stances=mixed)
