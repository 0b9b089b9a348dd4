"""C2: when a procedure says yes. One counted lot that says yes is enough; no takes all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from demo.documents.statements import CriterionStatement, LotStatement, with_lots
from demo.procurements import outcomes
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of
from demo.procurements.theme_answers import ASKED, NONE, SILENT, UNCLEAR, ThemeAnswers


def one_lot_says_yes(draws: Draws) -> Dossier:
    """One lot asks for a theme, the others say no or nothing: the procedure says yes to it."""
    asked = draws.rng.choice(ASKED)
    return _lots(draws, "C2 one lot says yes", asked, NONE, SILENT)


def all_lots_say_no(draws: Draws) -> Dossier:
    """All lots say no: the procedure says no."""
    return _lots(draws, "C2 all lots say no", NONE, NONE)


def some_lots_silent(draws: Draws) -> Dossier:
    """One lot says no and one is silent: the procedure is unknown."""
    return _lots(draws, "C2 no beside silence", NONE, SILENT)


def yes_in_a_cancelled_lot(draws: Draws) -> Dossier:
    """The only lot that asks for a theme is closed without a winner: what remains says no."""
    draft = draws.draft("C2 the lot that says yes is cancelled", lots=2, answers=(draws.rng.choice(ASKED), NONE))
    draft.lots[0].outcome = outcomes.closed("ins-fund")
    return call_and_result(draft)


def silence_in_a_cancelled_lot(draws: Draws) -> Dossier:
    """The silent lot is closed without a winner: all counted lots say no."""
    draft = draws.draft("C2 the silent lot is cancelled", lots=2, answers=(SILENT, NONE))
    draft.lots[0].outcome = outcomes.closed("no-rece")
    return call_and_result(draft)


def group_of_lots(draws: Draws) -> Dossier:
    """A group of lots carries codes of its own: groups are never counted."""
    draft = draws.draft("C2 a group of lots", lots=2, answers=(NONE, NONE))
    group = LotStatement(
        lot_id="GLO-0001",
        scheme="LotsGroup",
        title="Combinatie van percelen",
        framework=None,
        dps=None,
        codes=ASKED[0].codes,
        criteria=(CriterionStatement("quality", "CO2-Prestatieladder", "CO2-Prestatieladder", 20),),
    )
    call = draft.call()
    call = replace(call, lots=(*call.lots, group), groups=(("GLO-0001", tuple(lot.lot_id for lot in draft.lots)),))
    return dossier_of(draft, call, draft.result())


def plan_says_more(draws: Draws) -> Dossier:
    """A plan names a theme and the call does not: a plan is not heard."""
    draft = draws.draft("plan says more than the call", answers=(ASKED[0],))
    plan = replace(
        draft.call(on=draft.launched_on - timedelta(days=45)),
        root="PriorInformationNotice",
        subtype="4",
        notice_type="pin-only",
        form_type="planning",
        procedure_type=None,
    )
    draft.lots[0].answers = SILENT
    return dossier_of(draft, plan, draft.call(), draft.result())


def two_calls_contradict(draws: Draws) -> Dossier:
    """Two calls of one procedure, neither a version of the other: yes and no side by side is conflicting."""
    asked = next(answers for answers in ASKED if answers.name == "climate")
    draft = draws.draft("two calls contradict each other", answers=(asked,))
    first = draft.call()
    draft.lots[0].answers = NONE
    second = draft.call(on=draft.launched_on + timedelta(days=3))
    draft.lots[0].answers = replace(
        NONE, states=dict(NONE.states) | {"climate": "conflicting"}, any_theme=None, findings=("CMP-002",)
    )
    # A specific code stands in one of them.
    dossier = dossier_of(draft, first, second, draft.result())
    return replace(dossier, expected=tuple(replace(each, any_theme=None) for each in dossier.expected))


def withheld_later(draws: Draws) -> Dossier:
    """The call asks social return; the result withholds its social aims: an older yes stays."""
    asked = next(answers for answers in ASKED if answers.name == "social return")
    withheld = next(answers for answers in UNCLEAR if answers.name == "social aim withheld")
    draft = draws.draft("withheld after an answer", answers=(asked,))
    call = draft.call()
    draft.lots[0].answers = replace(
        withheld, states=dict(withheld.states) | {"social-return": "yes"}, any_theme=True, complete=True
    )
    return dossier_of(draft, call, with_lots(draft.result(), lambda lot: replace(lot, codes=withheld.codes)))


def _lots(draws: Draws, situation: str, *answers: ThemeAnswers) -> Dossier:
    return call_and_result(_shuffled(draws, situation, *answers))


def _shuffled(draws: Draws, situation: str, *answers: ThemeAnswers) -> Draft:
    mixed = draws.rng.sample(answers, len(answers))
    return draws.draft(situation, lots=len(mixed), answers=mixed)
