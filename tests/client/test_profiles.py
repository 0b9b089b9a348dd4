"""Profiles have names, stand beside each other, and are never written over."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.profile import Profile, profile_path, save_profile
from tests.client.stage import Prepared, Stage

MADE = {"client": "sandbox-1", "party": None, "expiresAt": "2027-02-01T11:59:30Z"}
ME: dict[str, object] = {
    "client": "sandbox-1",
    "party": None,
    "scopes": [],
    "maySendFor": [],
    "maySendForAnyBuyer": False,
    "missing": [],
}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "PPDS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def ppds(*arguments: str) -> Result:
    return CliRunner().invoke(sender_app(), ["--lang", "en", *arguments])


def create(stage: Stage, name: str) -> Result:
    stage.prepare("/v1/sandbox-clients", Prepared(201, MADE))
    return ppds("--registry-url", stage.url, "--profile", name, "client", "create", "--sandbox")


def saved(name: str) -> dict[str, str]:
    content: dict[str, str] = json.loads(profile_path(name).read_text())
    return content


def test_two_clients_have_a_profile_and_a_key_each(stage: Stage) -> None:
    assert create(stage, "test").exit_code == 0
    assert create(stage, "other").exit_code == 0
    assert saved("test")["client_key_file"] != saved("other")["client_key_file"]
    listed = ppds("profiles")
    assert listed.exit_code == 0
    assert [name for name in ("test", "other", "default") if name in listed.output] == ["test", "other"]


def test_a_profile_that_exists_is_refused_before_anything_is_made(stage: Stage, tmp_path: Path) -> None:
    create(stage, "test")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    asked = len(stage.requests("/v1/sandbox-clients"))
    for arguments in (("--sandbox",), ("--name", "Voorbeeldsysteem")):
        again = ppds("--profile", "test", "client", "create", *arguments)
        assert again.exit_code == 2
        assert "Profile test exists, with client sandbox-1, and is not overwritten." in again.output
        assert "ppds --profile NAME client create" in again.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert len(stage.requests("/v1/sandbox-clients")) == asked


def test_a_profile_that_is_named_goes_before_variables(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    create(stage, "test")
    stage.prepare("/v1/me", Prepared(content=ME))
    monkeypatch.setenv("PPDS_CLIENT_ID", "of-the-demo")
    monkeypatch.setenv("PPDS_REGISTRY_URL", "http://127.0.0.1:9")
    assert ppds("--profile", "test", "me").exit_code == 0
    monkeypatch.setenv("PPDS_PROFILE", "test")
    assert ppds("me").exit_code == 0


def test_who_makes_a_client_that_variables_hide_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPDS_CLIENT_ID", "of-the-demo")
    stage.prepare("/v1/sandbox-clients", Prepared(201, MADE))
    made = ppds("--registry-url", stage.url, "client", "create", "--sandbox")
    assert "unset PPDS_CLIENT_ID PPDS_CLIENT_KEY_FILE" in made.output


def test_a_profile_that_does_not_exist_is_said_with_the_one_that_was_meant() -> None:
    save_profile(profile_path("voorbeeldstad"), Profile())
    result = ppds("--profile", "voorbeeldstadt", "me")
    assert result.exit_code == 2
    assert "There is no profile voorbeeldstadt. Did you mean voorbeeldstad?" in result.output


@pytest.mark.parametrize("name", ["../elsewhere", "a/b", ".hidden", "-x", "a b", "x" * 65])
def test_a_name_that_would_be_another_place_is_no_name(name: str, tmp_path: Path) -> None:
    result = ppds(f"--profile={name}", "client", "create")
    assert (result.exit_code, "is no name of a profile" in result.output) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_id_that_an_administrator_gives_is_noted_once() -> None:
    assert ppds("--profile", "city", "client", "create", "--name", "Voorbeeldsysteem").exit_code == 0
    assert ppds("--profile", "city", "client", "use", "client-1").exit_code == 0
    assert saved("city")["client_id"] == "client-1"
    assert ppds("--profile", "city", "client", "use", "client-2").exit_code == 2
    assert saved("city")["client_id"] == "client-1"
    assert ppds("--profile", "nowhere", "client", "use", "client-1").exit_code == 2


def test_help_needs_no_profile_that_can_be_read() -> None:
    path = profile_path()
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert ppds("values", "--help").exit_code == 0
    broken = ppds("me")
    assert (broken.exit_code, str(path) in broken.output) == (1, True)
