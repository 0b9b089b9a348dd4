"""A table with history, a declaration and two cards are enough for right figures over the API."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from migrations.facts import create_fact_views
from migrations.history import create_with_history
from services.kpi.cells.rules.lattice import KEYS
from services.kpi.definitions.rules.card import read_card
from services.kpi.definitions.store import keep_cards
from shared.log.change_log import open_change, take_position
from shared.log.places import places_of
from shared.tables.procurement_log import ChangeScope
from tests.kpi.builders import BODIES, AProcedure, Procurement
from tests.oracle.answers import check
from tests.oracle.card import OracleCard, card_of
from tests.oracle.expression import Row
from tests.services import add_party, running_services

LINES = 300
YEAR = {"from": "2025-01", "until": "2025-12", "limit": "5000"}
ON_TIME = """
code = "TST-P01"
version = "1.0.0"
status = "concept"
owner = "test"
valid_from = 2016-01-01
theme = "alle"
level = "process"
scope = "contract"
unit = "%"
direction = "higher"
sources = ["test"]
names = { nl = "Op tijd betaald", en = "Paid on time" }
definition = { nl = "Betaald binnen dertig dagen.", en = "Paid within thirty days." }
[measure]
kind = "share"
fact = "contract_line"
unit_of_count = "contract line"
counted_on = "signed_on"
variants = ["paid_on"]
time = "flow"
population = "nature in ('works', 'services')"
hit = "on_time"
"""
PAID = (
    ON_TIME.replace("TST-P01", "TST-P02")
    .replace('kind = "share"', 'kind = "sum"\nnon_negative = true')
    .replace('hit = "on_time"', 'value = "amount"')
)
COLUMNS = (
    "id",
    "lead_body",
    "tier",
    "nature",
    "category",
    "signed_on",
    "paid_on",
    "on_time",
    "amount",
    "released",
    "counted",
)


def run(url: str) -> None:
    """Everything that is held of one more fact; the first thing that is wrong ends it."""
    owner = create_engine(url, poolclass=NullPool)
    kpi = create_engine(role_url(url, "ppds_kpi"), poolclass=NullPool)
    add_table(owner)
    with kpi.begin() as connection:
        keep_cards(connection, [read_card(stated, place="test") for stated in (ON_TIME, PAID)])
    Procurement(owner).put(*(AProcedure(number=number) for number in range(1, 4)))
    own_body = add_party(url, name="Voorbeeldgemeente Testdam (fictief)")
    chance = random.Random(5)
    before = [a_line(chance, number, own_body) for number in range(LINES)]
    first = put(owner, before)
    with running_services(
        url, only=("registry", "kpi"), workers=("kpi",), own_settings={"kpi": {"refresh_interval_seconds": 0.1}}
    ) as running:
        reader = running.http("kpi", "kpi:read")
        own = running.http("kpi", "kpi:read", party=own_body)
        until(reader, first)
        untouched = rows_of_others(owner)
        compared = compare(reader, before) + compare_own(own, before, own_body)
        changed = [a_line(chance, number, own_body) for number in range(0, LINES, 3)]
        last = put(owner, changed)
        until(reader, last)
        now = [*changed, *(line for line in before if line["id"].int % 3)]
        compared += compare(reader, now) + compare_own(own, now, own_body)
        compared += compare(reader, before, asOf=str(first))
        assert rows_of_others(owner) == untouched
        tell_of_it(reader)
    owner.dispose()
    kpi.dispose()
    sys.stdout.write(f"compared {compared} rows\n")


def add_table(owner: Engine) -> None:
    """What a migration does: the table, its views, and the key of its own dimension in the cells."""
    with operations_on(owner):
        create_with_history(
            "contract_line",
            keys={"id": "uuid"},
            columns="lead_body text, tier text, nature text, category text, signed_on date, paid_on date,"
            " on_time boolean, amount numeric, released boolean not null, counted boolean not null",
        )
        create_fact_views(
            "contract_line",
            table="contract_line",
            columns=f"f.id as unit, {', '.join(f'f.{name}' for name in COLUMNS[1:-1])}",
        )
        op.execute("alter table kpi.cell add column spend_category text not null default '*'")
        op.execute("alter table kpi.cell drop constraint pk_cell")
        op.execute(f"alter table kpi.cell add constraint pk_cell primary key ({', '.join(KEYS)})")


@contextmanager
def operations_on(owner: Engine) -> Iterator[Connection]:
    with owner.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        yield connection


def a_line(chance: random.Random, number: int, own_body: str) -> dict[str, Any]:
    """Any line: every unknown and every place occurs."""
    tiers = {own_body: "municipality", **BODIES}
    body = chance.choice([*tiers, None])
    days = [
        date(2025, chance.randint(1, 12), chance.randint(1, 28)) if chance.random() < 0.9 else None for _ in range(2)
    ]
    return {
        "id": UUID(int=number),
        "lead_body": body,
        "tier": tiers[body] if body else None,
        "nature": chance.choice(["works", "supplies", "services", None]),
        "category": chance.choice(["energy", "cleaning", None]),
        "signed_on": days[0],
        "paid_on": days[1],
        "on_time": chance.choice([True, False, None]),
        "amount": chance.choice([None, Decimal("12.50"), Decimal(800)]),
        "released": chance.random() < 0.7,
        "counted": True,
    }


def put(owner: Engine, lines: Sequence[Mapping[str, Any]]) -> int:
    """Write lines as ingest would: old rows to history, places old and new by the kind of fact, the position last."""
    listed = ", ".join(COLUMNS)
    with owner.begin() as connection:
        change = open_change(connection, "procurement", cause="test")
        gone = connection.execute(
            text(
                f"with gone as (delete from procurement.contract_line where id = any(:ids) returning *)"  # noqa: S608
                f" insert into procurement.contract_line_history ({listed}, since_change, until_change)"
                f" select {listed}, since_change, :change from gone returning lead_body, tier, signed_on, paid_on"
            ),
            {"ids": [line["id"] for line in lines], "change": change},
        )
        places = {place for row in gone.mappings() for place in places_in(dict(row))}
        places |= {place for line in lines for place in places_in(line)}
        values = ", ".join(f":{name}" for name in COLUMNS)
        connection.execute(
            text(f"insert into procurement.contract_line ({listed}, since_change) values ({values}, {change})"),  # noqa: S608
            [dict(line) for line in lines],
        )
        connection.execute(insert(ChangeScope), [{"change": change, **place._asdict()} for place in sorted(places)])
        return take_position(connection, "procurement", change)


def places_in(row: Mapping[str, Any]) -> Iterator[Any]:
    return places_of("contract", row["lead_body"], row["tier"], signed_on=row["signed_on"], paid_on=row["paid_on"])


def until(reader: httpx.Client, position: int) -> None:
    """Wait until the figures show this position."""
    end = time.monotonic() + 60
    while reader.get("/indicators/TST-P01/values", params=YEAR).json()["position"] < position:
        assert time.monotonic() < end, "the figures did not follow the change log"
        time.sleep(0.1)


def compare(reader: httpx.Client, lines: Sequence[Row], **asked: str) -> int:
    """Figures in every kind of grouping are those of the oracle over the released lines."""
    compared = 0
    for card in (card_of(tomllib.loads(stated)) for stated in (ON_TIME, PAID)):
        for counted_on in ("signed", "paid"):
            for group_by in ("", "tier", "organisation", "spendCategory", "tier,spendCategory", "nature,spendCategory"):
                for granularity in (None, "month") if "nature" not in group_by else (None,):
                    answer = values(reader, card, counted_on, group_by, granularity, **asked)
                    released = [line for line in lines if line["released"]]
                    compared += check(answer, released, granularity=granularity, card=card)
    return compared


def compare_own(own: httpx.Client, lines: Sequence[Row], body: str) -> int:
    """The body itself sees its lines that are not released as well, from cells and from rows."""
    mine = [line for line in lines if line["lead_body"] == body]
    assert any(not line["released"] for line in mine)
    card = card_of(tomllib.loads(ON_TIME))
    return sum(
        check(values(own, card, "signed", group_by, None, view="own"), mine, card=card)
        for group_by in ("", "nature,spendCategory")
    )


def values(
    reader: httpx.Client, card: OracleCard, counted_on: str, group_by: str, granularity: str | None, **asked: str
) -> dict[str, Any]:
    given = {"groupBy": group_by, "granularity": granularity, "countedOn": counted_on}
    params = {**YEAR, **{name: value for name, value in given.items() if value}, **asked}
    answer = reader.get(f"/indicators/{card.code}/values", params=params)
    assert answer.status_code == 200, answer.text
    stated: dict[str, Any] = answer.json()
    assert stated["next"] is None
    return stated


def rows_of_others(owner: Engine) -> list[tuple[object, ...]]:
    """Cells of every card that counts another fact."""
    statement = "select c.* from kpi.cell c join kpi.card d on d.id = c.card where d.code not like 'TST-%' order by c"
    with owner.connect() as connection:
        cells = [tuple(row) for row in connection.execute(text(statement))]
    assert cells
    return cells


def tell_of_it(reader: httpx.Client) -> None:
    """The dimension is named, filters, and stands in the description and in CSV."""
    dimensions = {each["name"]: each for each in reader.get("/dimensions").json()["items"]}
    assert dimensions["spendCategory"]["indicators"] == ["TST-P01", "TST-P02"]
    only = reader.get(
        "/indicators/TST-P02/values", params={**YEAR, "spendCategory": "energy", "groupBy": "spendCategory"}
    )
    assert [row["spendCategory"] for row in only.json()["rows"]] == ["energy"]
    refused = reader.get("/indicators/ALG-P12/values", params={**YEAR, "groupBy": "spendCategory"})
    assert refused.status_code == 400
    as_csv = reader.get(
        "/values", params={**YEAR, "indicators": "TST-P01", "groupBy": "spendCategory"}, headers={"Accept": "text/csv"}
    )
    assert "spendCategory" in as_csv.text.splitlines()[0].split(",")
    parameters = reader.get("/openapi.json").json()["paths"]["/indicators/{code}/values"]["get"]["parameters"]
    assert "spendCategory" in {each["name"] for each in parameters}
