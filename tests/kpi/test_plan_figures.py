"""Figures of who has a plan, how far plans go and what goals state equal those of the oracle, over what was sent."""

import random
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from services.kpi.definitions.facts import facts
from tests.ingest.own_records.keeping import keep
from tests.kpi.asking import ask, refresh
from tests.oracle.answers import check
from tests.oracle.card import every_card
from tests.oracle.expression import Row
from tests.services import add_party

FACTS = ("pledge", "plan_theme", "plan_goal")
CODES = sorted(code for code, card in every_card().items() if card.fact in FACTS)
KINDS = (*(("ministry", "central"),) * 3, *(("municipality", "municipality"),) * 3)
OINS = [f"0000009910000{number}001000" for number in range(len(KINDS))]
THEMES = ("climate", "circular", "social-return", "innovation", "living-environment")
OF_GOALS = ("diversity-inclusion", "human-rights-labour")


@dataclass
class World:
    """Rows as the documents say, and a connection of kpi after a refresh."""

    rows: Mapping[str, list[Row]]
    connection: Connection


def month_ends() -> Iterator[date]:
    for year in range(2016, 2031):
        for month in range(1, 13):
            yield date(year, month, monthrange(year, month)[1])


def signatures(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(chance.choice([0, 1, 1, 2])):
        signed_on = f"{chance.choice([2022, 2023, 2024])}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        ends = {"endsOn": "2025-06-10"} if chance.random() < 0.3 else {}
        document = chance.choice(["manifest-2022", "impact-2019"])
        stated = {"senderKey": f"S-{number}", "document": document, "signedOn": signed_on, **ends}
        yield {"format": "ppds-signature", "release": chance.choice(["now", "now", "hold"]), **stated}


def plans(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(chance.randint(2, 6)):
        kind = chance.choice(["action-plan", "action-plan", "category-plan"])
        starts, scale = chance.randint(2022, 2024), chance.choice(["manifest", "ambition-web"])
        lowest, highest = (1, 5) if scale == "manifest" else (0, 3)
        stated: dict[str, Any] = {
            "format": "ppds-plan",
            "senderKey": f"P-{number}",
            "type": kind,
            "category": "Vervoer",
            "title": "Plan",
            "startsOn": f"{starts}-{chance.randint(1, 12):02}-15",
            "endsOn": f"{starts + chance.randint(1, 4)}-05-20",
            "release": chance.choice(["now", "now", "now", "hold"]),
            "jointWith": chance.sample(OINS, chance.randint(0, 2)),
            "themes": [],
            "goals": [],
        }
        if chance.random() < 0.8:
            published = {"address": "https://www.voorbeeld.example", "publishedOn": f"{starts}-07-01"}
            stated |= published
        if chance.random() < 0.8:
            stated["scale"] = scale
        for theme in chance.sample(THEMES, 4):
            said: dict[str, Any] = {"theme": theme}
            if "scale" in stated and chance.random() < 0.9:
                said["level"] = chance.randint(lowest, highest)
            elif chance.random() < 0.5:
                said["reason"] = "costs"
            stated["themes"].append(said)
        for goal in range(chance.randint(0, 3)):
            whole = {"value": 5, "unit": "P1", "baseline": 1, "baselineYear": 2020, "targetYear": 2030, "owner": "rol"}
            kept = {name: value for name, value in whole.items() if chance.random() < 0.9}
            named = {"theme": chance.choice(OF_GOALS)} if chance.random() < 0.8 else {}
            stated["goals"].append({"key": f"D{goal}", "title": "Doel", **named, **kept})
        yield stated


def later(day: str) -> date:
    return date(int(day[:4]) + 1, int(day[5:7]), int(day[8:]))


def pledges(sent: Mapping[str, Sequence[Mapping[str, Any]]], body: str) -> Iterator[Row]:
    """Of each month whether a body is bound, a plan was due and one was there."""
    signed = [each for each in sent[body] if each["format"] == "ppds-signature"]
    open_ = [each for each in signed if each["release"] == "now"]
    bodies = {
        (other, number): plan
        for other, records in sent.items()
        for number, plan in enumerate(records)
        if plan["format"] == "ppds-plan" and body in (other, *plan["jointWith"])
    }
    for end in month_ends():
        day = end.isoformat()
        standing = [each for each in open_ or signed if each["signedOn"] <= day <= each.get("endsOn", "2030-12-31")]
        if standing:
            yield {
                "released": bool(open_),
                "state_on": end,
                "plan_due": any(later(each["signedOn"]) < end for each in standing),
                "has_plan": any(
                    plan["type"] == "action-plan"
                    and plan["release"] == "now"
                    and "address" in plan
                    and max(plan["startsOn"], plan["publishedOn"]) <= day <= plan["endsOn"]
                    for plan in bodies.values()
                ),
            }


def of_plans(plan: Mapping[str, Any]) -> Iterator[tuple[str, Row]]:
    for end in month_ends():
        if plan["startsOn"] <= end.isoformat() <= plan["endsOn"]:
            placed = {"released": plan["release"] == "now", "state_on": end, "plan_type": plan["type"]}
            for each in plan["themes"]:
                level = each.get("level")
                said = {"level": level, "step": None if level is None else str(level), "left_out": "reason" in each}
                yield "plan_theme", {**placed, **said, "theme": each["theme"], "scale": plan.get("scale", "none")}
            for goal in plan["goals"]:
                stated = {
                    "has_value": "value" in goal,
                    "has_unit": "unit" in goal,
                    "has_baseline": "baseline" in goal and "baselineYear" in goal,
                    "has_target_year": "targetYear" in goal,
                    "has_owner": "owner" in goal,
                }
                yield "plan_goal", {**placed, **stated, "theme": goal.get("theme")}


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    chance = random.Random(20261203)  # noqa: S311 - the same world in every run
    sent = {oin: [*signatures(chance), *plans(chance)] for oin in OINS}
    bodies = {
        oin: (add_party(database_module, name=f"Voorbeeld {number}", kind=kind, oin=oin), tier)
        for number, (oin, (kind, tier)) in enumerate(zip(OINS, KINDS, strict=True))
    }
    rows: dict[str, list[Row]] = {name: [] for name in FACTS}
    for oin, (body, tier) in bodies.items():
        with worker_transaction(ingest) as session:
            keep(session, sent[oin], body=body, register=load_register(session), finished=True)
        refresh(kpi)  # so that a plan must bring the figures of a body up to date that were computed before
        placed = {"lead_body": body, "tier": tier}
        rows["pledge"] += [{**placed, **row} for row in pledges(sent, oin)]
        for plan in sent[oin]:
            if plan["format"] == "ppds-plan":
                for fact, row in of_plans(plan):
                    rows[fact].append({**placed, **row})
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(rows, connection)
    for engine in (ingest, kpi):
        engine.dispose()


@pytest.mark.parametrize("granularity", [None, "year", "quarter"])
@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("step",)], ids=str)
@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_that_of_the_oracle(
    world: World, code: str, group_by: tuple[str, ...], granularity: str | None
) -> None:
    card = every_card()[code]
    if not all(facts()[card.fact].carries(name) for name in group_by):
        return
    groups = [*dict.fromkeys((*group_by, *card.required))]
    asked = {"from_": "2024-01", "until": "2025-12", "groupBy": groups, "granularity": granularity}
    answer = ask(world.connection, code, **asked).model_dump(mode="json", by_alias=True, exclude_unset=True)
    rows = world.rows[card.fact]
    assert check(answer, rows, granularity=granularity, keep=lambda row: bool(row["released"])) > 0


def test_the_world_holds_figures_of_each_card(world: World) -> None:
    for code in CODES:
        asked = {"from_": "2025-01", "until": "2025-03", "groupBy": list(every_card()[code].required)}
        assert any(row.value is not None for row in ask(world.connection, code, **asked).rows), code


def test_facts_of_the_world_have_the_columns_that_cards_name(world: World) -> None:
    for code in CODES:
        card = every_card()[code]
        assert card.columns <= world.rows[card.fact][0].keys() & facts()[card.fact].columns.keys(), code
