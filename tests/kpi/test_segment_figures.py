"""What is bought below the threshold by segment and size (R034): as the oracle has it over what was sent."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from shared.reference.product_chains import built_in_chains
from tests.ingest.own_records.keeping import keep
from tests.kpi.asking import ask, refresh
from tests.oracle.answers import check
from tests.oracle.expression import Row
from tests.services import add_party

KINDS = (("ministry", "central"), ("municipality", "municipality"))
ASKED: dict[str, Any] = {"from_": "2024-01", "until": "2025-12"}


def registrations(chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(60):
        yield {
            "format": "ppds-registration",
            "senderKey": f"BON-{number}",
            "awardedOn": f"{chance.choice([2024, 2025])}-{chance.randint(1, 12):02}-10",
            "what": chance.choice(["chain:catering", "chain:catering", "cpv:39130000", "cpv:45000000"]),
            "valueBand": chance.choice([1, 1, 2, 3, 4]),
            "release": chance.choice(["now", "now", "now", "hold"]),
            "themes": chance.choice([[], ["climate"], ["climate", "circular"]]),
        }


def row_of(stated: dict[str, Any], body: str, tier: str) -> Row:
    kind, code = stated["what"].split(":")
    match = built_in_chains().chain_of(code) if kind == "cpv" else None
    chain = code if kind == "chain" else None if match is None or match.quality == "C" else match.chain
    return {
        "lead_body": body,
        "tier": tier,
        "released": stated["release"] != "hold",
        "awarded_on": date.fromisoformat(stated["awardedOn"]),
        "product_chain": chain,
        "value_band": stated["valueBand"],
        "any_theme": bool(stated["themes"]),
    }


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[tuple[list[Row], Connection]]:
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    rows: list[Row] = []
    for number, (kind, tier) in enumerate(KINDS):
        body = add_party(database_module, name=f"Voorbeeld {kind}", kind=kind, oin=f"0000009910000{number}001000")
        bought = list(registrations(random.Random(number)))  # noqa: S311 - the same world in every run
        with worker_transaction(ingest) as session:
            keep(session, bought, body=body, register=load_register(session), finished=True)
        rows += [row_of(each, body, tier) for each in bought]
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield rows, connection
    for engine in (ingest, kpi):
        engine.dispose()


@pytest.mark.parametrize("group_by", [(), ("tier",), ("productChain",), ("tier", "productChain")], ids=str)
@pytest.mark.parametrize("code", ["ALG-P07", "ALG-P20", "ALG-P20a", "ALG-P20b"])
def test_segments_below_the_threshold_are_those_of_the_oracle(
    world: tuple[list[Row], Connection], code: str, group_by: tuple[str, ...]
) -> None:
    rows, connection = world
    answer = ask(connection, code, **ASKED, groupBy=list(group_by))
    shown = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert check(shown, rows, granularity=None, keep=lambda row: bool(row["released"])) > 0


def test_sizes_add_up_to_all_that_was_registered(world: tuple[list[Row], Connection]) -> None:
    rows, connection = world
    every, small, large = (ask(connection, code, **ASKED).rows[0].value for code in ("ALG-P20", "ALG-P20a", "ALG-P20b"))
    assert every == sum(1 for row in rows if row["released"])
    assert small is not None
    assert large is not None
    assert small + large == every
