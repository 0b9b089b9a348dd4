"""`ppds values` and what explains it: every parameter of the API, and its answer as it is."""

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import BaseModel
from typer.main import get_command
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.profile import Profile
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.evidence.schemas import EvidenceAsked
from services.kpi.explanations.schemas import ExplanationAsked
from services.kpi.values.schemas.asked import ValuesAsked
from tests.client.stage import Prepared, Stage
from tests.client.test_command import DIMENSIONS as SOME_DIMENSIONS
from tests.client.test_command import FIGURES, INDICATOR

PERIOD = ("--from", "2025-01", "--until", "2025-12")
BODY = "https://identifier.overheid.nl/tooi/id/gemeente/gm9901"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "PPDS_PROFILE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.fixture
def asked(stage: Stage) -> Stage:
    stage.prepare("/v1/values", Prepared(content={"items": [FIGURES]}))
    stage.prepare("/v1/indicators", Prepared(content={"items": [INDICATOR]}))
    stage.prepare("/v1/dimensions", Prepared(content=SOME_DIMENSIONS))
    return stage


def ppds(profile: Profile, *arguments: str, language: str = "en") -> Result:
    options = ["--lang", language, "--registry-url", profile.registry_url, "--kpi-url", profile.kpi_url]
    options += ["--client-id", str(profile.client_id), "--client-key-file", str(profile.client_key_file)]
    return CliRunner().invoke(sender_app(), [*options, *arguments])


def query(stage: Stage, path: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(stage.requests(path)[-1].path).query)


@pytest.mark.parametrize(
    ("name", "model"), [("values", ValuesAsked), ("evidence", EvidenceAsked), ("explain", ExplanationAsked)]
)
def test_every_parameter_of_the_api_can_be_asked_by_the_command(name: str, model: type[BaseModel]) -> None:
    known = {field.alias or each for each, field in model.model_fields.items()} - {"indicator"}
    command = get_command(sender_app()).commands[name]  # type: ignore[attr-defined]
    options = {name.removeprefix("--") for parameter in command.params for name in parameter.opts}
    by_the_command_itself = {"limit", "cursor"}  # every row is read
    others = known - set(DIMENSIONS) - by_the_command_itself
    assert {name for name in others if _option(name) not in options} == set()
    assert "only" in options  # one option for all dimensions


