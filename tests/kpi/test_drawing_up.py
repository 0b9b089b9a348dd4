"""Drawing up is work of the worker: how far it is, killed in the middle, withdrawn meanwhile, or failed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from tests.flow.house import query
from tests.flow.processes import worker_process
from tests.kpi.builders import AProcedure, Procurement, register
from tests.services import RunningServices, eventually, running_services

WHY = {"reason": "Het jaar is voorbij"}


@dataclass(frozen=True)
class Office:
    """A service without a worker, and who publishes."""

    running: RunningServices
    owner: Engine
    procurement: Procurement
    maker: httpx.Client

    def ask(self, series: str = "first") -> httpx.Response:
        asked = self.maker.post("/publications", json={"year": 2024, "series": series, **WHY})
        assert asked.status_code == 202, asked.text
        return asked

    def now(self, name: str = "2024-first") -> dict[str, Any]:
        return dict(self.maker.get(f"/publications/{name}").json())

    def withdraw(self, name: str = "2024-first") -> httpx.Response:
        tag = self.maker.get(f"/publications/{name}").headers["ETag"]
        return self.maker.post(f"/publications/{name}/withdrawal", json=WHY, headers={"If-Match": tag})

    def kept(self) -> list[tuple[Any, ...]]:
        counted = "select count(*), count(distinct publication) from kpi."
        return [
            query(self.running.database_url, counted + each)[0] for each in ("published_figure", "publication_file")
        ]

    def change(self, statement: str) -> None:
        with self.owner.begin() as connection:
            connection.execute(text(statement))

    @contextmanager
    def held_at_the_end(self) -> Iterator[None]:
        """Nothing can be kept for the length of the block: who draws up waits when all is read."""
        with self.owner.begin() as connection:
            connection.execute(text("lock table kpi.publication_file_part in exclusive mode"))
            yield


@pytest.fixture
def office(database: str) -> Iterator[Office]:
    owner = create_engine(database, poolclass=NullPool)
    with owner.begin() as connection:
        register(connection)
    procurement = Procurement(owner)
    procurement.put(*(AProcedure(number=number) for number in range(1, 6)))
    with running_services(database, only=("registry", "kpi"), workers=()) as running:
        yield Office(running, owner, procurement, running.person("kpi", "kpi:publish", subject="opmaker"))
    owner.dispose()


def is_being_read(office: Office) -> bool:
    """Whether all is read but nothing kept."""
    progress = office.now()["progress"]
    waits = "select 1 from pg_locks where relation = 'kpi.publication_file_part'::regclass and not granted"
    return progress["total"] is not None and query(office.running.database_url, waits) != []


def test_a_worker_killed_while_it_draws_up_is_followed_by_another_and_nothing_is_double(
    office: Office, tmp_path: Path
) -> None:
    asked = office.ask()
    assert asked.headers["Location"].endswith("/v1/publications/2024-first")
    assert (asked.json()["state"], asked.json()["progress"]) == ("drawing-up", {"done": 0, "total": None})
    assert office.maker.post("/publications", json={"year": 2024, "series": "first", **WHY}).status_code == 409
    settings = office.running.settings["kpi"]
    with worker_process("kpi", settings, log=tmp_path / "first.log") as first:
        with office.held_at_the_end():
            eventually(lambda: is_being_read(office), seconds=400)
            halfway = office.now()
            assert (halfway["state"], halfway["position"] is None) == ("drawing-up", False)
            assert 0 < halfway["progress"]["done"] < halfway["progress"]["total"]
            first.kill()
        assert office.now()["state"] == "drawing-up"
        assert office.kept() == [(0, 0), (0, 0)]
    with worker_process("kpi", settings, log=tmp_path / "second.log"):
        eventually(lambda: office.now()["state"] != "drawing-up", seconds=400)
    drawn = office.now()
    assert (drawn["state"], drawn["progress"]["done"]) == ("draft", drawn["progress"]["total"])
    assert office.kept() == [(drawn["figures"], 1), (len(drawn["files"]), 1)]
    acts = query(office.running.database_url, "select act from kpi.audit_event where subject = '2024-first' order by 1")
    assert acts == [("publication.draw-up",), ("publication.drawn-up",)]


def test_what_is_sent_while_it_is_drawn_up_is_not_in_it_and_that_is_said(office: Office, tmp_path: Path) -> None:
    office.ask()
    with worker_process("kpi", office.running.settings["kpi"], log=tmp_path / "worker.log"):
        with office.held_at_the_end():
            eventually(lambda: is_being_read(office), seconds=400)
            office.procurement.put(AProcedure(number=99, awarded_on=date(2024, 3, 1)))
        eventually(lambda: office.now()["state"] == "draft", seconds=400)
    drawn = office.now()
    newest = query(office.running.database_url, "select max(position) from procurement.change")[0][0]
    assert drawn["position"] < newest
    approver = office.running.person("kpi", "kpi:publish", subject="vaststeller")
    refused = approver.post("/publications/2024-first/approval", json=WHY, headers={"If-Match": '"2"'})
    assert [each["code"] for each in refused.json()["errors"]] == ["publication-data-changed"]


def test_what_is_withdrawn_while_it_is_drawn_up_leaves_nothing(office: Office, tmp_path: Path) -> None:
    office.ask()
    with worker_process("kpi", office.running.settings["kpi"], log=tmp_path / "worker.log"):
        with office.held_at_the_end():
            eventually(lambda: is_being_read(office), seconds=400)
            assert office.withdraw().json()["state"] == "withdrawn"
        office.ask()
        eventually(lambda: office.now()["state"] == "draft", seconds=400)
    [(figures, publications), _] = office.kept()
    assert (figures, publications) == (office.now()["figures"], 1)


def test_a_fault_of_our_own_makes_it_failed_with_the_reason_and_another_can_be_drawn_up(
    office: Office, tmp_path: Path
) -> None:
    office.change("alter table kpi.published_figure add constraint broken check (level <> 'national')")
    office.ask()
    with worker_process("kpi", office.running.settings["kpi"], log=tmp_path / "worker.log"):
        eventually(lambda: office.now()["state"] == "failed", seconds=400)
        failed = office.now()
        assert [each["code"] for each in failed["failure"]] == ["publication-fault"]
        assert "CheckViolation" in failed["failure"][0]["message"]["nl"]
        assert office.withdraw().status_code == 409
        office.change("alter table kpi.published_figure drop constraint broken")
        office.ask()
        eventually(lambda: office.now()["state"] == "draft", seconds=400)
