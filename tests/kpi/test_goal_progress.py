"""Progress of goals: the path, the forecast and the status by rule, and over HTTP from figures of planted lots."""

import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from client.show.goals import progress_table
from client.words import Language, Words
from services.kpi.goals.rules.goal import Goal
from services.kpi.goals.rules.progress import YearFigure, aim_of, forecast_of, on_path, standing_of
from tests.flow.house import query
from tests.kpi.builders import BODIES, ALot, AProcedure, Procurement, register
from tests.services import RunningServices, eventually, running_services

MINISTRIES = [body for body, tier in BODIES.items() if tier == "central"]
YEARS = range(2020, 2025)
PERIOD = {"from": "2020-01", "until": "2024-12"}
WHY = "Besproken in de werkgroep"
T_975_OF_3 = 3.182446305284263
"""Student's t with three degrees of freedom, from a printed table."""


def goal(**stated: object) -> Goal:
    return Goal.model_validate(
        {
            "code": "T-1",
            "kind": "effect",
            "theme": "alle",
            "text": {"nl": "x", "en": "x"},
            "source": "x",
            "target": {"value": 50, "compare": "at-most", "year": 2030},
            "path": {"kind": "linear"},
            "baselines": [{"value": 100, "year": 2020}],
            **stated,
        }
    )


def figure(year: int, value: str | None, *, why: str | None = None) -> YearFigure:
    known = None if value is None else Decimal(value)
    return YearFigure(year, known, known, known, why)  # type: ignore[arg-type]


def path_of(stated: Goal, year: int) -> object:
    baseline = stated.baseline_of(None, "X")
    value, why = on_path(stated, aim_of(stated, baseline), baseline, year)
    return value if why is None else why


def test_a_line_goes_from_baseline_to_target_and_stays_there() -> None:
    stated = goal()
    assert [path_of(stated, year) for year in (2019, 2020, 2025, 2030, 2040)] == ["before-baseline", 100, 75, 50, 50]


def test_a_stepped_path_holds_until_its_next_step_and_a_given_one_only_in_its_years() -> None:
    steps = [{"year": 2022, "value": 90}, {"year": 2026, "value": 70}]
    stepped, given_years = (goal(path={"kind": kind, "steps": steps}) for kind in ("stepped", "given"))
    assert [path_of(stepped, year) for year in (2021, 2022, 2025, 2026, 2031)] == ["no-path", 90, 90, 70, 70]
    assert [path_of(given_years, year) for year in (2022, 2025, 2026)] == [90, "no-path", 70]


def test_a_target_that_is_a_change_needs_the_value_of_the_baseline() -> None:
    target = {"value": "-0.3", "compare": "at-most", "relative": True, "year": 2030}
    assert path_of(goal(target=target), 2030) == 70
    assert path_of(goal(target=target, baselines=[{"year": 2020}]), 2025) == "no-baseline"


@pytest.mark.parametrize(
    ("value", "status"), [("49", "reached"), ("50", "reached"), ("75", "on-track"), ("75.01", "behind")]
)
def test_a_year_is_reached_on_track_or_behind(value: str, status: str) -> None:
    stated = goal()
    standing = standing_of(
        stated, figure(2025, value), aim_of(stated, stated.baselines[0]), stated.baseline_of(None, "X")
    )
    assert (standing.status, standing.path, standing.certain) == (status, Decimal(75), True)


def test_bounds_on_both_sides_of_the_path_are_not_certain() -> None:
    stated = goal()
    doubtful = YearFigure(2025, Decimal(70), Decimal(60), Decimal(80))
    standing = standing_of(stated, doubtful, aim_of(stated, stated.baselines[0]), stated.baseline_of(None, "X"))
    assert (standing.status, standing.certain) == ("on-track", False)


def test_nothing_is_forecast_from_two_years() -> None:
    figures = [figure(2020, "1"), figure(2021, None, why="no-rows"), figure(2022, "2")]
    assert forecast_of(figures, aim_of(goal(), None), "at-least", year=2030, share=False) is None


