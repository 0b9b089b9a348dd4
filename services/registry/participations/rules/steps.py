"""Taking part in the data space: the states of a party, the steps between them, and who may take each step.

A party that is not admitted cannot send. One that never applied has no state; one that left may apply again. Nobody
admits on an application of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

State: TypeAlias = Literal["applied", "admitted", "suspended", "left"]
Step: TypeAlias = Literal["apply", "admit", "decline", "suspend", "resume", "leave"]
Taker: TypeAlias = Literal["body", "administrator"]

STATES: Final[tuple[State, ...]] = get_args(State)
STEPS: Final[tuple[Step, ...]] = get_args(Step)


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a step leads where, who may take it, and what it asks of them."""

    step: Step
    from_states: frozenset[State | None]
    to_state: State
    takers: frozenset[Taker]
    needs_reason: bool = False
    needs_terms: bool = False
    """The terms in force must have been accepted."""


_ANYONE_INVOLVED: Final[frozenset[Taker]] = frozenset({"body", "administrator"})
_ADMINISTRATOR: Final[frozenset[Taker]] = frozenset({"administrator"})

RULES: Final[Mapping[Step, Rule]] = {
    rule.step: rule
    for rule in (
        Rule("apply", frozenset({None, "left"}), "applied", _ANYONE_INVOLVED, needs_terms=True),
        Rule("admit", frozenset({"applied"}), "admitted", _ADMINISTRATOR, needs_terms=True),
        Rule("decline", frozenset({"applied"}), "left", _ADMINISTRATOR, needs_reason=True),
        Rule("suspend", frozenset({"admitted"}), "suspended", _ADMINISTRATOR, needs_reason=True),
        Rule("resume", frozenset({"suspended"}), "admitted", _ADMINISTRATOR),
        Rule("leave", frozenset({"applied", "admitted", "suspended"}), "left", _ANYONE_INVOLVED),
    )
}


class StepRefused(Exception):
    """The step cannot be taken; `code` says why, for the problem that the caller gets."""

    def __init__(self, code: Literal["not-from-here", "not-yours", "reason-needed", "same-person"]) -> None:
        super().__init__(code)
        self.code = code


def after(
    step: Step,
    state: State | None,
    *,
    taker: Taker,
    actor: str,
    applied_by: str | None,
    reason: str | None,
) -> State:
    """The state after a step; raises StepRefused.

    Args:
        step: what is to happen.
        state: of the party now, None when it never applied.
        taker: as what the person acts: for the body itself, or as administrator of the data space.
        actor: the person, pseudonymous.
        applied_by: who made the application that stands, None without one.
        reason: given for the step; blank is no reason.
    """
    rule = RULES[step]
    if taker not in rule.takers:
        raise StepRefused("not-yours")
    if state not in rule.from_states:
        raise StepRefused("not-from-here")
    if rule.needs_reason and not (reason or "").strip():
        raise StepRefused("reason-needed")
    if step == "admit" and actor == applied_by:
        raise StepRefused("same-person")
    return rule.to_state


def steps_from(state: State | None) -> tuple[Step, ...]:
    """The steps that lead on from a state, whoever may take them."""
    return tuple(step for step in STEPS if state in RULES[step].from_states)
