"""The sender's part of the command: what it prints and how it ends."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.errors import Unreachable
from client.profile import Profile
from tests.client.stage import Prepared, Stage

FIGURES: dict[str, Any] = {
    "indicator": "ALG-P12",
    "definition": {"version": "1.0.0", "status": "concept", "kind": "share", "unit": "%"},
    "rows": [
        {
            "tier": "municipality",
            "value": None,
            "reason": "coverage-too-low",
            "lower": 0.1,
            "upper": 0.9,
            "counts": {
                "in": {"yes": 41, "no": 12, "unknown": 230},
                "undetermined": {"yes": 25, "no": 5, "unknown": 888},
                "out": 402,
            },
            "coverage": {"answers": 0.0441},
            "period": {"from": "2025-01", "until": "2025-12"},
        }
    ],
    "next": None,
}

INDICATOR = {"code": "ALG-P12", "names": {"nl": "Aandeel met MVOI", "en": "Share with MVOI"}}
DIMENSIONS: dict[str, Any] = {
    "items": [
        {
            "name": "tier",
            "partition": True,
            "names": {"nl": "Overheidslaag", "en": "Tier"},
            "codes": [{"code": "municipality", "names": {"nl": "Gemeente", "en": "Municipality"}}],
        }
    ],
    "groupings": {"nl": "laag", "en": "tier"},
}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")


def ppds(profile: Profile, *arguments: str) -> Result:
    options = ["--registry-url", profile.registry_url, "--ingest-url", profile.ingest_url, "--kpi-url", profile.kpi_url]
    if profile.client_id and profile.client_key_file:
        options += ["--client-id", profile.client_id, "--client-key-file", profile.client_key_file]
    return CliRunner().invoke(sender_app(), [*options, *arguments])


def test_a_sandbox_client_is_made_in_one_command_and_remembered(stage: Stage, tmp_path: Path) -> None:
    party = {"key": "https://example.org/1", "name": "Testgemeente"}
    made = {"client": "sandbox-1", "party": party, "expiresAt": "2027-02-01T11:59:30Z"}
    stage.prepare("/v1/sandbox-clients", Prepared(201, made))
    result = ppds(Profile(stage.url, stage.url, stage.url), "client", "create", "--sandbox")
    assert result.exit_code == 0, result.output
    assert "ppds push" in result.output
    assert "Client sandbox-1 exists until 2027-02-01 11:59 UTC; it sends for Testgemeente." in result.output
    saved = json.loads((tmp_path / "config" / "ppds" / "profiles" / "default.json").read_text())
    assert saved["client_id"] == "sandbox-1"
    sent = json.loads(stage.requests("/v1/sandbox-clients")[0].body)
    assert "PRIVATE" in Path(saved["client_key_file"]).read_text()
    assert set(sent["jwks"]["keys"][0]) == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_sandbox_client_that_is_refused_leaves_no_key_behind(stage: Stage, tmp_path: Path) -> None:
    stage.prepare("/v1/sandbox-clients", Prepared(403, {"title": "Too many"}))
    result = ppds(Profile(stage.url, stage.url, stage.url), "client", "create", "--sandbox")
    assert result.exit_code == 4
    assert "Too many" in result.output
    assert not list(tmp_path.rglob("*.pem"))


def test_a_request_for_an_administrator_holds_the_public_part_only(tmp_path: Path) -> None:
    result = ppds(Profile(), "client", "create", "--name", "Voorbeeldsysteem", "--oin", "00000099000000001000")
    assert result.exit_code == 0, result.output
    (request,) = tmp_path.rglob("*.request.json")
    content = json.loads(request.read_text())
    assert (content["label"], content["oin"]) == ("Voorbeeldsysteem", "00000099000000001000")
    assert set(content["jwks"]["keys"][0]) == {"kty", "use", "alg", "kid", "n", "e"}


def test_a_key_that_exists_stops_the_command(tmp_path: Path) -> None:
    key = tmp_path / "client.pem"
    key.write_text("precious")
    result = ppds(Profile(), "client", "create", "--key-file", str(key))
    assert result.exit_code == 2
    assert key.read_text() == "precious"


def test_push_ends_with_five_when_something_was_refused(stage: Stage, profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<a/>")
    counts = {"records": 1, "refused": 1, "findings": {"error": 1}}
    finding = {"code": "EF-1", "severity": "error", "location": "/a", "message": {"nl": "fout", "en": "wrong [root]"}}
    stage.prepare("/v1/submissions", Prepared(202, {"id": "s1", "state": "received"}))
    stage.prepare("/v1/submissions/s1", Prepared(content={"id": "s1", "state": "done", "counts": counts}))
    stage.prepare("/v1/submissions/s1/findings", Prepared(content={"items": [finding], "next": None}))
    result = ppds(profile, "push", str(tmp_path / "a.xml"))
    assert result.exit_code == 5
    assert "EF-1" in result.output
    assert "wrong [root]" in result.output


def test_messages_follow_the_language_asked(stage: Stage, profile: Profile, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<a/>")
    stage.prepare("/v1/validations", Prepared(content={"records": {"accepted": 1, "refused": 0}}))
    result = CliRunner().invoke(
        sender_app(), ["--lang", "nl", "--ingest-url", profile.ingest_url, "validate", str(tmp_path / "a.xml")]
    )
    assert result.exit_code == 0, result.output
    assert "1 aangenomen, 0 geweigerd" in result.output
    assert stage.requests("/v1/validations")[0].headers["Accept-Language"] == "nl"


def test_values_show_bounds_coverage_and_why_there_is_no_value(stage: Stage, profile: Profile) -> None:
    stage.prepare("/v1/values", Prepared(content={"items": [FIGURES]}))
    stage.prepare("/v1/indicators", Prepared(content={"items": [INDICATOR]}))
    stage.prepare("/v1/dimensions", Prepared(content=DIMENSIONS))
    period = ["--from", "2025-01", "--until", "2025-12"]
    result = ppds(profile, "values", "ALG-P12", *period, "--group-by", "tier", "--counted-on", "launched")
    assert result.exit_code == 0, result.output
    for part in ("Municipality", "2025-01 - 2025-12", "10.0%", "90.0%", "4.4%", "918", "coverage-too-low"):
        assert part in result.output
    query = stage.requests("/v1/values")[0].path
    assert "from=2025-01&until=2025-12&countedOn=launched&groupBy=tier" in query


@pytest.mark.parametrize("service", ["registry", "ingest", "kpi"])
def test_a_token_is_printed_for_the_one_service_that_was_named(stage: Stage, profile: Profile, service: str) -> None:
    apart = replace(profile, ingest_url="http://ingest.test", kpi_url="http://kpi.test")
    result = ppds(apart, "token", service)
    assert (result.exit_code, result.output) == (0, "t1\n")
    (asked,) = stage.requests("/oauth/token")
    url = {"registry": apart.registry_url, "ingest": apart.ingest_url, "kpi": apart.kpi_url}[service]
    assert parse_qs(asked.body.decode())["resource"] == [url]


def test_a_token_for_no_service_is_wrong_use(profile: Profile) -> None:
    assert ppds(profile, "token", "everything").exit_code == 2


def test_a_service_that_is_away_is_an_error_the_command_ends_with(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<a/>")
    script = "import client.http; client.http._ATTEMPTS = 1; from client.command.app import *; sender_app()()"
    arguments = ["--ingest-url", "http://127.0.0.1:9", "validate", str(tmp_path / "a.xml")]
    ended = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert ended.returncode == 3
    assert "127.0.0.1:9" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert Unreachable.__name__ not in ended.stderr


@pytest.mark.parametrize(
    ("form", "media"), [("csv", "text/csv"), ("turtle", "text/turtle"), ("json", "application/json")]
)
def test_a_reference_list_is_written_as_it_came_and_needs_no_client(stage: Stage, form: str, media: str) -> None:
    stage.prepare("/v1/reference-lists/clusters", Prepared(raw="code,nl\nenergy,Energie é\n".encode()))

    result = ppds(
        Profile(stage.url, stage.url, stage.url),
        *("lists", "export", "clusters"),
        "--format",
        form,
        "--on",
        "2026-11-01",
    )

    assert (result.exit_code, result.stdout) == (0, "code,nl\nenergy,Energie é\n")
    [asked] = stage.requests("/v1/reference-lists/clusters")
    assert asked.path.endswith("?on=2026-11-01")
    headers = {name.lower(): value for name, value in asked.headers.items()}
    assert headers["accept"] == media
    assert "authorization" not in headers


def test_a_form_that_a_list_does_not_have_is_wrong_use(profile: Profile) -> None:
    assert ppds(profile, "lists", "export", "clusters", "--format", "xlsx").exit_code == 2


def test_an_unknown_list_is_told_with_what_the_registry_says(stage: Stage, profile: Profile) -> None:
    result = ppds(profile, "lists", "export", "colours")

    assert result.exit_code == 2
    assert "404 Not found: /v1/reference-lists/colours" in result.output