def test_a_forecast_is_the_least_squares_line_with_its_prediction_interval() -> None:
    values = [0.10, 0.16, 0.18, 0.27, 0.29]
    figures = [figure(year, str(value)) for year, value in zip(YEARS, values, strict=True)]
    aim = aim_of(goal(target={"value": "0.45", "compare": "at-least", "year": 2026}), None)
    forecast = forecast_of(figures, aim, "at-least", year=2026, share=True)
    assert forecast is not None
    slope, intercept = statistics.linear_regression(list(YEARS), values)
    expected = intercept + slope * 2026
    rest = [value - intercept - slope * year for year, value in zip(YEARS, values, strict=True)]
    spread = sum((year - 2022) ** 2 for year in YEARS)
    error = (sum(each**2 for each in rest) / 3 * (1 + 1 / 5 + 16 / spread)) ** 0.5
    assert float(forecast.value) == pytest.approx(expected, abs=1e-4)
    assert float(forecast.upper) == pytest.approx(expected + T_975_OF_3 * error, abs=2e-4)
    assert float(forecast.lower) == pytest.approx(expected - T_975_OF_3 * error, abs=2e-4)
    assert (forecast.expected, forecast.years) == ("uncertain", 5)


@given(
    st.lists(st.decimals(min_value=0, max_value=1, places=4), min_size=3, max_size=12),
    st.integers(min_value=0, max_value=30),
)
def test_a_forecast_of_a_share_stays_a_share(values: Sequence[Decimal], ahead: int) -> None:
    figures = [figure(2000 + number, str(value)) for number, value in enumerate(values)]
    forecast = forecast_of(figures, aim_of(goal(), None), "at-most", year=2000 + len(values) + ahead, share=True)
    assert forecast is not None
    assert 0 <= forecast.lower <= forecast.value <= forecast.upper <= 1


@dataclass(frozen=True)
class Served:
    """The service with lots of two ministries over five years, by one and by several tenders."""

    running: RunningServices
    reader: httpx.Client
    proposer: httpx.Client
    decider: httpx.Client
    lots: Mapping[tuple[str, int], Sequence[int]]

    def adopted(self, stated: dict[str, Any]) -> None:
        made = self.proposer.post("/goal-proposals", json={"goal": stated, "reason": WHY})
        assert made.status_code == 201, made.text
        path = f"/goal-proposals/{made.json()['id']}"
        headers = {"If-Match": made.headers["ETag"]}
        assert self.decider.post(f"{path}/adoption", json={"reason": WHY}, headers=headers).status_code == 200

    def progress(self, code: str, **asked: str | int) -> dict[str, Any]:
        answer = self.reader.get(f"/goals/{code}/progress", params={**PERIOD, **asked})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


@pytest.fixture(scope="module")
def served(database_module: str) -> Iterator[Served]:
    owner = create_engine(database_module, poolclass=NullPool)
    with owner.begin() as connection:
        register(connection)
    chance = random.Random(13)  # noqa: S311 - seeded chance makes a failing run repeatable
    lots: dict[tuple[str, int], list[int]] = {}
    planted = []
    for number in range(1, 240):
        body, year = chance.choice(MINISTRIES), chance.choice(YEARS)
        if (body, year) == (MINISTRIES[1], 2022):
            continue
        tenders = 1 if chance.random() < 0.6 - 0.1 * (year - 2020) else chance.randint(2, 5)
        lots.setdefault((body, year), []).append(tenders)
        planted.append(
            AProcedure(number, body=body, awarded_on=date(year, 6, 1), lots=(ALot(tenders_received=tenders),))
        )
    Procurement(owner).put(*planted)
    owner.dispose()
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        eventually(lambda: query(database_module, "select 1 from kpi.card where not seeded") == [], seconds=60)
        eventually(lambda: query(database_module, "select 1 from kpi.stale") == [], seconds=60)
        made = Served(
            running,
            running.http("kpi", "kpi:read"),
            running.person("kpi", "kpi:propose", subject="voorsteller"),
            running.person("kpi", "kpi:adopt", subject="besluiter"),
            lots,
        )
        made.adopted(
            {
                "code": "T-BIDS",
                "kind": "effect",
                "theme": "alle",
                "text": {"nl": "Minder opdrachten met een inschrijving", "en": "Fewer contracts with one tender"},
                "source": "Besluit van een voorbeeldministerie",
                "unit": "share of lots",
                "indicators": ["MKT-P01"],
                "target": {"value": 0.15, "compare": "at-most", "year": 2028},
                "path": {"kind": "linear"},
                "baselines": [
                    {"value": 0.6, "year": 2020},
                    {"value": 0.55, "year": 2020, "organisation": MINISTRIES[0]},
                ],
                "scope": {"tiers": ["central"]},
            }
        )
        yield made


