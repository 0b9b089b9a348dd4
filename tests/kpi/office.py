"""Who publishes figures, with a year of data: shared by the tests of publications."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from tests.kpi.builders import AProcedure, Procurement, random_procedure, register
from tests.services import RunningServices, eventually, running_services

WHY = {"reason": "Het jaar is voorbij"}


@dataclass(frozen=True)
class Office:
    """A service with a year of data, two people who publish, a reader and anybody."""

    running: RunningServices
    procurement: Procurement
    maker: httpx.Client
    approver: httpx.Client
    reader: httpx.Client
    anybody: httpx.Client

    def draw_up(self, series: str, *, year: int = 2024, **stated: object) -> httpx.Response:
        """Ask for a publication and wait until the worker is done with it; gives what stands then, or the refusal."""
        asked = self.maker.post("/publications", json={"year": year, "series": series, **WHY, **stated})
        return self.drawn(asked.json()["name"]) if asked.status_code == 202 else asked

    def drawn(self, name: str) -> httpx.Response:
        def read() -> httpx.Response:
            return self.maker.get(f"/publications/{name}")

        eventually(lambda: read().json()["state"] != "drawing-up", seconds=120)
        return read()

    def decide(self, name: str, act: str, *, by: httpx.Client | None = None, **stated: object) -> httpx.Response:
        who = by or self.approver
        tag = who.get(f"/publications/{name}").headers["ETag"]
        return who.post(f"/publications/{name}/{act}", json={**WHY, **stated}, headers={"If-Match": tag})

    def publish(self, series: str, **stated: int) -> dict[str, Any]:
        drawn = self.draw_up(series, **stated)
        assert drawn.json()["state"] == "draft", drawn.text
        approved = self.decide(drawn.json()["name"], "approval")
        assert approved.status_code == 200, approved.text
        return dict(approved.json())

    def file(self, name: str, file: str) -> bytes:
        answer = self.anybody.get(f"/publications/{name}/files/{file}")
        assert answer.status_code == 200, answer.text
        return answer.content


@contextmanager
def publishing_office(database_url: str) -> Iterator[Office]:
    """A year of data with a first publication of 2021 and 2024, and a final one of 2024 that differs from it."""
    owner = create_engine(database_url, poolclass=NullPool)
    chance = random.Random(78)  # noqa: S311 - seeded chance makes a failing run repeatable
    with owner.begin() as connection:
        register(connection)
    procurement = Procurement(owner)
    procurement.put(*(random_procedure(chance, number) for number in range(1, 200)))
    with running_services(database_url, only=("registry", "kpi"), workers=("kpi",)) as running:
        made = Office(
            running,
            procurement,
            running.person("kpi", "kpi:publish", "kpi:read", subject="opmaker"),
            running.person("kpi", "kpi:publish", subject="vaststeller"),
            running.http("kpi", "kpi:read"),
            running.http("kpi"),
        )
        made.publish("first", year=2021)
        made.publish("first")
        # What is corrected and comes late after the first publication stands in the final one.
        procurement.put(AProcedure(number=1, awarded_on=None), AProcedure(number=2, awarded_on=date(2024, 3, 1)))
        made.publish("final")
        yield made
    owner.dispose()
