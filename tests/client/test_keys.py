"""A client's key pair and profile on disk."""

import json
import stat
from pathlib import Path

import pytest
from jose import jwk

from client.errors import ProfileIncomplete
from client.profile import Profile, load_profile, save_profile
from shared.identity.keys import new_private_key, public_key_set, read_private_key, write_private_key


def test_the_key_file_is_readable_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "client.pem"
    write_private_key(path, new_private_key())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "client.pem"
    path.write_text("precious")
    with pytest.raises(FileExistsError):
        write_private_key(path, new_private_key())
    assert path.read_text() == "precious"


def test_the_public_set_verifies_what_the_private_key_signs_and_holds_no_private_part() -> None:
    pem = new_private_key()
    (public,) = public_key_set(pem)["keys"]
    assert set(public) == {"kty", "use", "alg", "kid", "n", "e"}
    signature = jwk.construct(pem, "RS256").sign(b"message")
    assert jwk.construct(public, "RS256").verify(b"message", signature)


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="unencrypted PEM") as refusal:
        read_private_key(text)
    assert "AAAA" not in str(refusal.value)


def test_variables_win_from_the_profile(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    save_profile(path, Profile(client_id="kept", ingest_url="https://ingest.example.org"))
    loaded = load_profile(path, {"PPDS_CLIENT_ID": "given", "PPDS_KPI_URL": ""})
    assert loaded == Profile(client_id="given", ingest_url="https://ingest.example.org")


@pytest.mark.parametrize("content", ["", "[]", "{", '"text"'])
def test_a_broken_profile_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "profile.json"
    path.write_text(content)
    with pytest.raises(ProfileIncomplete, match=r"profile\.json"):
        load_profile(path, {})


def test_a_profile_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "profile.json"
    save_profile(path, Profile(client_id="a", client_key_file=str(tmp_path / "client.pem")))
    assert set(json.loads(path.read_text())) == {
        "registry_url",
        "ingest_url",
        "kpi_url",
        "client_id",
        "client_key_file",
    }
