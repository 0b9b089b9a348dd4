"""What a figure rests on: its card in words, its formulas with the counts filled in, rules, lists, data and program."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.explanations.operations import explain
from services.kpi.explanations.schemas import ExplanationAsked, explanation_out
from services.kpi.values.schemas.asked import cell_asked
from services.kpi.values.store.known import Known
from tests.kpi.asking import LIMITS, ask, caller, refresh
from tests.kpi.builders import Procurement, random_procedure, register
from tests.oracle.card import cards, grouped_as_needed
from tests.oracle.figures import rounded

LISTS = {"tier", "organisation", "theme", "nature", "threshold", "productChain", "method"}
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
