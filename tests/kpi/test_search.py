"""Indicators, goals, product chains and themes are found by their names in both languages."""

from collections.abc import Iterator

import httpx
import pytest

from tests.services import running_services


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[httpx.Client]:
    with running_services(database_module, only=("registry", "kpi"), workers=()) as services:
        yield services.http("kpi")


@pytest.mark.parametrize(
    ("typed", "kind", "code"),
    [
        ("ALG-P12", "indicator", "ALG-P12"),
        ("circulair", "theme", "circular"),
        ("human rights", "theme", "human-rights-labour"),
        ("ctering", "product-chain", "catering"),
    ],
)
def test_what_figures_are_about_is_found(http: httpx.Client, typed: str, kind: str, code: str) -> None:
    items = http.get("/search", params={"q": typed, "kind": kind}).json()["items"]
    assert code in [each["code"] for each in items[:3]]
    assert http.get(items[0]["link"].removeprefix("/v1")).status_code == 200


def test_every_name_finds_what_has_it(http: httpx.Client) -> None:
    for kind, listed in (("theme", "/themes"), ("product-chain", "/product-chains"), ("indicator", "/indicators")):
        for each in http.get(listed).json()["items"][:8]:
            for name in each["names"].values():
                items = http.get("/search", params={"q": name[:200], "kind": kind, "limit": 50}).json()["items"]
                assert each["code"] in [hit["code"] for hit in items], name


def test_a_question_without_a_word_is_refused(http: httpx.Client) -> None:
    assert http.get("/search", params={"q": "?!"}).json()["errors"][0]["code"] == "no-word"
