from collections.abc import Iterator
from pathlib import Path

import pytest

from client.http import DataSpace
from client.profile import Profile
from shared.identity.keys import new_private_key, write_private_key
from tests.client.stage import FORMATS, Prepared, Stage, on_stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    with on_stage() as stage:
        stage.prepare(
            "/oauth/token", Prepared(content={"access_token": "t1", "expires_in": 600, "token_type": "Bearer"})
        )
        stage.prepare("/v1/formats", Prepared(content=FORMATS))
        yield stage


@pytest.fixture(scope="session")
def private_key() -> str:
    return new_private_key()


@pytest.fixture
def profile(stage: Stage, tmp_path: Path, private_key: str) -> Profile:
    key_file = tmp_path / "key" / "client.pem"
    write_private_key(key_file, private_key)
    return Profile(stage.url, stage.url, stage.url, client_id="sender", client_key_file=str(key_file))


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def space(profile: Profile, waits: list[float]) -> Iterator[DataSpace]:
    with DataSpace(profile, sleep=waits.append, chance=lambda: 0.0) as space:
        yield space
