"""What flow tests share beyond the common fixtures."""

from collections.abc import Iterator

import pytest

from tests.conftest import copy


@pytest.fixture
def other_database(postgres_url: str, template: str) -> Iterator[str]:
    """Superuser address of a second fresh migrated database, to compare the first with."""
    with copy(postgres_url, template) as url:
        yield url
