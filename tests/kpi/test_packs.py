"""Packs: a yearly status, the pack for the ICBR and an evaluation set, each from one request, frozen with checksums."""

import hashlib
import io
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from client.command.app import sender_app
from tests.flow.house import query
from tests.kpi.builders import BODIES, Procurement, random_procedure, register
from tests.people import person_token
from tests.services import RunningServices, eventually, running_services

WHY = "Voor de vergadering van mei"
MINISTRY = next(iter(BODIES))
CONFIDENTIAL = {"KLI-E02", "SOR-E01", "SOR-E02", "CIR-E01"}
KINDS: dict[str, dict[str, Any]] = {
    "status": {"kind": "status", "year": 2025, "organisation": MINISTRY},
    "icbr": {"kind": "icbr", "year": 2025},
    "evaluation": {"kind": "evaluation", "year": 2025, "years": "2.5"},
}


@dataclass(frozen=True)
class Desk:
    """The service with data, somebody who draws up, another who approves, a reader and anybody."""

    running: RunningServices
    drawer: httpx.Client
    approver: httpx.Client
    reader: httpx.Client
    anonymous: httpx.Client

    def draw(self, kind: str, **changed: object) -> httpx.Response:
        stated = {**KINDS[kind], "reason": WHY, **changed}
        return self.drawer.post("/packs", json={name: each for name, each in stated.items() if each is not None})

    def decide(self, name: str, act: str, *, by: httpx.Client | None = None) -> httpx.Response:
        who = by or self.approver
        tag = who.get(f"/packs/{name}").headers["ETag"]
        return who.post(f"/packs/{name}/{act}", json={"reason": "Besproken"}, headers={"If-Match": tag})


@pytest.fixture(scope="module")
def desk(database_module: str) -> Iterator[Desk]:
    owner = create_engine(database_module, poolclass=NullPool)
    chance = random.Random(5)  # noqa: S311 - seeded chance makes a failing run repeatable
    with owner.begin() as connection:
        register(connection)
    Procurement(owner).put(*(random_procedure(chance, number) for number in range(1, 200)))
    owner.dispose()
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        eventually(lambda: query(database_module, "select 1 from kpi.card where not seeded") == [], seconds=60)
        eventually(lambda: query(database_module, "select 1 from kpi.stale") == [], seconds=60)
        yield Desk(
            running,
            running.person("kpi", "kpi:publish", subject="opmaker"),
            running.person("kpi", "kpi:publish", "audit:read", subject="vaststeller"),
            running.http("kpi", "kpi:read"),
            running.http("kpi"),
        )


