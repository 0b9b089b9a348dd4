"""What was published, as anybody reads it: by series and name, with rows and explanation, by script and command."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from services.kpi.proposals.rules.days import last_frozen_day
from services.kpi.values.store.published import published_days
from tests.kpi.office import Office, publishing_office
from tests.people import person_token

YEAR = {"from": "2024-01", "until": "2024-12"}
CODE = "ALG-P13"
SHARE = "DIV-P01"
OF_COUNTRY = (SHARE, "national", "awarded")


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    with publishing_office(database_module) as made:
        yield made


def test_anybody_reads_a_published_series_and_its_rows_but_not_what_stands_now(office: Office) -> None:
    path = f"/indicators/{SHARE}/values"
    by_tier = {**YEAR, "groupBy": "tier"}
    seen = office.anybody.get(path, params=by_tier).json()
    assert (seen["series"], seen["publications"]) == ("final", ["2024-final"])
    assert seen == office.anybody.get(path, params={**by_tier, "series": "final"}).json()
    assert office.anybody.get(path, params={**by_tier, "series": "current"}).status_code == 401
    assert office.maker.get(path, params=by_tier).json()["series"] == "current"

    first = office.anybody.get(path, params={**by_tier, "series": "first"}).json()
    assert first["publications"] == ["2024-first"]
    kept = json.loads(office.file("2024-first", "figures.json"))["items"]
    row = first["rows"][0]
    same = [
        each
        for each in kept
        if (each["indicator"], each["level"], each["countedOn"]) == (SHARE, "tier", first["definition"]["countedOn"])
        and each["tier"] == row["tier"]
    ]
    assert [row] == [
        {key: value for key, value in each.items() if key not in {"indicator", "version", "countedOn", "level"}}
        for each in same
    ]
    evidence = office.anybody.get(row["links"]["evidence"].removeprefix("/v1"))
    assert evidence.status_code == 200, evidence.text
    certain = [each["verdict"] for each in evidence.json()["rows"] if each["certainty"] == "in"]
    assert {answer: certain.count(answer) for answer in ("yes", "no", "unknown")} == row["counts"]["in"]
    explained = office.anybody.get(row["links"]["explanation"].removeprefix("/v1"))
    assert explained.json()["figure"]["counts"] == row["counts"]
    assert office.anybody.get(f"/indicators/{SHARE}/evidence", params=YEAR).status_code == 401


def test_a_published_series_over_years_says_which_years_are_not_published(office: Office) -> None:
    asked = {"from": "2019-01", "until": "2024-12", "granularity": "year", "series": "first"}
    answer = office.anybody.get(f"/indicators/{CODE}/values", params=asked).json()
    years = [row["period"]["from"][:4] for row in answer["rows"]]
    assert {"2021", "2024"} <= set(years) <= {"2020", "2021", "2022", "2023", "2024"}
    assert answer["publications"] == [f"{year}-first" for year in years]
    for other in ({"granularity": "quarter"}, {"groupBy": "nature"}):
        row = office.anybody.get(f"/indicators/{CODE}/values", params={**YEAR, "series": "first", **other}).json()
        assert [each["reason"] for each in row["rows"]] == ["not-published"]


def test_several_indicators_and_a_tier_or_body_of_a_publication_can_be_asked(office: Office) -> None:
    asked = {**YEAR, "indicators": f"{CODE},ALG-P04", "publication": "2024-first", "groupBy": "tier", "tier": "central"}
    refused = office.anybody.get("/values", params=asked)
    assert refused.status_code == 400  # ALG-P04 is only asked by theme
    asked["groupBy"], asked["indicators"] = "tier,theme", "ALG-P04"
    [answer] = office.anybody.get("/values", params=asked).json()["items"]
    assert {row["tier"] for row in answer["rows"]} == {"central"}
    assert len({row["theme"] for row in answer["rows"]}) == len(answer["rows"]) > 1
    unknown = office.anybody.get("/values", params={**asked, "publication": "2011-first"})
    assert unknown.status_code == 404
    both = office.anybody.get("/values", params={**asked, "series": "first"})
    assert [each["code"] for each in both.json()["errors"]] == ["not-with-publication"]


def test_a_definition_cannot_begin_in_a_year_that_was_published(office: Office) -> None:
    engine = create_engine(office.running.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        frozen = published_days(connection)
    assert date(2024, 12, 31) in frozen
    assert last_frozen_day(date(2024, 2, 1)) == date(2022, 12, 31)
    assert last_frozen_day(date(2024, 2, 1), [date(2024, 12, 31)]) == date(2024, 12, 31)


def test_the_script_of_the_docs_checks_a_publication_and_counts_three_figures_again(office: Office) -> None:
    script = Path(__file__).resolve().parents[2] / "docs/how-to/verify_publication.py"
    base = f"{office.running.kpi_url}/v1"
    ran = subprocess.run(
        [sys.executable, script, base, "2024-first"], check=False, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert [line.rpartition(" ")[2] for line in ran.stdout.splitlines()] == ["counted"] * 3


def test_the_command_lists_shows_and_verifies_without_a_client(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ppds(*arguments: str) -> Result:
        options = ["--lang", "en", "--kpi-url", office.running.kpi_url]
        return CliRunner().invoke(sender_app(), [*options, "publication", *arguments])

    listed = ppds("list", "--year", "2024")
    assert listed.exit_code == 0, listed.output
    assert "2024-final" in listed.output
    assert "figures.csv" in ppds("show", "2024-first").output
    verified = ppds("verify", "2024-first", "--json")
    assert verified.exit_code == 0, verified.output
    assert {each["holds"] for each in json.loads(verified.output)} == {True}
    assert ppds("verify", "2011-first").exit_code == 2


def test_people_draw_up_approve_and_withdraw_by_command(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    monkeypatch.delenv("COLUMNS", raising=False)

    def ppds(*arguments: str, who: str = "opmaker") -> Result:
        monkeypatch.setenv("PPDS_PERSON_TOKEN", person_token("kpi:publish", subject=who))
        options = ["--lang", "en", "--kpi-url", office.running.kpi_url]
        return CliRunner().invoke(
            sender_app(), [*options, "publication", *arguments, "--reason", "Het jaar is voorbij"]
        )

    asked = ppds("propose", "2020", "first", "--no-wait")
    assert (asked.exit_code, "drawing-up" in asked.output) == (0, True), asked.output
    assert ppds("withdraw", "2020-first").exit_code == 0
    drawn = ppds("propose", "2020", "first")
    assert (drawn.exit_code, "draft" in drawn.output) == (0, True), drawn.output
    assert ppds("approve", "2020-first").exit_code == 4
    approved = ppds("approve", "2020-first", who="vaststeller")
    assert (approved.exit_code, "published" in approved.output) == (0, True), approved.output
    small = ppds("propose", "2024", "final")
    assert (small.exit_code, "moves by 0.5 percentage point" in " ".join(small.output.split())) == (2, True)
