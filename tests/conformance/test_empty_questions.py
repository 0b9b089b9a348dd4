"""A question about nobody or about no day is refused: an empty list with success would look like an answer."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from shared.settings import ServiceName
from tests.conformance.parameters import OPERATIONS, Operation
from tests.services import running_services

NOBODY = "https://identifier.overheid.nl/tooi/id/gemeente/gm0000"
OF_A_PARTY = ("party", "parent", "memberOf", "buyer", "organisation")
RECORD = "/governance"
"""A record that is named by its party, and no list: of nobody it is not found."""
READING = [
    each
    for each in OPERATIONS
    if each.method == "GET" and "{" not in each.path.replace("{code}", "") and each.path != RECORD
]
ABOUT_A_PARTY = [(each, name) for each in READING for name in OF_A_PARTY if name in each.parameters]
IN_A_PERIOD = [
    (each, name, last)
    for each in READING
    for name, last in (("from", "until"), ("awardedFrom", "awardedUntil"), ("launchedFrom", "launchedUntil"))
    if name in each.parameters
]
EIKSTAD = "https://identifier.ppds.example/id/test/voorbeeldgemeente-eikstad"
NEEDED = {
    "/values": {"indicators": "ALG-P12", "from": "2025-01", "until": "2025-12"},
    "/indicators/{code}/values": {"from": "2025-01", "until": "2025-12"},
    "/indicators/{code}/evidence": {"from": "2025-01", "until": "2025-12"},
    "/coverage": {"year": "2025"},
    "/blind-spots": {"year": "2025"},
    "/indicators/{code}/ranking": {"from": "2025-01", "until": "2025-12"},
    "/explanations": {"indicator": "ALG-P12", "from": "2025-01", "until": "2025-12"},
    "/registration-comparisons": {"awardedFrom": "2025-01-01", "awardedUntil": "2025-12-31"},
    "/quality/scores": {"buyer": EIKSTAD, "from": "2025-01-01", "until": "2025-12-31"},
    "/quality/failures": {"buyer": EIKSTAD, "from": "2025-01-01", "until": "2025-12-31"},
    "/spend-suppliers": {"year": "2025"},
    "/plan-statuses": {"year": "2025"},
    "/ocds/releases": {"year": "2025"},
    "/ocds/records": {"year": "2025"},
    "/rdf/procedures": {"year": "2025"},
    "/spend-impact": {"from": "2025-01", "until": "2025-12"},
}


@pytest.fixture(scope="module")
def callers(database_module: str) -> Iterator[Mapping[ServiceName, httpx.Client]]:
    """Who may read all."""
    with running_services(database_module, workers=()) as services:
        party = services.add_party("Voorbeeldgemeente Eikstad", oin="00000099990000050000")
        yield {
            "registry": services.person("registry", "registry:parties", "registry:read", "audit:read"),
            "ingest": services.http("ingest", "ingest:read", "audit:read", party=party),
            "kpi": services.person("kpi", "kpi:read", "kpi:body", "audit:read", party=party),
        }


def _asked(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation, query: Mapping[str, str]
) -> dict[str, Any]:
    path = operation.path.replace("{code}", "ALG-P12")
    answer = callers[operation.service].get(
        path, params={**NEEDED.get(operation.path, {}), **query}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 400, f"{operation}: {answer.status_code} {answer.text[:500]}"
    errors: list[dict[str, Any]] = answer.json()["errors"]
    assert len(errors) == 1
    return errors[0]


def test_there_are_lists_about_a_party_and_lists_of_a_period() -> None:
    assert len(ABOUT_A_PARTY) > 8
    assert len(IN_A_PERIOD) > 6


@pytest.mark.parametrize(("operation", "name"), ABOUT_A_PARTY, ids=str)
def test_an_organisation_that_is_not_in_the_register_is_said(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation, name: str
) -> None:
    error = _asked(callers, operation, {name: NOBODY})
    assert (error["code"], error["location"]) == ("unknown-organisation", name)
    assert NOBODY in error["detail"]


@pytest.mark.parametrize("stated", ["Eikstad", "00000099990000050000", "voorbeeldgemeente-eikstad"])
@pytest.mark.parametrize(("operation", "name"), ABOUT_A_PARTY, ids=str)
def test_a_name_or_a_number_gets_the_key_that_was_meant(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation, name: str, stated: str
) -> None:
    error = _asked(callers, operation, {name: stated})
    assert "/voorbeeldgemeente-eikstad (Voorbeeldgemeente Eikstad)?" in error["detail"]


@pytest.mark.parametrize(("operation", "first", "last"), IN_A_PERIOD, ids=str)
def test_a_period_that_ends_before_it_begins_is_said(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation, first: str, last: str
) -> None:
    form = {
        "/values": "{}",
        "/indicators/{code}/values": "{}",
        "/indicators/{code}/evidence": "{}",
        "/indicators/{code}/ranking": "{}",
        "/explanations": "{}",
        "/spend-impact": "{}",
        "/audit-events": "{}-01T00:00:00Z",
    }
    written = form.get(operation.path, "{}-01")
    error = _asked(callers, operation, {first: written.format("2025-02"), last: written.format("2025-01")})
    assert (error["code"], error["location"]) == ("before-from", last)


def test_the_governance_of_nobody_is_not_found(callers: Mapping[ServiceName, httpx.Client]) -> None:
    assert callers["registry"].get(RECORD, params={"party": NOBODY}).status_code == 404