class Tables(HTMLParser):
    """The headings and the number of rows of each section of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, int] = {}
        self._section = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._section = dict(attrs).get("aria-labelledby") or ""
            self.rows[self._section] = -1  # the heading of its table
        if tag == "tr":
            self.rows[self._section] += 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_pack_is_a_page_a_workbook_and_the_data_behind_them(desk: Desk, kind: str) -> None:
    began = time.monotonic()
    made = desk.draw(kind)
    assert made.status_code == 201, made.text
    assert time.monotonic() - began < 10
    name = made.json()["name"]
    assert re.fullmatch(rf"{kind}-2025-\d+", name)
    files = {each["name"]: desk.drawer.get(f"/packs/{name}/files/{each['name']}") for each in made.json()["files"]}
    for each in made.json()["files"]:
        assert hashlib.sha256(files[each["name"]].content).hexdigest() == each["sha256"]
    manifest = files["manifest.json"]
    assert made.json()["checksum"] == hashlib.sha256(manifest.content).hexdigest()
    assert {each["name"] for each in manifest.json()["files"]} == set(files) - {"manifest.json"}
    tables = files["data.json"].json()["tables"]
    for language in ("nl", "en"):
        page = Tables()
        page.feed(files[f"document-{language}.html"].text)
        book = openpyxl.load_workbook(io.BytesIO(files[f"document-{language}.xlsx"].content))
        for key, rows in tables.items():
            assert page.rows[key] == (len(rows) if rows else -1), key
            assert book[key[:31]].max_row >= len(rows) + 1, key
    if kind != "evaluation":
        assert re.search(r'<td class="n">\d+,\d%</td>', files["document-nl.html"].text), "a share is read as one"
    assert 'lang="nl"' in files["document-nl.html"].text
    assert "@page" in files["document-nl.html"].text


def test_the_figures_of_a_status_are_those_that_the_service_answers(desk: Desk) -> None:
    name = desk.draw("status").json()["name"]
    data = desk.drawer.get(f"/packs/{name}/files/data.json").json()
    asked = {"from": "2025-01", "until": "2025-12", "organisation": MINISTRY}
    rows = {row["indicator"]: row for row in data["tables"]["figures"]}
    assert len(rows) > 5
    for code, row in rows.items():
        [stated] = desk.reader.get(f"/indicators/{code}/values", params=asked).json()["rows"]
        assert (row["value"], row["lower"], row["upper"]) == (stated["value"], stated["lower"], stated["upper"])


def test_who_leads_stands_with_coverage_and_an_evaluation_has_every_level_by_year(desk: Desk) -> None:
    name = desk.draw("icbr").json()["name"]
    tables = desk.drawer.get(f"/packs/{name}/files/data.json").json()["tables"]
    assert {"goals", "bodies-by-goal", "allocations", "figures", "leads-and-lags", "plans", "spend"} <= set(tables)
    leads = tables["leads-and-lags"]
    assert {row["body"] for row in leads}
    assert all((row["place"] is None) == (row["reason"] is not None) for row in leads)
    name = desk.draw("evaluation").json()["name"]
    tables = desk.drawer.get(f"/packs/{name}/files/data.json").json()["tables"]
    assert {row["period"] for row in tables["process"]} >= {"2023-07 - 2023-12", "2024-01 - 2024-12"}
    assert {row["tier"] for row in tables["process"]} >= {"all", "central", "municipality"}


def test_amounts_of_suppliers_that_are_not_public_stand_in_no_pack(desk: Desk) -> None:
    name = desk.draw("evaluation").json()["name"]
    tables = desk.drawer.get(f"/packs/{name}/files/data.json").json()["tables"]
    rows = [row for key in ("process", "effect") for row in tables.get(key, ()) if row["indicator"] in CONFIDENTIAL]
    assert {row["reason"] for row in rows} == {"not-published"}
    goals = [row for row in tables["goals"] if row["indicator"] in CONFIDENTIAL]
    assert {row["value"] for row in goals} == {None}


def test_a_pack_is_public_once_another_person_approved_it_and_stays_as_it_is(desk: Desk) -> None:
    name = desk.draw("icbr").json()["name"]
    assert desk.anonymous.get(f"/packs/{name}").status_code == 404
    own = desk.decide(name, "approval", by=desk.drawer)
    assert (own.status_code, own.json()["errors"][0]["code"]) == (403, "pack-same-person")
    assert desk.decide(name, "approval").status_code == 200
    shown = desk.anonymous.get(f"/packs/{name}").json()
    assert (shown["state"], shown["drawnUpBy"]) == ("published", None)
    assert desk.anonymous.get(f"/packs/{name}/files/document-nl.html").status_code == 200
    assert name in {each["name"] for each in desk.anonymous.get("/packs").json()["items"]}
    assert desk.decide(name, "withdrawal").status_code == 409
    engine = create_engine(desk.running.database_url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(Exception, match="stays as it is"):
        connection.execute(text("update kpi.pack set reason = 'x' where name = :name"), {"name": name})
    engine.dispose()
    acts = desk.approver.get("/audit-events", params={"limit": 1000}).json()["items"]
    assert [each["act"] for each in acts if each["subject"] == name] == ["pack.draw-up", "pack.approve"]


@pytest.mark.parametrize(
    ("kind", "changed", "rule"),
    [
        ("status", {"organisation": None}, "pack-organisation-needed"),
        ("icbr", {"organisation": MINISTRY}, "pack-no-organisation"),
        ("evaluation", {"years": None}, "pack-years"),
        ("icbr", {"years": "5"}, "pack-years"),
        ("icbr", {"year": 2999}, "pack-too-early"),
        (
            "status",
            {"organisation": "https://identifier.overheid.nl/tooi/id/ministerie/mnre0000"},
            "unknown-organisation",
        ),
    ],
)
def test_a_pack_that_cannot_be_is_refused_with_its_place(
    desk: Desk, kind: str, changed: dict[str, object], rule: str
) -> None:
    answer = desk.draw(kind, **changed)
    assert answer.status_code == 400
    assert [each["code"] for each in answer.json()["errors"]] == [rule]


def test_a_pack_is_of_the_figures_as_they_stand_and_takes_no_series(desk: Desk) -> None:
    answer = desk.draw("icbr", series="final")
    assert answer.status_code == 400
    assert [each["location"] for each in answer.json()["errors"]] == ["/series"]


def test_one_command_draws_a_pack_up_and_writes_its_files(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPDS_PERSON_TOKEN", person_token("kpi:publish", subject="opmaker"))
    monkeypatch.setenv("COLUMNS", "80")
    options = ["--kpi-url", desk.running.kpi_url, "--registry-url", desk.running.registry_url]
    typed = ["pack", "draw", "icbr", "2025", "--reason", WHY, "--to", str(tmp_path / "icbr")]
    drawn = CliRunner().invoke(sender_app(), [*options, *typed])
    assert drawn.exit_code == 0, drawn.output
    assert {each.name for each in (tmp_path / "icbr").iterdir()} == {
        *("data.json", "document-nl.html", "document-en.html", "document-nl.xlsx", "document-en.xlsx", "manifest.json")
    }
    name = next(word for word in drawn.stdout.split() if word.startswith("icbr-2025-"))
    monkeypatch.setenv("PPDS_PERSON_TOKEN", person_token("kpi:publish", subject="vaststeller"))
    approved = CliRunner().invoke(sender_app(), [*options, "pack", "approve", name, "--reason", "Besproken"])
    assert approved.exit_code == 0, approved.output
    listed = CliRunner().invoke(sender_app(), [*options, "pack", "list", "--json"])
    assert name in listed.stdout
