"""The body that sends what it keeps itself, on a service without HTTP between."""

from collections.abc import Iterator

import pytest

from tests.ingest.service.builders import Sender, alpha, ingest_on


@pytest.fixture
def sender(database: str) -> Iterator[Sender]:
    party = alpha(database)
    with ingest_on(database) as http:
        yield Sender(http, party)
