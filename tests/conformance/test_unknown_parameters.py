"""A parameter that an address does not know is refused, at every address of every service.

The names an address knows are read from its description, which is made apart from what refuses.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from shared.settings import ServiceName
from tests.conformance.parameters import OPERATIONS, Operation
from tests.services import ALL, running_services

UNKNOWN = "gemeente"


@pytest.fixture(scope="module")
def callers(database_module: str) -> Iterator[Mapping[ServiceName, httpx.Client]]:
    """A client of each service with a token: who shows none is refused before anything is read."""
    with running_services(database_module, workers=()) as services:
        party = services.add_party("Voorbeeldgemeente")
        yield {service: services.http(service, "registry:read", party=party) for service in ALL}


def _refused(caller: httpx.Client, operation: Operation, query: Mapping[str, str]) -> list[dict[str, Any]]:
    path = re.sub(r"\{\w+\}", "1", operation.path)
    answer = caller.request(operation.method, path, params=query, headers={"Accept-Language": "en", "Accept": "*/*"})
    assert answer.status_code == 400, f"{operation}: {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    errors: list[dict[str, Any]] = answer.json()["errors"]
    return errors


def test_the_descriptions_hold_lists_with_and_without_parameters() -> None:
    assert len(OPERATIONS) > 90
    assert sum("cursor" in operation.parameters for operation in OPERATIONS) > 20
    assert sum(not operation.parameters for operation in OPERATIONS) > 20


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_an_unknown_parameter_is_refused_with_the_known_ones(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation
) -> None:
    [error] = _refused(callers[operation.service], operation, {UNKNOWN: "1"})
    assert (error["code"], error["in"], error["location"]) == ("unknown-parameter", "query", UNKNOWN)
    listed = error["detail"].partition("These do: ")[2].removesuffix(".")
    assert sorted(listed.split(", ")) == sorted(operation.parameters or ["none"])


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.parameters], ids=str)
def test_a_typing_mistake_is_answered_with_the_name_that_was_meant(
    callers: Mapping[ServiceName, httpx.Client], operation: Operation
) -> None:
    for name in operation.parameters:
        mistaken = f"{name[:-1]}{name[-1] * 2}"
        [error] = _refused(callers[operation.service], operation, {mistaken: "1"})
        assert f"Did you mean {name}?" in error["detail"]
