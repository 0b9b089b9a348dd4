"""Fixtures of several files of tests of the registry."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from services.registry.party_lists.operations import load_built_in_parties
from tests.registry.builders import registry_on, session_on
from tests.registry.mandate_house import House
from tests.registry.party_lists import JANUARY
from tests.services import add_party


@pytest.fixture(scope="module")
def registry(database_module: str) -> Iterator[tuple[TestClient, str]]:
    with registry_on(database_module) as http:
        yield http, database_module


@pytest.fixture
def house(registry: tuple[TestClient, str]) -> House:
    """Parties of its own for each test."""
    http, database = registry
    mark = uuid4().hex[:8]
    bodies = [add_party(database, name=f"Voorbeeldgemeente {name} {mark}") for name in ("Alpha", "Beta", "Gamma")]
    provider = add_party(database, name=f"Voorbeelddienst {mark}", kind="service-provider")
    return House(http, database, provider, *bodies)


@pytest.fixture
def register(database: str) -> str:
    """A database whose register has the ministries, provinces and umbrella associations."""
    with session_on(database) as session:
        load_built_in_parties(session, on=JANUARY)
    return database