def _option(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def test_what_is_not_stated_has_the_default_of_the_api(asked: Stage, profile: Profile) -> None:
    assert ppds(profile, "values", "ALG-P12", *PERIOD).exit_code == 0
    assert query(asked, "/v1/values") == {"indicators": ["ALG-P12"], "from": ["2025-01"], "until": ["2025-12"]}


def test_what_is_stated_is_asked_as_it_is(asked: Stage, profile: Profile) -> None:
    stated = {"granularity": "quarter", "version": "1.0.0", "as-of": "41", "boundaries": "2026-01-01", "view": "own"}
    options = [word for name, value in stated.items() for word in (f"--{name}", value)]
    filters = ["--only", "tier=municipality,province", "--only", f"organisation={BODY}"]
    assert ppds(profile, "values", "ALG-P12", "MKT-P01", *PERIOD, *options, *filters).exit_code == 0
    assert query(asked, "/v1/values") == {
        "indicators": ["ALG-P12,MKT-P01"],
        "from": ["2025-01"],
        "until": ["2025-12"],
        "granularity": ["quarter"],
        "version": ["1.0.0"],
        "asOf": ["41"],
        "boundaries": ["2026-01-01"],
        "view": ["own"],
        "tier": ["municipality,province"],
        "organisation": [BODY],
    }


def test_more_indicators_than_one_call_takes_are_asked_in_parts(asked: Stage, profile: Profile) -> None:
    codes = [f"A-{number}" for number in range(23)]
    assert ppds(profile, "values", *codes, *PERIOD).exit_code == 0
    parts = [parse_qs(urlsplit(request.path).query)["indicators"] for request in asked.requests("/v1/values")]
    assert [code for [part] in parts for code in part.split(",")] == codes
    assert len(parts) == 2


def test_json_is_the_answer_of_the_api_with_every_decimal_and_all_its_pages(asked: Stage, profile: Profile) -> None:
    first = {**FIGURES, "position": 41, "rows": [{"value": 0.04410000000000001}], "next": "c1"}
    asked.prepare("/v1/values", Prepared(content={"items": [first]}))
    asked.prepare("/v1/indicators/ALG-P12/values", Prepared(content={"rows": [{"value": 1e-7}], "next": None}))
    result = ppds(profile, "values", "ALG-P12", *PERIOD, "--json")
    [shown] = json.loads(result.stdout)["items"]
    assert shown == {**first, "rows": [{"value": 0.04410000000000001}, {"value": 1e-7}], "next": None}
    assert "0.04410000000000001" in result.stdout


def test_csv_is_that_of_the_api_under_one_heading(asked: Stage, profile: Profile) -> None:
    page = Prepared(raw=b"tier,value\r\ncentral,0.5\r\n", headers={"Next-Cursor": "c1"})
    asked.prepare("/v1/indicators/A/values", page, Prepared(raw=b"tier,value\r\nprovince,0.25\r\n"))
    asked.prepare("/v1/indicators/B/values", Prepared(raw=b"tier,value\r\nother,\r\n"))
    result = ppds(profile, "values", "A", "B", *PERIOD, "--csv")
    assert result.stdout_bytes == b"tier,value\r\ncentral,0.5\r\nprovince,0.25\r\nother,\r\n"
    assert asked.requests("/v1/indicators/A/values")[0].headers["Accept"] == "text/csv"


def test_bodies_have_their_name_beside_their_address(asked: Stage, profile: Profile) -> None:
    row = {**FIGURES["rows"][0], "organisation": BODY}
    asked.prepare("/v1/values", Prepared(content={"items": [{**FIGURES, "rows": [row]}]}))
    party = {"key": BODY, "name": "Voorbeeldgemeente Fictief"}
    dimensions = SOME_DIMENSIONS["items"]
    body = {"name": "organisation", "names": {"nl": "Organisatie", "en": "Organisation"}, "codes": []}
    asked.prepare("/v1/dimensions", Prepared(content={**SOME_DIMENSIONS, "items": [*dimensions, body]}))
    asked.prepare("/v1/parties", Prepared(content={"items": [party], "next": None}))
    result = ppds(profile, "values", "ALG-P12", *PERIOD, "--group-by", "tier,organisation")
    [line] = [line for line in result.output.splitlines() if BODY in line]
    assert line.split("  ")[0] == "Municipality"
    assert "Voorbeeldgemeente Fictief  " in line


def test_figures_in_dutch_have_dutch_names_reasons_and_marks(asked: Stage, profile: Profile) -> None:
    shown = ppds(profile, "values", "ALG-P12", *PERIOD, "--group-by", "tier", language="nl").output
    for word in ("ALG-P12 Aandeel met MVOI", "overheidslaag", "Gemeente", "10,0%", "dekking te laag", "onbepaald"):
        assert word in shown
    for word in ("tier", "Municipality", "10.0%", "coverage"):
        assert word not in shown


@pytest.mark.parametrize("width", [80, 60])
def test_no_figure_is_lost_on_a_narrow_screen(
    asked: Stage, profile: Profile, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = ppds(profile, "values", "ALG-P12", *PERIOD, "--group-by", "tier").output
    for word in ("10.0%", "90.0%", "4.4%", "41", "12", "230", "918", "402", "coverage-too-low", "upper", "reason"):
        assert word in shown.split(), word
    assert [line for line in shown.splitlines() if len(line) > width] == []


def test_indicators_dimensions_and_cards_need_no_client(asked: Stage, profile: Profile) -> None:
    more = {"theme": "climate", "status": "concept", "version": "1.0.0", "unit": "%"}
    asked.prepare("/v1/indicators", Prepared(content={"items": [{**INDICATOR, **more}]}))
    open_profile = Profile(asked.url, asked.url, asked.url)
    listed = ppds(open_profile, "indicators")
    assert (listed.exit_code, "Share with MVOI" in listed.output) == (0, True)
    assert "groups add up" in ppds(open_profile, "dimensions").output
    codes = ppds(open_profile, "dimensions", "tier")
    assert (codes.exit_code, "municipality  Municipality" in codes.output) == (0, True)
    unknown = ppds(open_profile, "dimensions", "teir")
    assert (unknown.exit_code, "Did you mean tier?" in unknown.output) == (2, True)
    assert not asked.requests("/oauth/token")


def test_a_list_as_csv_has_every_field_and_nothing_that_a_spreadsheet_would_run(asked: Stage, profile: Profile) -> None:
    item = {**INDICATOR, "code": "=1+1", "sources": ["a", "b"], "validUntil": None, "computable": True}
    asked.prepare("/v1/indicators", Prepared(content={"items": [item]}))
    [row] = csv.DictReader(io.StringIO(ppds(profile, "indicators", "--csv").stdout))
    assert row == {
        "code": "'=1+1",
        "names.nl": "Aandeel met MVOI",
        "names.en": "Share with MVOI",
        "sources": "a b",
        "validUntil": "",
        "computable": "true",
    }


def test_any_address_of_the_api_can_be_read(asked: Stage, profile: Profile) -> None:
    asked.prepare("/v1/procedures", Prepared(content={"items": [{"id": "p1"}], "next": None}))
    result = ppds(profile, "--ingest-url", asked.url, "get", "ingest", "/v1/procedures", "-q", "state=awarded")
    assert json.loads(result.stdout) == {"items": [{"id": "p1"}], "next": None}
    assert query(asked, "/v1/procedures") == {"state": ["awarded"]}
    assert asked.requests("/v1/procedures")[0].headers["Authorization"] == "Bearer t1"
    assert ppds(profile, "get", "elsewhere", "/v1/procedures").exit_code == 2


def test_an_address_that_is_none_is_wrong_use(profile: Profile) -> None:
    result = CliRunner().invoke(sender_app(), ["--lang", "en", "--kpi-url", "kpi.example.org", "indicators"])
    assert (result.exit_code, "kpi.example.org is no address of kpi" in result.output) == (2, True)


def test_an_answer_that_is_no_json_is_said_with_the_address(asked: Stage, profile: Profile) -> None:
    asked.prepare("/v1/indicators", Prepared(raw=b"<html>"))
    result = ppds(profile, "indicators")
    assert (result.exit_code, f"{asked.url}/v1/indicators answered something else" in result.output) == (1, True)


WHY = {"nl": "Telt mee: elk geval telt.", "en": "Counts: every case counts."}
ROW = {
    "placedOn": "2025-03-10",
    "record": {"fact": "lot", "procedure": "p-1", "lotId": "LOT-0001", "key": None},
    "certainty": "in",
    "verdict": "unknown",
    "why": WHY,
    "terms": [],
}
EVIDENCE = {"indicator": "MKT-P01", "definition": {"version": "1.0.0"}, "rows": [ROW], "next": "more"}


def test_evidence_shows_each_row_with_why_it_counts_as_it_does(asked: Stage, profile: Profile) -> None:
    asked.prepare("/v1/indicators/MKT-P01/evidence", Prepared(content=EVIDENCE))
    shown = ppds(profile, "evidence", "MKT-P01", *PERIOD, "--verdict", "unknown", language="nl")
    assert shown.exit_code == 0
    for text in ("2025-03-10", "LOT-0001", "telt mee", "onbekend", "elk geval telt", "alles met --csv"):
        assert text in " ".join(shown.output.split())
    assert query(asked, "/v1/indicators/MKT-P01/evidence") == {
        "from": ["2025-01"],
        "until": ["2025-12"],
        "verdict": ["unknown"],
        "limit": ["20"],
    }
    as_answered = ppds(profile, "evidence", "MKT-P01", *PERIOD, "--json")
    assert json.loads(as_answered.output) == EVIDENCE


def test_counts_for_shows_an_answer_of_each_indicator_with_why(asked: Stage, profile: Profile) -> None:
    number = "7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10"
    totals = [
        {"certainty": "in", "verdict": "unknown", "rows": 3},
        {"certainty": "out", "verdict": "no", "rows": 1},
    ]
    item = {"indicator": "MKT-P01", "names": {"nl": "Een inschrijving", "en": "Single bids"}, "totals": totals}
    answer = {"id": number, "items": [{**item, "rows": [ROW]}]}
    for kind in ("procedures", "own-records"):
        asked.prepare(f"/v1/{kind}/{number}/counts-for", *[Prepared(content=answer)] * 3)
    shown = " ".join(ppds(profile, "counts-for", number, "--indicator", "MKT-P01", "--lot", "LOT-0001").output.split())
    assert "Single bids 3 counts unknown Counts: every case counts." in shown
    assert "does not count" in shown
    asked_for = {"indicators": ["MKT-P01"], "lot": ["LOT-0001"]}
    assert query(asked, f"/v1/procedures/{number}/counts-for") == asked_for
    flat = list(csv.DictReader(io.StringIO(ppds(profile, "counts-for", number, "--own", "--csv").output)))
    assert [(row["indicator"], row["record.lotId"], row["why.nl"]) for row in flat] == [
        ("MKT-P01", "LOT-0001", WHY["nl"])
    ]


def test_explain_shows_the_formulas_with_their_counts(asked: Stage, profile: Profile) -> None:
    text = {"nl": "elk geval telt", "en": "every case counts"}
    answer = {
        "indicator": "MKT-P01",
        "names": {"nl": "Een inschrijving", "en": "Single bids"},
        "means": text,
        "definition": {"version": "1.0.0", "status": "concept"},
        "period": {"from": "2025-01", "until": "2025-12"},
        "dataMoment": None,
        "position": 41,
        "programVersion": "0.1.0",
        "expressions": [{"of": "population", "text": "true", "words": text}],
        "formulas": [{"name": "value", "stated": "yes / (yes + no)", "filled": "1 / (1 + 3)", "result": 0.25}],
        "figure": {"reason": None},
        "bounds": text,
        "rules": [{"number": "C19", "says": text}],
        "lists": [{"name": "themes", "version": None, "validFrom": None}],
        "caveats": [],
    }
    asked.prepare("/v1/explanations", Prepared(content=answer))
    shown = ppds(profile, "explain", "MKT-P01", *PERIOD, "--only", f"organisation={BODY}", language="nl").output
    assert "value = 1 / (1 + 3) = 0.25" in shown
    assert "C19 elk geval telt" in shown
    assert query(asked, "/v1/explanations")["indicator"] == ["MKT-P01"]
    assert query(asked, "/v1/explanations")["organisation"] == [BODY]
