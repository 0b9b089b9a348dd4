"""The world of the access matrix, made once for each file of tests."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.conformance.world import World, world_of
from tests.flow.house import house_on

AT_ANY_PACE: Final = {"requests_per_minute": 1_000_000, "open_requests_per_minute": 1_000_000}
"""Every row is asked of kpi by every kind of token less each of its claims: more in a minute than a client may."""


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with house_on(database_module, kpi=AT_ANY_PACE) as house:
        yield world_of(house)
