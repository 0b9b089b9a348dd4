"""What is said about the themes, in every way there is: codes, texts, vehicles, and call against result (part 1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from demo.casting import Cast, Story, call_and_result, told
from demo.papers import with_lots
from demo.stances import ANSWERED, ASKED, NONE, SILENT, UNCLEAR, Stance, with_texts


def every_stance(cast: Cast, number: int) -> Story:
    """Each way of saying something about the themes, once by itself."""
    stance = STANCES[number % len(STANCES)]
    draft = cast.draft(f"themes: {stance.name}", stances=(stance,))
    return call_and_result(draft)


def said_in_texts(cast: Cast) -> Story:
    """A criterion text points to a theme: a signal, never a yes."""
    stance = with_texts(SILENT, cast.rng, count=cast.rng.choice((1, 2)))
    return call_and_result(cast.draft("signal in text only", stances=(stance,)))


def text_beside_none(cast: Cast) -> Story:
    """BT-06 says none and a criterion text points to a theme: that theme is conflicting."""
    stance = with_texts(NONE, cast.rng, count=cast.rng.choice((1, 2)))
    return call_and_result(cast.draft("none beside a text", stances=(stance,)))


def result_says_more(cast: Cast) -> Story:
    """The call says none, the result names a theme: the result is heard first, the call on the rest."""
    asked = cast.rng.choice(ASKED[:14])
    draft = cast.draft("result says more than the call", stances=(NONE,))
    call = draft.call()
    heard = replace(
        NONE, states=dict(NONE.states) | dict(asked.states), any_theme=True, complete=True, accessible=asked.accessible
    )
    draft.lots[0].stance = heard
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=asked.codes))
    return told(draft, call, result)


def result_says_none(cast: Cast) -> Story:
    """The call names a theme, the result says none: the result is heard first."""
    asked = cast.rng.choice(ASKED[:13])
    draft = cast.draft("result denies what the call asked", stances=(asked,))
    call = draft.call()
    draft.lots[0].stance = replace(NONE, accessible=asked.accessible)
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=NONE.codes))
    return told(draft, call, result, expected=replace(draft.expected(), findings=()))


def clean_vehicles(cast: Cast) -> Story:
    """Zero-emission vehicles in the result: climate, though no code says so."""
    draft = cast.draft("clean vehicles bought", nature="supplies", stances=(SILENT,))
    lot = draft.lots[0]
    number = cast.rng.randrange(1, 9)
    if lot.outcome is not None:
        counts = (("vehicles", number + 2), ("vehicles-clean", 1), ("vehicles-zero-emission", number))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    call = draft.call()
    result = draft.result()
    lot.stance = replace(SILENT, states={"climate": "yes"}, any_theme=True)
    return told(draft, call, result)


def only_other_vehicles(cast: Cast) -> Story:
    """Vehicles were bought, none of them clean: nothing is said about climate."""
    draft = cast.draft("vehicles bought, none clean", nature="supplies", stances=(SILENT,))
    lot = draft.lots[0]
    if lot.outcome is not None:
        counts = (("vehicles", 4), ("vehicles-clean", 0), ("vehicles-zero-emission", 0))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    return call_and_result(draft)


STANCES: Final[tuple[Stance, ...]] = (SILENT, NONE, *ASKED, *ANSWERED, *UNCLEAR)
"""Every stance of eForms: one that no situation plays would prove nothing."""
