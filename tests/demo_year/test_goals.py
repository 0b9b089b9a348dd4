"""The demonstration holds goals of fictitious ministries: baselines, progress, and allocations that were decided."""

from collections.abc import Iterator

import httpx
import pytest

from demo import write
from demo.goals import CATEGORIES, CODE, JOBS, goals_of_the_demonstration, ministries
from deploy.development_issuer import trusted_issuer
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from tests.flow.house import query
from tests.issuer import running_issuer
from tests.people import trusted_issuers
from tests.services import eventually, running_services


@pytest.fixture(scope="module")
def reader(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("demo") / "year"
    write(folder)
    LocalRegistry(role_url(database_module, "ppds_registry")).import_parties(folder / "parties.csv", demo=True)
    with running_issuer() as url:
        trusted = {"trusted_issuers": (*trusted_issuers(), trusted_issuer(url))}
        with running_services(
            database_module, only=("registry", "kpi"), workers=("kpi",), own_settings={"kpi": trusted}
        ) as services:
            for _ in range(2):  # a demonstration that is started again on its folder
                goals_of_the_demonstration(services.urls["kpi"], url)
            eventually(lambda: query(database_module, "select 1 from kpi.card where not seeded") == [], seconds=60)
            eventually(lambda: query(database_module, "select 1 from kpi.stale") == [], seconds=60)
            yield services.http("kpi", "kpi:read")


def test_ministries_have_baselines_and_one_of_them_has_none(reader: httpx.Client) -> None:
    asked = {"from": "2025-01", "until": "2025-12", "groupBy": "organisation"}
    [variant] = reader.get(f"/goals/{CODE}/progress", params=asked).json()["variants"]
    groups = {each["organisation"]: each for each in variant["groups"]}
    assert [groups[body.key]["baseline"] is None for body in ministries()] == [False, False, True]


def test_what_is_allocated_of_each_goal_is_a_figure_of_the_year(reader: httpx.Client) -> None:
    [jobs] = reader.get(f"/goals/{JOBS}/allocations").json()["items"]
    assert [each["answer"] for each in jobs["shares"]] == ["accepted", "accepted", "countered"]
    assert jobs["decided"] == {"amount": 1440, "total": 1500, "gap": 60, "surplus": 0}
    asked = {"from": "2025-01", "until": "2025-12", "groupBy": "goal", "tier": "central"}
    rows = reader.get("/indicators/ORG-P04/values", params=asked).json()["rows"]
    assert {row["goal"]: row["value"] for row in rows} == {JOBS: 0.96, CATEGORIES: 1}