def naive(lots: Sequence[int]) -> float:
    return round(sum(1 for tenders in lots if tenders == 1) / len(lots), 4)


def test_progress_of_all_together_is_the_figures_against_the_path(served: Served) -> None:
    [variant] = served.progress("T-BIDS")["variants"]
    [group] = variant["groups"]
    for year, shown in zip(YEARS, group["years"], strict=True):
        lots = [each for (_, of_year), some in served.lots.items() if of_year == year for each in some]
        path = 0.6 + (0.15 - 0.6) * (year - 2020) / 8
        assert shown["value"] == pytest.approx(naive(lots), abs=1e-4)
        assert shown["path"] == pytest.approx(path, abs=1e-6)
        assert shown["difference"] == pytest.approx(shown["value"] - path, abs=1e-6)
        wanted = "reached" if shown["value"] <= 0.15 else "on-track" if shown["value"] <= path else "behind"
        assert shown["status"] == wanted
        assert shown["links"]["evidence"].startswith("/v1/indicators/MKT-P01/evidence")
    assert group["status"] == group["years"][-1]["status"]
    assert group["statusYear"] == 2024
    assert group["forecast"]["year"] == 2028
    assert group["forecast"]["lower"] <= group["forecast"]["value"] <= group["forecast"]["upper"]


def test_a_body_is_compared_with_its_own_baseline_and_a_missing_year_or_baseline_is_a_reason(served: Served) -> None:
    [variant] = served.progress("T-BIDS", groupBy="organisation")["variants"]
    groups = {each["organisation"]: each for each in variant["groups"]}
    assert set(MINISTRIES) < set(groups)
    others = [each for name, each in groups.items() if name not in MINISTRIES]
    assert {(each["status"], each["reason"]) for each in others} == {(None, "no-rows")}
    first, second = (groups[each] for each in MINISTRIES)
    assert first["baseline"] == {"value": 0.55, "year": 2020}
    assert [each["value"] for each in first["years"]] == [
        pytest.approx(naive(served.lots[MINISTRIES[0], year]), abs=1e-4) for year in YEARS
    ]
    assert [each["status"] is None for each in first["years"]] == [False] * 5
    missing = next(each for each in second["years"] if each["year"] == 2022)
    assert (missing["value"], missing["status"], missing["reason"]) == (None, None, "no-rows")
    behind = [each for each in second["years"] if each["value"] is not None and each["value"] > 0.15]
    assert behind
    assert {(each["status"], each["reason"]) for each in behind} == {(None, "no-baseline")}


def test_pages_of_bodies_follow_each_other(served: Served) -> None:
    [whole] = served.progress("T-BIDS", groupBy="organisation")["variants"]
    walked: list[dict[str, Any]] = []
    cursor: dict[str, str] | None = {}
    while cursor is not None:
        page = served.progress("T-BIDS", groupBy="organisation", limit=3, **cursor)
        walked += page["variants"][0]["groups"]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert walked == whole["groups"]


def test_a_goal_with_variants_shows_each_and_chooses_none(served: Served) -> None:
    shown = served.progress("P-I-b", variant="all", groupBy="organisation")
    assert [each["indicator"] for each in shown["variants"]] == ["ALG-P02", "ALG-P02b"]
    assert (shown["target"], shown["path"]) == (0.5, "constant")
    one = served.progress("P-I-b", variant="ALG-P02b")
    assert [each["indicator"] for each in one["variants"]] == ["ALG-P02b"]
    group = one["variants"][0]["groups"][0]
    assert (group["status"], group["target"]) == (None, 0.5)
    assert group["reason"] in {"coverage-too-low", "nothing-certain"}


def test_what_cannot_be_said_is_a_reason_and_no_error(served: Served) -> None:
    assert served.progress("E-IGI-01")["reason"] == "no-indicator"
    [per_method] = served.progress("E-KLI-09")["variants"]
    assert (per_method["reason"], per_method["groups"]) == ("stated-per-method", [])
    [by_method] = served.progress("E-KLI-09", method="lca 1")["variants"]
    assert {each["reason"] for each in by_method["groups"]} == {"no-rows"}
    [gas] = served.progress("E-KLI-01")["variants"]
    assert [(each["status"], each["reason"]) for each in gas["groups"]] == [(None, "no-rows")]


