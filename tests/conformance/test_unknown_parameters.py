"""A parameter that an address does not know is refused, at every address of every service.

The names an address knows are read from its description, which is made apart from what refuses.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from shared.http.app import description_of
from shared.settings import ServiceName
from tests.services import ALL, running_services
from tools.reference.endpoints import described_apps

METHODS = ("get", "post", "put", "patch", "delete")
UNKNOWN = "gemeente"


def _operations() -> Iterator[tuple[ServiceName, str, str, tuple[str, ...]]]:
    """Service, method, path and the names that its description lists for the query part."""
    apps = described_apps()
    for service in ALL:
        paths: Mapping[str, Any] = json.loads(json.dumps(description_of(apps[service])["paths"]))
        for path, operations in paths.items():
            for method in METHODS:
                if method in operations:
                    stated = operations[method].get("parameters", [])
                    names = tuple(each["name"] for each in stated if each["in"] == "query")
                    yield service, method.upper(), path, names


OPERATIONS = tuple(_operations())


@pytest.fixture(scope="module")
def callers(database_module: str) -> Iterator[Mapping[ServiceName, httpx.Client]]:
    """A client of each service with a token: who shows none is refused before anything is read."""
    with running_services(database_module, workers=()) as services:
        party = services.add_party("Voorbeeldgemeente")
        yield {service: services.http(service, "registry:read", party=party) for service in ALL}


def _refused(caller: httpx.Client, method: str, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    answer = caller.request(
        method, re.sub(r"\{\w+\}", "1", path), params=query, headers={"Accept-Language": "en", "Accept": "*/*"}
    )
    assert answer.status_code == 400, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    errors: list[dict[str, Any]] = answer.json()["errors"]
    return errors


def test_the_descriptions_hold_lists_with_and_without_parameters() -> None:
    assert len(OPERATIONS) > 90
    assert sum("cursor" in names for *_, names in OPERATIONS) > 20
    assert sum(not names for *_, names in OPERATIONS) > 20


@pytest.mark.parametrize(
    ("service", "method", "path", "names"), OPERATIONS, ids=[f"{each[0]} {each[1]} {each[2]}" for each in OPERATIONS]
)
def test_an_unknown_parameter_is_refused_with_the_known_ones(
    callers: Mapping[ServiceName, httpx.Client], service: ServiceName, method: str, path: str, names: tuple[str, ...]
) -> None:
    [error] = _refused(callers[service], method, path, {UNKNOWN: "1"})
    assert (error["code"], error["in"], error["location"]) == ("unknown-parameter", "query", UNKNOWN)
    listed = error["detail"].partition("These do: ")[2].removesuffix(".")
    assert sorted(listed.split(", ")) == sorted(names or ["none"])


@pytest.mark.parametrize(
    ("service", "method", "path", "names"),
    [each for each in OPERATIONS if each[3]],
    ids=[f"{each[0]} {each[1]} {each[2]}" for each in OPERATIONS if each[3]],
)
def test_a_typing_mistake_is_answered_with_the_name_that_was_meant(
    callers: Mapping[ServiceName, httpx.Client], service: ServiceName, method: str, path: str, names: tuple[str, ...]
) -> None:
    for name in names:
        mistaken = f"{name[:-1]}{name[-1] * 2}"
        [error] = _refused(callers[service], method, path, {mistaken: "1"})
        assert f"Did you mean {name}?" in error["detail"]
