"""What a figure rests on: its card in words, its formulas with the counts filled in, rules, lists, data and program."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.cells.rules.parts import Parts
from services.kpi.definitions.rules.card import built_in_cards
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.explanations.operations import explain
from services.kpi.explanations.rules.formulas import Beside, formulas_of
from services.kpi.explanations.schemas import ExplanationAsked, explanation_out
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.schemas.asked import cell_asked
from services.kpi.values.store.known import Known
from tests.kpi.asking import LIMITS, ask, caller, refresh
from tests.kpi.builders import Procurement, random_procedure, register
from tests.oracle.card import cards, every_card, grouped_as_needed
from tests.oracle.figures import rounded

LISTS = frozenset(DIMENSIONS)
YEAR = {"from_": "2025-01", "until": "2025-12"}


@pytest.fixture(scope="module")
def connection(database_module: str) -> Iterator[Connection]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(20261204)
    with owner.begin() as writing:
        register(writing)
    Procurement(owner).put(*(random_procedure(chance, number) for number in range(1, 120)))
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as reading:
        yield reading
    kpi.dispose()
    owner.dispose()


def explained(connection: Connection, link: str, *, party: str | None = None) -> Mapping[str, Any]:
    """What stands behind a link to an explanation."""
    stated = parse_qs(urlsplit(link).query).items()
    request = ExplanationAsked.model_validate({name: values if name in LISTS else values[0] for name, values in stated})
    whole = explain(
        connection,
        request.indicator,
        cell_asked(request, limit=1),
        caller=caller(party),
        limits=LIMITS,
        known=Known(),
    )
    answer = explanation_out(whole, program_version="9.9.9", registry_url="https://registry.example.org")
    return answer.model_dump(mode="json", by_alias=True, exclude_unset=True)


def computed(filled: str) -> Fraction | None:
    """What a formula comes to, with its counts filled in."""
    exact = re.sub(r"[0-9]+(\.[0-9]+)?", lambda number: f"Fraction('{number[0]}')", filled)
    assert re.fullmatch(r"[Fraction('0-9.) (+*/-]*", exact)
    try:
        result: Fraction = eval(exact, {"Fraction": Fraction})  # noqa: S307 - digits and signs alone, as was just held
    except ZeroDivisionError:
        return None
    return result


@pytest.mark.parametrize("code", cards())
def test_the_formula_with_its_counts_filled_in_gives_the_figure(connection: Connection, code: str) -> None:
    grouped = grouped_as_needed(code, ("tier",))
    answer = ask(connection, code, **YEAR, granularity="quarter", groupBy=list(grouped), countedOn=None)
    places = 2 if cards()[code].kind in {"sum", "count"} else 4
    assert answer.rows
    for row in answer.rows:
        assert row.links.explanation is not None
        explanation = explained(connection, row.links.explanation)
        stated = row.model_dump(mode="json", by_alias=True)
        for name in ("value", "reason", "lower", "upper"):
            assert explanation["figure"][name] == stated[name]
        named = {each["name"]: each for each in explanation["formulas"]}
        for name in ("value", "lower", "upper"):
            if stated[name] is not None:
                result = computed(named[name]["filled"])
                assert rounded(result, places=places) == Fraction(str(stated[name])), named[name]
        if stated["coverage"]["answers"] is not None:
            assert rounded(computed(named["coverage"]["filled"]), places=4) == Fraction(
                str(stated["coverage"]["answers"])
            )


def test_it_says_everything_a_figure_rests_on(connection: Connection) -> None:
    [row] = ask(connection, "SOR-P01", **YEAR, tier=["central"]).rows
    assert row.links.explanation is not None
    explanation = explained(connection, row.links.explanation)
    assert explanation["definition"]["version"] == "1.0.0"
    assert explanation["programVersion"] == "9.9.9"
    assert explanation["position"] == int(parse_qs(urlsplit(row.links.explanation).query)["asOf"][0])
    population, hit = explanation["expressions"]
    assert population["words"] == {
        "nl": "aard van de opdracht: een van werken, diensten en duur in maanden, zonder verlengingen: ten minste 6 en"
        " loonsom van ten minste 250.000 euro zonder btw en geschikt voor social return",
        "en": "main nature: one of works, services and duration of the longest lot, without renewals: at least 6 and"
        " wage sum over all lots of at least EUR 250,000 excluding VAT and suitable for social return",
    }
    assert hit["words"]["nl"] == "vraagt Social Return"
    assert [each["name"] for each in explanation["lists"]] == ["theme-codes", "themes", "tiers"]
    assert {"C1", "C2", "C5", "C19", "C20", "C28", "C32"} <= {each["number"] for each in explanation["rules"]}
    assert explanation["links"]["evidence"] == row.links.evidence
    assert explanation["bounds"]["nl"].startswith("De grenzen zijn de uitersten")


def test_rules_follow_from_card_and_question(connection: Connection) -> None:
    def rules(code: str, **asked: object) -> set[str]:
        [row] = ask(connection, code, **YEAR, **asked).rows
        assert row.links.explanation is not None
        return {each["number"] for each in explained(connection, row.links.explanation)["rules"]}

    assert {"C12", "C16"} <= rules("ALG-P05")
    assert "C30" in rules("ALG-P13")
    assert "C22" in rules("ALG-P15", theme=["climate"])
    assert "C22" not in rules("ALG-P12")
    assert "C23" in rules("ALG-P12", boundaries="2026-01-01")
    assert {"C24", "C29"} <= rules("ALG-P07")


@pytest.mark.parametrize("code", every_card())
def test_every_card_is_explained_also_where_nothing_was_counted(connection: Connection, code: str) -> None:
    filters = {"theme": "climate", "method": "unknown", "measured": "electricity"}
    asked = "".join(f"&{name}={filters.get(name, 'unknown')}" for name in every_card()[code].required)
    explanation = explained(connection, f"/v1/explanations?indicator={code}&from=1999-01&until=1999-12{asked}")
    assert explanation["figure"]["reason"] == "no-rows"
    assert {"value", "coverage"} <= {each["name"] for each in explanation["formulas"]}
    assert all(each["words"]["nl"] and each["words"]["en"] for each in explanation["expressions"])


def test_a_state_is_the_middle_of_its_steps_and_bodies_are_counted_once() -> None:
    period = Period(Month(2025, 1), Month(2025, 12))
    phases = next(card.measure for card in built_in_cards() if card.measure.kind == "state")
    steps = {"1": Decimal(2), "3": Decimal(1)}
    stated = {each.name: each for each in formulas_of(phases, Parts(), period, beside=Beside(steps))}
    assert (stated["value"].stated, stated["value"].filled) == ("median(steps)", "median(1 x 2, 3 x 1)")
    for measure in (card.measure for card in built_in_cards() if card.measure.kind == "bodies"):
        stated = {each.name: each for each in formulas_of(measure, Parts(), period, beside=Beside({}, 7, 40))}
        assert stated["value"].filled == ("7 / 40" if measure.of_register else "7")
