"""What a plan counts for: of each of its bodies that it is public and holds, and what it says of themes and goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from services.ingest.data_contracts.plans.plan import Plan
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.months import month_ends
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.plans.rules.other_bodies import number_of_body, party_of
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord
from shared.reference.themes import agenda_theme

PLAN: Final = "plan"
THEME: Final = "plan_theme"
GOAL: Final = "plan_goal"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A plan is compiled by itself."""
    return PLAN, body, record.key


def compile_plans(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of a plan; none when its ruling versions do not even agree on its form."""
    rows: dict[str, list[Mapping[str, Any]]] = {PLAN: [], THEME: [], GOAL: []}
    for ruling in rulings:
        model = model_of(ruling, Plan)
        if model is not None:
            standing = standing_columns(ruling, register)
            rows[PLAN] += _of_bodies(model, standing, register)
            rows[THEME] += _themes(model, standing)
            rows[GOAL] += _goals(model, standing)
    return rows


def _of_bodies(model: Plan, standing: Mapping[str, Any], register: Register) -> Iterator[dict[str, Any]]:
    published = model.published_on if model.address is not None else None
    state_on = [] if published is None else list(month_ends(max(published, model.starts_on), model.ends_on))
    shared: dict[str, Any] = {
        **standing,
        "kept_by": standing["lead_body"],
        "plan_type": model.type,
        "starts_on": model.starts_on,
        "ends_on": model.ends_on,
        "published_on": published,
        "content": model.model_dump_json(by_alias=True, exclude_none=True),
        "state_on": state_on,
    }
    yield {**shared, "place": 0, "participant": None}
    bodies = {standing["lead_body"]}
    for place, stated in enumerate(model.joint_with or (), 1):
        party = party_of(stated, register)
        if party is not None and party.key in bodies:
            continue
        known = {"lead_body": None, "tier": None} if party is None else {"lead_body": party.key, "tier": party.tier}
        bodies.add(known["lead_body"])
        yield {**shared, **known, "place": place, "participant": number_of_body(stated)}


def _themes(model: Plan, standing: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A theme once, under its name in the Agenda; a theme that the Agenda has not, under its own."""
    seen: set[str] = set()
    for stated in model.themes or ():
        theme = agenda_theme(stated.theme)
        if theme not in seen:
            seen.add(theme)
            yield {
                **standing,
                "theme": theme,
                "plan_type": model.type,
                "scale": model.scale,
                "level": stated.level,
                "reason": stated.reason,
                "state_on": list(month_ends(model.starts_on, model.ends_on)),
            }


def _goals(model: Plan, standing: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    linked = {key for each in model.actions or () for key in each.goals or ()}
    for goal in model.goals or ():
        yield {
            **standing,
            "goal_key": goal.key,
            "theme": None if goal.theme is None else agenda_theme(goal.theme),
            "plan_type": model.type,
            "has_value": goal.value is not None,
            "has_unit": goal.unit is not None,
            "has_baseline": goal.baseline is not None and goal.baseline_year is not None,
            "has_target_year": goal.target_year is not None,
            "has_owner": goal.owner is not None,
            "has_action": goal.key in linked,
            "state_on": list(month_ends(model.starts_on, model.ends_on)),
        }
