"""`ppds search` and `ppds lookup`: asked as typed, shown as people read it."""

import json
from typing import Any, Final

from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.profile import Profile
from tests.client.stage import Prepared, Stage
from tests.client.test_asking import query

FOUND: Final[dict[str, Any]] = {
    "items": [
        {
            "kind": "product-chain",
            "code": "schoonmaak",
            "names": {"nl": "Schoonmaak", "en": "Cleaning"},
            "score": 84,
            "link": "/v1/product-chains/schoonmaak",
        }
    ],
    "suggestion": None,
}
NOTHING: Final = {"items": [], "suggestion": "schoonmaak"}
MATCHES: Final[dict[str, Any]] = {
    "number": "123456-2026",
    "items": [
        {
            "kind": "notice",
            "knownBy": "publication-number",
            "id": "bbbbbbbb-2222-4333-8444-555555555555",
            "version": "03",
            "title": "Voertuigen",
            "procedure": "7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10",
            "link": "/v1/procedures/7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10",
        }
    ],
}


def ppds(profile: Profile, *arguments: str) -> Result:
    urls = ["--registry-url", profile.registry_url, "--ingest-url", profile.ingest_url, "--kpi-url", profile.kpi_url]
    known = ["--client-id", str(profile.client_id), "--client-key-file", str(profile.client_key_file)]
    return CliRunner().invoke(sender_app(), ["--lang", "en", *urls, *known, *arguments])


def test_words_are_asked_of_every_service_and_shown_in_the_language_spoken(stage: Stage, profile: Profile) -> None:
    stage.prepare("/v1/search", Prepared(content=FOUND), Prepared(content=NOTHING))
    shown = ppds(profile, "search", "schonmaak", "gebouwen", "--most", "3").output
    assert "Cleaning" in shown
    assert "Did you mean" not in shown
    assert query(stage, "/v1/search") == {"q": ["schonmaak gebouwen"], "limit": ["3"]}
    assert len(stage.requests("/v1/search")) == 3


def test_without_a_client_what_is_public_is_searched(stage: Stage, profile: Profile) -> None:
    stage.prepare("/v1/search", Prepared(content=NOTHING))
    options = ["--lang", "en", "--registry-url", profile.registry_url, "--kpi-url", profile.kpi_url]
    answer = CliRunner().invoke(sender_app(), [*options, "search", "schonmk"])
    assert "Did you mean: schoonmaak?" in answer.output
    assert [("Authorization" in asked.headers) for asked in stage.requests("/v1/search")] == [False, False]


def test_a_number_shows_what_has_it_and_as_what(stage: Stage, profile: Profile) -> None:
    stage.prepare("/v1/lookup", Prepared(content=MATCHES))
    shown = ppds(profile, "lookup", "123456-2026").output
    assert "publication-number" in shown
    assert "bbbbbbbb-2222-4333-8444-555555555555-03" in shown
    assert json.loads(ppds(profile, "lookup", "123456-2026", "--json").output) == MATCHES


def test_a_number_that_nothing_has_is_told_with_how_numbers_look(stage: Stage, profile: Profile) -> None:
    refused = {"title": "Not found", "status": 404, "detail": "Nothing that you may see has the number 'x1'."}
    stage.prepare("/v1/lookup", Prepared(404, refused))
    answer = ppds(profile, "lookup", "x1")
    assert answer.exit_code == 2
    assert "Nothing that you may see has the number" in answer.output
