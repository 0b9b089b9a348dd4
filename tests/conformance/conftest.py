"""The world of the access matrix, made once for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.conformance.world import World, world_of
from tests.flow.house import house_on


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with house_on(database_module) as house:
        yield world_of(house)
