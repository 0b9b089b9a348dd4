"""From which state each step of taking part leads where, and by whom: the rules, without a register."""

import pytest

from services.registry.participations.rules.steps import (
    RULES,
    STATES,
    STEPS,
    State,
    Step,
    StepRefused,
    after,
    steps_from,
)


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("state", [None, *STATES])
def test_a_step_leads_on_only_from_the_states_of_its_rule(state: State | None, name: Step) -> None:
    led: dict[Step, dict[State | None, State]] = {
        "apply": {None: "applied", "left": "applied"},
        "admit": {"applied": "admitted"},
        "decline": {"applied": "left"},
        "suspend": {"admitted": "suspended"},
        "resume": {"suspended": "admitted"},
        "leave": {"applied": "left", "admitted": "left", "suspended": "left"},
    }
    allowed = led[name]
    how = {"taker": "administrator", "actor": "one", "applied_by": "another", "reason": "because"}
    if state in allowed:
        assert after(name, state, **how) == allowed[state]  # type: ignore[arg-type]
        assert name in steps_from(state)
    else:
        with pytest.raises(StepRefused, match="not-from-here"):
            after(name, state, **how)  # type: ignore[arg-type]
        assert name not in steps_from(state)


def test_the_body_itself_applies_and_leaves_and_nothing_else() -> None:
    assert {name for name, rule in RULES.items() if "body" in rule.takers} == {"apply", "leave"}
    with pytest.raises(StepRefused, match="not-yours"):
        after("admit", "applied", taker="body", actor="one", applied_by="another", reason=None)


@pytest.mark.parametrize("reason", [None, "", "  "])
@pytest.mark.parametrize(("name", "state"), [("suspend", "admitted"), ("decline", "applied")])
def test_a_blank_reason_is_no_reason(name: Step, state: State, reason: str | None) -> None:
    with pytest.raises(StepRefused, match="reason-needed"):
        after(name, state, taker="administrator", actor="one", applied_by="another", reason=reason)
