"""Telling kpi: the worker rings with the position, and goes on when nobody answers."""

from tests.ingest.service.builders import OIN_OF_ALPHA, ndjson, release, rows
from tests.services import eventually, running_services


def test_the_worker_goes_on_when_kpi_does_not_answer(database: str) -> None:
    with running_services(database, only=("registry", "ingest")) as services:
        party = services.add_party("Voorbeeldgemeente Alpha", oin=OIN_OF_ALPHA, demo=True)
        http = services.http("ingest", "ingest:write", "ingest:read", party=party)
        for number in range(3):
            answer = http.post(
                "/submissions", content=ndjson([release(number)]), headers={"Content-Type": "application/x-ndjson"}
            )
            assert answer.status_code == 202, answer.text
        eventually(lambda: rows(database, "select 1 from ingest.submission where finished_at is null") == [])
        assert {each["state"] for each in http.get("/submissions").json()["items"]} == {"done"}
        assert len(http.get("/procedures").json()["items"]) == 3
