"""Goal allocation coverage (ORG-P04): allocations decided over HTTP, and the same computed a second, naive way."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.flow.house import query
from tests.oracle.answers import check
from tests.services import RunningServices, eventually, running_services

WHY = "Besproken in de werkgroep"


@dataclass
class Desk:
    """Somebody who proposes, somebody who decides, a reader, and what was decided."""

    running: RunningServices
    ministry: str
    proposer: httpx.Client
    decider: httpx.Client
    reader: httpx.Client
    decided: list[dict[str, Any]] = field(default_factory=list)

    def decide(self, goal: str, amount: str, *, total: int, day: str) -> None:
        shares = [{"organisation": self.ministry, "amount": float(amount), "reason": WHY}]
        made = self.proposer.post(
            f"/goals/{goal}/allocations", json={"shares": shares, "holdsFrom": day, "reason": WHY}
        )
        assert made.status_code == 201, made.text
        asked = {"outcome": "adopted", "reason": WHY}
        headers = {"If-Match": made.headers["ETag"]}
        answer = self.decider.post(f"/allocations/{made.json()['id']}/decision", json=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        self.decided.append({"goal": goal, "amount": Decimal(amount), "total": Decimal(total), "day": day})
        url = self.running.database_url
        eventually(lambda: query(url, "select 1 from kpi.stale where fact = 'allocation'") == [], seconds=60)

    def rows(self) -> list[dict[str, Any]]:
        """At the end of each month of two years, what was decided last of those that hold by then."""
        rows = []
        for number in range(24):
            year, month = 2024 + number // 12, number % 12 + 1
            last = date(year, month, monthrange(year, month)[1])
            for goal in {each["goal"] for each in self.decided}:
                held = [each for each in self.decided if each["goal"] == goal and each["day"] <= last.isoformat()]
                if held:
                    newest = held[-1]
                    amounts = {"allocated": newest["amount"], "to_allocate": newest["total"]}
                    place = {"lead_body": None, "tier": "central", "goal": goal, "state_on": last}
                    rows.append({**place, **amounts, "released": True})
        return rows

    def values(self, **asked: str) -> dict[str, Any]:
        period = {"from": "2024-01", "until": "2025-12", "groupBy": "goal"}
        answer = self.reader.get("/indicators/ORG-P04/values", params={**period, **asked})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


@pytest.fixture(scope="module")
def desk(database_module: str) -> Iterator[Desk]:
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        eventually(lambda: query(database_module, "select 1 from kpi.card where not seeded") == [], seconds=60)
        made = Desk(
            running,
            running.add_party("Voorbeeldministerie", kind="ministry", oin="00000099770000008000"),
            running.person("kpi", "kpi:propose", subject="voorsteller"),
            running.person("kpi", "kpi:adopt", subject="besluiter"),
            running.http("kpi", "kpi:read"),
        )
        made.decide("E-SR-01", "1200.25", total=1500, day="2024-03-10")
        made.decide("E-CIR-03", "10", total=10, day="2024-11-01")
        made.decide("E-SR-01", "1500", total=1500, day="2025-06-01")
        yield made


@pytest.mark.parametrize("granularity", [None, "year", "quarter", "month"])
@pytest.mark.parametrize("group_by", ["goal", "goal,tier"])
def test_every_figure_is_that_of_the_oracle(desk: Desk, granularity: str | None, group_by: str) -> None:
    asked = {} if granularity is None else {"granularity": granularity}
    answer = desk.values(groupBy=group_by, **asked)
    assert check(answer, desk.rows(), granularity=granularity) > 0


def test_a_year_shows_what_holds_in_its_last_month_and_a_goal_without_allocation_no_row(desk: Desk) -> None:
    shown = desk.values(granularity="year")["rows"]
    assert {(row["goal"], row["period"]["from"][:4]): row["value"] for row in shown} == {
        ("E-CIR-03", "2024"): 1,
        ("E-CIR-03", "2025"): 1,
        ("E-SR-01", "2024"): 0.8002,
        ("E-SR-01", "2025"): 1,
    }


def test_goals_are_never_added_and_a_figure_leads_to_the_allocations_behind_it(desk: Desk) -> None:
    period = {"from": "2025-01", "until": "2025-12"}
    added = desk.reader.get("/indicators/ORG-P04/values", params=period)
    assert [(error["code"], error["location"]) for error in added.json()["errors"]] == [("dimension-needed", "goal")]
    row = next(each for each in desk.values(**period)["rows"] if each["goal"] == "E-SR-01")
    behind = desk.reader.get(row["links"]["evidence"].removeprefix("/v1")).json()["rows"]
    [link] = {each["links"]["record"] for each in behind}
    allocations = desk.reader.get(link.removeprefix("/v1")).json()["items"]
    assert [each["decided"]["amount"] for each in allocations] == [1500, 1200.25]


def test_of_decisions_at_one_position_of_the_data_the_newest_holds_there(desk: Desk) -> None:
    position = desk.values()["position"]
    asked = {"from": "2025-01", "until": "2025-12", "goal": "E-SR-01"}
    assert [row["value"] for row in desk.values(**asked, asOf=str(position))["rows"]] == [1]
