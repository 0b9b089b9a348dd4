"""`ppds scorecard`, `ranking`, `coverage`, `blind-spots` and `chain`: asked as typed, shown on eighty columns."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from client.command.app import sender_app
from client.profile import Profile
from services.kpi.coverage.schemas.blind_spots import BlindSpotsAsked
from services.kpi.scorecards.schemas.ranking import RankingAsked
from services.kpi.scorecards.schemas.scorecard import ScorecardAsked
from tests.client.stage import Prepared, Stage
from tests.client.test_asking import PERIOD, _option, ppds, query

BODY: Final = "https://identifier.overheid.nl/tooi/id/gemeente/gm9901"
NAMES: Final = {"nl": "Volledigheid van de strategische velden", "en": "Completeness of strategic fields"}
FIGURE: Final = {"value": 0.8, "reason": None, "lower": 0.7, "upper": 0.9, "coverage": {"answers": 0.85}}
SHARED: Final = {"place": 3, "sharedBy": 4, "ahead": 2, "behind": 7, "notComparable": None}
APART: Final = {"place": None, "sharedBy": 0, "ahead": 0, "behind": 0, "notComparable": "fewer-than-10-units"}
DEFINITION: Final = {"kind": "share"}
SCORECARD: Final[dict[str, Any]] = {
    "party": BODY,
    "name": "Voorbeeldgemeente Eikstad",
    "granularity": "year",
    "peers": {"says": {"nl": "12 andere organisaties van dezelfde bestuurslaag.", "en": "12 other bodies."}},
    "items": [
        {
            "indicator": "ALG-P12",
            "names": NAMES,
            "definition": DEFINITION,
            "rows": [
                {
                    **FIGURE,
                    "period": {"from": "2025-01", "until": "2025-12"},
                    "listed": 10,
                    "standing": SHARED,
                    "peers": {"value": 0.5, "withData": 11},
                }
            ],
        }
    ],
}
RANKING: Final[dict[str, Any]] = {
    "indicator": "ALG-P12",
    "definition": DEFINITION,
    "period": {"from": "2025-01", "until": "2025-12"},
    "listed": 10,
    "rule": {"says": {"nl": "Geordend naar de ondergrens.", "en": "Ordered by the lower bound."}},
    "rows": [
        {**FIGURE, "organisation": BODY, "name": "Eikstad", "countedUnits": 41, "standing": SHARED},
        {**FIGURE, "organisation": f"{BODY}2", "name": None, "countedUnits": 4, "standing": APART},
    ],
}
SEEN: Final = {"seen": 12, "outside": None, "share": None}
COVERAGE: Final[dict[str, Any]] = {
    "year": 2025,
    "items": [
        {
            "names": {"nl": "Gemeente", "en": "Municipality"},
            "bodies": {
                "seen": 15,
                "outside": {"year": 2025, "amount": 342, "atLeast": False, "source": "CBS"},
                "share": 0.0439,
            },
            "procedures": {
                "seen": 590,
                "outside": {"year": 2025, "amount": 11800, "atLeast": True, "source": "TenderNed"},
                "share": 0.05,
            },
            "awarded": SEEN,
            "spend": SEEN,
        }
    ],
}
SPOT: Final = {
    "indicator": "SOR-P01",
    "tier": "municipality",
    "units": 20,
    "withoutAnswer": 18,
    "width": 0.9,
    "instrument": {"says": {"nl": "De MVOI-aanvulling sturen.", "en": "Send the MVOI supplement."}},
}
BLIND_SPOTS: Final[dict[str, Any]] = {
    "year": 2025,
    "items": [{**SPOT, "units": 0, "withoutAnswer": 0, "width": None, "tier": "province"}, SPOT],
}
CHAIN: Final[dict[str, Any]] = {
    "chain": {
        "code": "catering",
        "names": {"nl": "Catering", "en": "Catering"},
        "clusterNames": {"nl": "Kantoorfaciliteiten", "en": "Office facilities"},
        "priority": True,
        "inCriteriaTool": True,
        "selectedFor": [2027],
        "shortlist": ["climate", "circular"],
    },
    "period": {"from": "2025-01", "until": "2025-12"},
    "volume": [{"indicator": "ALG-P21", "unit": "procedure", "value": 41}],
    "spend": [{"indicator": "ALG-P18", "unit": "EUR", "value": None}],
    "phases": [{"assessedOn": "2025-03-01", "phase": 2, "evidence": "Een enquete"}],
    "plans": [{"year": 2025, "title": "Ketenplan", "type": "chain-plan", "address": "https://www.voorbeeld.example/p"}],
    "activities": [{}],
    "documents": [{"day": "2025-04-01", "title": "Ketenplan", "address": "https://www.voorbeeld.example/p"}],
    "relevance": [
        {"theme": "climate", "names": {"nl": "Klimaat", "en": "Climate"}, "relevant": True, "size": "large"},
        {"theme": "social-return", "names": {"nl": "Social return", "en": "SR"}, "relevant": None, "size": None},
    ],
    "indicators": [
        {
            "indicator": "ALG-P12",
            "names": NAMES,
            "definition": DEFINITION,
            "rows": [{**FIGURE, "counts": {"out": 0}}],
        }
    ],
    "withheld": [{"indicator": "ALG-P18"}],
}
ASKED: Final = (
    (("scorecard", BODY, *PERIOD), f"/v1/scorecards/{BODY.replace(':', '%3A').replace('/', '%2F')}", SCORECARD),
    (("ranking", "ALG-P12", *PERIOD, "--tier", "municipality"), "/v1/indicators/ALG-P12/ranking", RANKING),
    (("coverage", "2025", "--tier", "municipality"), "/v1/coverage", COVERAGE),
    (("blind-spots", "2025", "--by-chain"), "/v1/blind-spots", BLIND_SPOTS),
    (("chain", "catering", "--year", "2025"), "/v1/product-chains/catering", CHAIN),
)
SAID: Final = {
    "scorecard": ("3 van 10", "gedeeld", "80,0%", "50,0%", "85,0%", "bestuurslaag"),
    "ranking": ("3 van 10", "Eikstad", "minder dan 10", "ondergrens", "41"),
    "coverage": ("342", "meer dan", "11.800", "4,4%", "niet bekend", "CBS"),
    "blind-spots": ("geen grens", "alles", "0,9000", "aanvulling", "SOR-P01"),
    "chain": (
        "Kantoorfaciliteiten",
        "2027",
        "Een enquete",
        "Ketenplan",
        "per geval",
        "groot",
        "80,0%",
        "Met een token",
    ),
}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "PPDS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("typed", "path", "answer"), ASKED, ids=lambda each: each[0] if isinstance(each, tuple) else ""
)
def test_what_the_api_answers_is_shown_on_eighty_columns(
    stage: Stage, profile: Profile, typed: tuple[str, ...], path: str, answer: dict[str, Any]
) -> None:
    stage.prepare(path, Prepared(content=answer))
    shown = ppds(profile, *typed, language="nl")
    assert shown.exit_code == 0, shown.output
    assert [line for line in shown.output.splitlines() if len(line) > 80] == []
    missing = [word for word in SAID[typed[0]] if word not in " ".join(shown.output.split())]
    assert missing == []


@pytest.mark.parametrize(
    ("typed", "path", "answer"), ASKED, ids=lambda each: each[0] if isinstance(each, tuple) else ""
)
def test_json_is_the_answer_as_it_came(
    stage: Stage, profile: Profile, typed: tuple[str, ...], path: str, answer: dict[str, Any]
) -> None:
    stage.prepare(path, Prepared(content=answer))
    assert json.loads(ppds(profile, *typed, "--json").output) == answer


def test_what_is_stated_is_asked_as_it_is(stage: Stage, profile: Profile) -> None:
    path = ASKED[0][1]
    stage.prepare(path, Prepared(content=SCORECARD))
    stated = ("--indicators", "ALG-P12,ALG-P13", "--peers", "tier,mix", "--boundaries", "2026-01-01")
    ppds(profile, "scorecard", BODY, *PERIOD, *stated)
    assert query(stage, path) == {
        "from": ["2025-01"],
        "until": ["2025-12"],
        "indicators": ["ALG-P12,ALG-P13"],
        "peers": ["tier,mix"],
        "boundaries": ["2026-01-01"],
    }


def test_a_chain_is_read_without_a_client(stage: Stage, profile: Profile) -> None:
    stage.prepare("/v1/product-chains/catering", Prepared(content=CHAIN))

    options = ["--registry-url", profile.registry_url, "--kpi-url", profile.kpi_url]
    assert CliRunner().invoke(sender_app(), [*options, "chain", "catering"]).exit_code == 0
    [asked] = stage.requests("/v1/product-chains/catering")
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(
    ("name", "model"), [("scorecard", ScorecardAsked), ("ranking", RankingAsked), ("blind-spots", BlindSpotsAsked)]
)
def test_what_the_api_can_be_asked_the_command_can(name: str, model: Any) -> None:  # noqa: ANN401 - three models
    known = {field.alias or each for each, field in model.model_fields.items()}
    command = get_command(sender_app()).commands[name]  # type: ignore[attr-defined]
    options = {name.removeprefix("--") for parameter in command.params for name in parameter.opts}
    in_other_words = {"limit", "cursor", "year", "groupBy", "method", "countedOn", "version"}
    assert {each for each in known - in_other_words if _option(each) not in options} == set()