def test_a_goal_is_traced_up_to_what_it_helps_and_down_to_the_lots_behind_it(served: Served) -> None:
    part = {"code": "T-PART", "kind": "effect", "theme": "alle", "text": {"nl": "Deel", "en": "Part"}, "source": "x"}
    served.adopted({**part, "indicators": ["MKT-P01"], "contributesTo": ["T-BIDS"], "scope": {"tiers": ["central"]}})
    answer = served.reader.get("/goals/T-PART/tree", params=PERIOD)
    assert answer.status_code == 200, answer.text
    tree = answer.json()
    assert ([each["goal"] for each in tree["above"]], tree["below"]) == (["T-BIDS"], [])
    [contribution] = tree["node"]["contributions"]
    lots = [each for some in served.lots.values() for each in some]
    assert contribution["counts"]["in"]["yes"] == sum(1 for tenders in lots if tenders == 1)
    behind = served.reader.get(contribution["links"]["evidence"].removeprefix("/v1")).json()
    [lot, *_] = [row for row in behind["rows"] if row["verdict"] == "yes"]
    procedure = lot["record"]["procedure"]
    up = served.reader.get(f"/procedures/{procedure}/counts-for", params={"indicators": "MKT-P01"}).json()
    [goals] = [each["goals"] for each in up["items"]]
    assert {"T-BIDS", "T-PART"} <= set(goals)
    down = served.reader.get("/goals/T-BIDS/tree", params=PERIOD).json()
    assert [each["goal"] for each in down["below"]] == ["T-PART"]


def test_a_goal_that_ended_says_so_from_then_on_and_keeps_the_years_before(served: Served) -> None:
    held = {
        **served.reader.get("/goals/T-BIDS").json(),
        "code": "T-OLD",
        "endedAfter": 2022,
        "supersededBy": ["T-BIDS"],
    }
    for name in ("version", "origin", "recordedAt", "complete", "lacks"):
        del held[name]
    served.adopted(held)
    answer = served.progress("T-OLD")
    assert (answer["endedAfter"], answer["supersededBy"]) == (2022, ["T-BIDS"])
    [group] = answer["variants"][0]["groups"]
    [before] = served.progress("T-BIDS")["variants"][0]["groups"]
    years = {each["year"]: (each["status"], each["reason"]) for each in group["years"]}
    assert {year: why for year, (_, why) in years.items()} == {year: "ended" if year > 2022 else None for year in YEARS}
    assert {year: status for year, (status, _) in years.items() if year <= 2022} == {
        each["year"]: each["status"] for each in before["years"] if each["year"] <= 2022
    }
    assert (group["statusYear"], group["forecast"], group["forecastReason"]) == (2022, None, "ended")
    node = served.reader.get("/goals/T-OLD/tree", params=PERIOD).json()["node"]
    assert (node["endedAfter"], node["supersededBy"]) == (2022, ["T-BIDS"])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_command_shows_progress_in_eighty_columns(served: Served, language: Language) -> None:
    answer = served.progress("T-BIDS", groupBy="organisation")
    table = progress_table(answer, answer["variants"][0], Words(language))
    lines = list(table.lines(80))
    assert max(map(len, lines)) <= 80
    assert any(("geen nulmeting" if language == "nl" else "no baseline") in line for line in lines)
    for code, reason in (("E-IGI-01", "geen indicator"), ("E-KLI-09", "alleen per methode")):
        unsaid = served.progress(code)
        shown = progress_table(unsaid, next(iter(unsaid["variants"]), None), Words("nl"))
        assert reason in " ".join(shown.lines(80))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"from": "2020-02"}, ("not-whole-years", "until")),
        ({"variant": "ALG-P01"}, ("unknown-code", "variant")),
        ({"until": "2019-12"}, ("before-from", "until")),
        ({"organisation": "https://example.org/niemand"}, ("unknown-organisation", "organisation")),
    ],
)
def test_a_question_that_does_not_hold_is_refused_with_its_place(
    served: Served, asked: dict[str, str], error: tuple[str, str]
) -> None:
    answer = served.reader.get("/goals/P-I-b/progress", params={**PERIOD, **asked})
    assert answer.status_code == 400
    assert [(each["code"], each["location"]) for each in answer.json()["errors"]] == [error]
