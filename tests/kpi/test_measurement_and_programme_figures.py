"""Figures of what bodies use themselves and what the programme keeps equal those of the oracle, over what was sent."""

import random
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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

FACTS = ("measurement", "programme_record", "participation", "chain_phase")
CODES = sorted(code for code, card in every_card().items() if card.fact in FACTS)
KINDS = (("ministry", "central"), ("municipality", "municipality"), ("agency", "central"))
IN_ONE_UNIT = {"MWH": Decimal(1000), "GV": Decimal(1)}
MEASURED = (("electricity", "MWH"), ("natural-gas", "MTQ"), ("fleet", "C62"), ("office-energy", "GV"))


@dataclass
class World:
    """Rows as the documents say, and a connection of kpi after a refresh."""

    rows: Mapping[str, list[Row]]
    connection: Connection


def measurements(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(60):
        measured, unit = chance.choice(MEASURED)
        amount = chance.randint(50, 100)
        stated: dict[str, Any] = {
            "format": "ppds-measurement",
            "senderKey": f"METER-{number}",
            "measured": measured,
            "startsOn": "2024-01-01",
            "endsOn": f"{chance.choice([2024, 2025])}-{chance.choice(['06-30', '12-31'])}",
            "amount": amount,
            "unit": unit,
            "release": chance.choice(["now", "now", "now", "hold"]),
        }
        if chance.random() < 0.9:
            stated["sustainable"] = chance.randint(0, amount)
        if chance.random() < 0.9:
            stated |= {"baseline": chance.randint(60, 140), "baselineYear": chance.choice([2008, 2008, 2010])}
        yield stated


def programme(chance: random.Random, participants: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number in range(60):
        day = f"{chance.choice([2024, 2025])}-{chance.randint(1, 12):02}-10"
        of_type: dict[str, dict[str, Any]] = {
            "activity": {"plannedOn": day} | ({"doneOn": day} if chance.random() < 0.6 else {}),
            "chain-plan": {"chain": "catering", "year": int(day[:4])}
            | ({"adoptedOn": day} if chance.random() < 0.6 else {}),
            "category-assessment": {
                "category": "Catering",
                "assessedOn": day,
                "meetsCriteria": chance.choice(["yes", "no"]),
            },
            "participation": {"startsOn": day, "participant": chance.choice([*participants, "00000099100009009000"])},
            "chain-standard": {
                "chain": "catering",
                "assessedOn": day,
                "standard": "NPR 8313",
                "contractsMeeting": chance.randint(0, 5),
                "contractsInChain": chance.randint(5, 9),
            },
        }
        name = chance.choice(sorted(of_type))
        yield {"format": "ppds-programme-record", "senderKey": f"P-{number}", "type": name, **of_type[name]}


def assessments(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Of each chain, in each quarter, perhaps one or two on the same day."""
    for chain in ("catering", "kantoormeubilair", "bedrijfskleding", "papier"):
        for number, month in enumerate((1, 4, 7, 10, 13, 16, 19, 22)):
            day = f"{2024 + (month - 1) // 12}-{(month - 1) % 12 + 1:02}-15"
            for again in range(chance.choice([0, 1, 1, 1, 2])):
                yield {
                    "format": "ppds-programme-record",
                    "senderKey": f"F-{chain}-{number}-{again}",
                    "type": "chain-assessment",
                    "chain": chain,
                    "assessedOn": day,
                    "phase": chance.randint(1, 4),
                }


def phases_of(stated: Sequence[Mapping[str, Any]], body: str, tier: str) -> Iterator[Row]:
    """The newest assessment of each chain on the last day of each month."""
    for chain in {each["chain"] for each in stated}:
        for number in range(24):
            year, month = 2024 + number // 12, number % 12 + 1
            day = date(year, month, monthrange(year, month)[1])
            told = [each for each in stated if each["chain"] == chain and each["assessedOn"] <= day.isoformat()]
            if told:
                newest = max(each["assessedOn"] for each in told)
                said = {each["phase"] for each in told if each["assessedOn"] == newest}
                phase = said.pop() if len(said) == 1 else None
                yield {
                    "lead_body": body,
                    "tier": tier,
                    "released": True,
                    "product_chain": chain,
                    "phase": phase,
                    "step": None if phase is None else str(phase),
                    "state_on": day,
                }


def row_of(stated: Mapping[str, Any], body: str, tier: str) -> Row:
    placed = {"lead_body": body, "tier": tier, "released": stated.get("release") != "hold"}
    if stated["format"] == "ppds-measurement":
        factor = IN_ONE_UNIT.get(stated["unit"], Decimal(1))
        return {
            **placed,
            "ends_on": date.fromisoformat(stated["endsOn"]),
            "measured": stated["measured"],
            **{
                name: None if name not in stated else stated[name] * factor
                for name in ("amount", "sustainable", "baseline")
            },
            "baseline_year": stated.get("baselineYear"),
        }
    name = stated["type"]
    day = {"activity": "plannedOn", "chain-plan": "year"}.get(name, "assessedOn")
    return {
        **placed,
        "type": name,
        "happened_on": date(stated["year"], 12, 31) if day == "year" else date.fromisoformat(stated[day]),
        "carried_out": "doneOn" in stated if name == "activity" else None,
        "adopted": "adoptedOn" in stated if name == "chain-plan" else None,
        "contracts_meeting": stated.get("contractsMeeting"),
        "contracts_in_chain": stated.get("contractsInChain"),
        "meets_criteria": {"yes": True, "no": False}.get(stated.get("meetsCriteria", "")),
    }


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    chance = random.Random(20261201)  # noqa: S311 - the same world in every run
    rows: dict[str, list[Row]] = {name: [] for name in FACTS}
    oins = [f"0000009910000{number}001000" for number in range(len(KINDS))]
    bodies = {
        oin: (add_party(database_module, name=f"Voorbeeld {kind}", kind=kind, oin=oin), tier)
        for oin, (kind, tier) in zip(oins, KINDS, strict=True)
    }
    for body, tier in bodies.values():
        used, kept, assessed = list(measurements(chance)), list(programme(chance, oins)), list(assessments(chance))
        with worker_transaction(ingest) as session:
            keep(session, [*used, *kept, *assessed], body=body, register=load_register(session), finished=True)
        rows["measurement"] += [row_of(each, body, tier) for each in used]
        rows["programme_record"] += [row_of(each, body, tier) for each in kept if each["type"] != "participation"]
        rows["participation"] += [
            {
                **dict(zip(("lead_body", "tier"), bodies.get(each["participant"], (None, None)), strict=True)),
                "released": True,
                "happened_on": date.fromisoformat(each["startsOn"]),
            }
            for each in kept
            if each["type"] == "participation"
        ]
        rows["chain_phase"] += phases_of(assessed, body, tier)
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(rows, connection)
    for engine in (ingest, kpi):
        engine.dispose()


@pytest.mark.parametrize("granularity", [None, "year", "quarter"])
@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",)], ids=str)
@pytest.mark.parametrize("code", CODES)
def test_every_figure_is_that_of_the_oracle(
    world: World, code: str, group_by: tuple[str, ...], granularity: str | None
) -> None:
    asked = {"from_": "2024-01", "until": "2025-12", "groupBy": list(group_by), "granularity": granularity}
    answer = ask(world.connection, code, **asked).model_dump(mode="json", by_alias=True, exclude_unset=True)
    rows = world.rows[every_card()[code].fact]
    assert check(answer, rows, granularity=granularity, keep=lambda row: bool(row["released"])) > 0


def test_the_world_holds_figures_of_each_card(world: World) -> None:
    shown = {
        code: [row.value for row in ask(world.connection, code, from_="2024-01", until="2025-12").rows]
        for code in CODES
    }
    assert {code for code, values in shown.items() if not any(value is not None for value in values)} == set()


def test_facts_of_the_world_have_the_columns_that_cards_name(world: World) -> None:
    for code in CODES:
        card = every_card()[code]
        assert card.columns <= world.rows[card.fact][0].keys() & facts()[card.fact].columns.keys(), code
