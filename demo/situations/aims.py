"""What is said about the themes, in every way there is: codes, texts, vehicles, and call against result (part 1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from demo.documents.statements import with_lots
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of
from demo.procurements.theme_answers import ANSWERED, ASKED, NONE, SILENT, UNCLEAR, ThemeAnswers, with_texts


def every_theme_answer(draws: Draws, number: int) -> Dossier:
    """Each way of saying something about the themes, once by itself."""
    answers = EVERY_ANSWER[number % len(EVERY_ANSWER)]
    draft = draws.draft(f"themes: {answers.name}", answers=(answers,))
    return call_and_result(draft)


def said_in_texts(draws: Draws) -> Dossier:
    """A criterion text points to a theme: a signal, never a yes."""
    answers = with_texts(SILENT, draws.rng, count=draws.rng.choice((1, 2)))
    return call_and_result(draws.draft("signal in text only", answers=(answers,)))


def text_beside_none(draws: Draws) -> Dossier:
    """BT-06 says none and a criterion text points to a theme: that theme is conflicting."""
    answers = with_texts(NONE, draws.rng, count=draws.rng.choice((1, 2)))
    return call_and_result(draws.draft("none beside a text", answers=(answers,)))


def result_says_more(draws: Draws) -> Dossier:
    """The call says none, the result names a theme: the result is heard first, the call on the rest."""
    asked = draws.rng.choice(ASKED[:14])
    draft = draws.draft("result says more than the call", answers=(NONE,))
    call = draft.call()
    heard = replace(
        NONE, states=dict(NONE.states) | dict(asked.states), any_theme=True, complete=True, accessible=asked.accessible
    )
    draft.lots[0].answers = heard
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=asked.codes))
    return dossier_of(draft, call, result)


def result_says_none(draws: Draws) -> Dossier:
    """The call names a theme, the result says none: the result is heard first."""
    asked = draws.rng.choice(ASKED[:13])
    draft = draws.draft("result denies what the call asked", answers=(asked,))
    call = draft.call()
    draft.lots[0].answers = replace(NONE, accessible=asked.accessible)
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=NONE.codes))
    return dossier_of(draft, call, result, expected=replace(draft.expected(), findings=()))


def clean_vehicles(draws: Draws) -> Dossier:
    """Zero-emission vehicles in the result: climate, though no code says so."""
    draft = draws.draft("clean vehicles bought", nature="supplies", answers=(SILENT,))
    lot = draft.lots[0]
    number = draws.rng.randrange(1, 9)
    if lot.outcome is not None:
        counts = (("vehicles", number + 2), ("vehicles-clean", number + 1), ("vehicles-zero-emission", number))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    call = draft.call()
    result = draft.result()
    lot.answers = replace(SILENT, states={"climate": "yes"}, any_theme=True)
    return dossier_of(draft, call, result)


def only_other_vehicles(draws: Draws) -> Dossier:
    """Vehicles were bought, none of them clean: nothing is said about climate."""
    draft = draws.draft("vehicles bought, none clean", nature="supplies", answers=(SILENT,))
    lot = draft.lots[0]
    if lot.outcome is not None:
        counts = (("vehicles", 4), ("vehicles-clean", 0), ("vehicles-zero-emission", 0))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    return call_and_result(draft)


EVERY_ANSWER: Final[tuple[ThemeAnswers, ...]] = (SILENT, NONE, *ASKED, *ANSWERED, *UNCLEAR)
"""Every answers of eForms: one that no situation plays would prove nothing."""
