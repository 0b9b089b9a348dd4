"""From a procedure up: of every indicator whether it counts, what it answers and why, in the figure of which month."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.counts_for.operations import Asked, procedure_counts_for
from services.kpi.counts_for.schemas import counts_for_out
from services.kpi.definitions.declarations.fact import ColumnType
from services.kpi.definitions.facts import facts
from services.kpi.evidence.rules.words import column_words
from services.kpi.values.store.known import Known
from shared.errors import NotFound
from tests.kpi.asking import caller, refresh
from tests.kpi.behind import followed
from tests.kpi.builders import AProcedure, Procurement, random_procedure, register
from tests.kpi.fact_rows import facts_of
from tests.oracle.card import OracleCard, cards
from tests.oracle.expression import Row

WORDS = {True: "yes", False: "no", None: "unknown"}
CERTAINTY = {True: "in", False: "out", None: "undetermined"}
PLAIN = AProcedure(
    number=900,
    nature="supplies",
    duration=None,
    launched_on=None,
    themes={"social-return": True},
)
UNCOUNTED = AProcedure(number=901, counted=False)


@pytest.fixture(scope="module")
def procedures() -> list[AProcedure]:
    chance = random.Random(20261202)
    return [*(random_procedure(chance, number) for number in range(1, 40)), PLAIN, UNCOUNTED]


@pytest.fixture(scope="module")
def connection(database_module: str, procedures: list[AProcedure]) -> Iterator[Connection]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    with owner.begin() as writing:
        register(writing)
    Procurement(owner).put(*procedures)
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
        yield reading
    kpi.dispose()
    owner.dispose()


def counts_for(connection: Connection, number: int, *indicators: str, lot: str | None = None) -> Mapping[str, Any]:
    asked = Asked(UUID(int=number), None, date(2026, 12, 1), indicators, lot, 20_000)
    whole = procedure_counts_for(connection, asked, known=Known())
    answer = counts_for_out(whole, asked.record, caller=caller(), ingest_url="https://ingest.example.org")
    stated = answer.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {each["indicator"]: each for each in stated["items"]}


def answer_by(card: OracleCard, row: Row) -> str:
    if card.kind == "share":
        return WORDS[card.says("hit", row)]
    numbers = {"value", "numerator", "denominator", "baseline"} & card.expressions.keys()
    return "unknown" if any(card.amount(name, row) is None for name in numbers) else "known"


def same_theme(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(all(one.get(name) == other.get(name) for name in ("theme", "localTheme")))


def test_every_indicator_says_what_the_oracle_says_of_the_same_rows(
    connection: Connection, procedures: list[AProcedure]
) -> None:
    seen = Counter[str]()
    for procedure in (each for each in procedures if each.counted):
        rows = facts_of([procedure])
        answered = counts_for(connection, procedure.number)
        assert set(answered) == set(cards())
        for code, item in answered.items():
            card = cards()[code]
            expected = Counter((CERTAINTY[card.member(row)], answer_by(card, row)) for row in rows[card.fact])
            totals = {(each["certainty"], each["verdict"]): each["rows"] for each in item["totals"]}
            assert totals == expected, (code, procedure)
            assert len(item["rows"]) == sum(totals.values())
            seen.update(verdict for _, verdict in totals)
    assert seen.keys() == {"yes", "no", "known", "unknown"}


def test_each_row_leads_to_the_figure_it_counts_in_and_stands_behind_it(
    connection: Connection, procedures: list[AProcedure]
) -> None:
    followed_up = 0
    for procedure in procedures[:12]:
        if not procedure.counted:
            continue
        for item in counts_for(connection, procedure.number, "MKT-P01", "ALG-P12", "ALG-P15").values():
            for row in item["rows"]:
                for placed in row["placed"]:
                    assert (placed["on"] is None) == (placed["evidence"] is None)
                    if placed["on"] is None:
                        continue
                    behind = list(followed(connection, placed["evidence"]))
                    [own] = [
                        each
                        for each in behind
                        if each["record"] == row["record"] and each.get("theme") == row.get("theme")
                    ]
                    assert (own["certainty"], own["verdict"], own["why"]) == (
                        row["certainty"],
                        row["verdict"],
                        row["why"],
                    )
                    followed_up += 1
    assert followed_up > 50


def test_why_is_said_in_plain_dutch_and_english(connection: Connection) -> None:
    answered = counts_for(connection, PLAIN.number)
    [row] = answered["SOR-P01"]["rows"]
    assert row["why"] == {
        "nl": "Telt niet mee: aard van de opdracht: leveringen (gevraagd een van werken, diensten: nee).",
        "en": "Does not count: main nature: supplies (asked one of works, services: no).",
    }
    assert row["placed"][1] == {"countedOn": "launched", "on": None, "values": None, "evidence": None}
    [lot] = answered["MKT-P01"]["rows"]
    assert lot["why"]["nl"] == (
        "Telt mee: stand: gegund (gevraagd gegund: ja); mededinging: met aankondiging (gevraagd met aankondiging: ja)."
        " Het antwoord is nee: ontvangen inschrijvingen: 3 (gevraagd 1: nee)."
    )
    [weighed] = answered["ALG-P05"]["rows"]
    assert weighed["why"]["nl"].endswith("Het weegt naar: gegunde waarde zonder btw: 100.")
    assert answered["ALG-P13"]["rows"][0]["why"]["nl"].endswith("Het getal is bekend: gegunde waarde zonder btw: 100.")
    [every] = answered["ALG-P12"]["rows"]
    assert every["why"]["nl"].startswith("Telt mee: elk geval telt. Het antwoord is ja:")


def test_every_column_has_a_name_in_dutch() -> None:
    for fact in facts().values():
        for column in fact.columns.values():
            if column.type is not ColumnType.DATE:
                words = column_words(column)
                assert words.nl != column.name.replace("_", " "), column.name


def test_only_some_indicators_and_one_lot(connection: Connection, procedures: list[AProcedure]) -> None:
    procedure = next(each for each in procedures if each.counted and len(each.lots) > 1)
    lot = procedure.lots[1].lot_id
    answered = counts_for(connection, procedure.number, "ALG-P15", "MKT-P01", lot=lot)
    assert list(answered) == ["ALG-P15", "MKT-P01"]
    assert {row["record"]["lotId"] for item in answered.values() for row in item["rows"]} == {lot}
    assert len(answered["ALG-P15"]["rows"]) == 6


def test_what_counts_nowhere_is_not_found(connection: Connection) -> None:
    with pytest.raises(NotFound):
        counts_for(connection, 123_456)
    with pytest.raises(NotFound, match="Did you mean MKT-P01"):
        counts_for(connection, PLAIN.number, "MKT-P001")
    with pytest.raises(NotFound, match="a plan only"):
        counts_for(connection, UNCOUNTED.number)
