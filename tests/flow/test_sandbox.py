"""The whole house with a test body in it: it gets its report, and no real record, cell or figure knows of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.identity.token_source import TokenSource
from tests.conformance.documents import zipped
from tests.flow.bad_bodies import SAMPLES
from tests.flow.house import LINES, XML, ZIP, House, contents, house_on, query, tables_of
from tests.flow.loads import Load, lines, load, register
from tests.flow.processes import QuickProcess
from tests.services import RunningServices, client_key, eventually

REAL = ("ingest", "procurement", "kpi")
SENT = ("submission", "arrival", "segment", "payload", "record", "finding")
ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("ALG-P12", {"granularity": "year", "groupBy": "tier"}),
    ("ALG-P15", {"granularity": "quarter", "groupBy": "theme"}),
    ("MKT-P01", {"granularity": "year", "groupBy": "nature"}),
)


@pytest.fixture(scope="module")
def documents() -> Load:
    return load(60, seed=5)


@pytest.fixture(scope="module")
def house(database_module: str, documents: Load) -> Iterator[House]:
    """A house that holds these documents as real ones."""
    with house_on(database_module) as house:
        register(house.services)
        assert house.deliver(zipped(documents.notices), ZIP)["state"] == "done"
        assert house.deliver(lines(documents.releases), LINES)["state"] == "done"
        house.settle()
        yield house


@pytest.fixture(scope="module")
def rehearsing(house: House) -> Iterator[House]:
    """The same house as a test body meets it."""
    with body_of(house) as found:
        house.settle()
        yield found


@contextmanager
def body_of(house: House) -> Iterator[House]:
    """Register a client of a test body, as anybody may."""
    services = house.services
    with client_in_sandbox(services) as http:
        party = http.get("/me").json()["party"]["key"]
        yield House(services, party, sender=http, reader=house.reader)


@contextmanager
def client_in_sandbox(services: RunningServices) -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60.0) as anybody:
        jwks = {"keys": [client_key().public().as_jwk()]}
        made = anybody.post(f"{services.registry_url}/v1/sandbox-clients", json={"jwks": jwks})
        assert made.status_code == 201, made.text
    source = TokenSource(
        f"{services.registry_url}/oauth/token",
        made.json()["client"],
        private_key_pem=client_key().pem(),
        scopes=("ingest:write", "ingest:read"),
        audience=services.ingest_url,
    )

    def authorise(request: httpx.Request) -> None:
        request.headers.update(source.header())

    with (
        source,
        httpx.Client(
            base_url=f"{services.ingest_url}/v1", timeout=60.0, event_hooks={"request": [authorise]}, trust_env=False
        ) as http,
    ):
        yield http


def figures(house: House) -> list[dict[str, Any]]:
    return [house.values(code, from_="2000-01", until="2030-12", **asked)["rows"] for code, asked in ASKED]


def real_tables(house: House) -> dict[str, tuple[int, str]]:
    url = house.services.database_url
    trails = [f"{schema}.audit_{kind}" for schema in REAL for kind in ("event", "head")]
    return contents(url, [*tables_of(url, *REAL), *trails])


def test_no_real_table_and_no_figure_changes_whatever_a_test_body_sends(
    house: House, rehearsing: House, documents: Load
) -> None:
    others = load(60, seed=6)
    before, shown = real_tables(house), figures(house)
    assert before["kpi.cell"][0] > 100
    assert before["ingest.submission"][0] == 2

    for body, media_type in (
        (zipped(documents.notices), ZIP),  # the data space holds these
        (lines(documents.releases), LINES),
        (zipped(others.notices), ZIP),  # and these not
        (lines(others.releases), LINES),
        ((SAMPLES / "award.xml").read_bytes(), XML),
        (b"<no notice", XML),
    ):
        report = rehearsing.deliver(body, media_type)
        assert report["sandbox"]
        assert report["state"] == ("failed" if body == b"<no notice" else "done") or report["counts"]["refused"]
    house.settle()

    after = real_tables(house)
    assert {table for table in before | after if before.get(table) != after.get(table)} == set()
    assert figures(house) == shown
    assert query(house.services.database_url, "select count(*) from sandbox.record")[0][0] > len(documents)


def test_it_is_judged_as_it_would_be_as_a_real_one(house: House, rehearsing: House, documents: Load) -> None:
    for body, media_type in ((zipped(documents.notices), ZIP), (lines(documents.releases), LINES)):
        real, rehearsed = house.deliver(body, media_type), rehearsing.deliver(body, media_type)
        rehearsals = [each for each in rehearsing.findings(rehearsed["id"]) if each["code"] == "ING-010"]
        assert (real["sandbox"], rehearsed["sandbox"]) == (False, True)
        for name in ("state", "format", "receivedSha256", "keptSha256", "size"):
            assert rehearsed[name] == real[name]
        for name in ("records", "accepted", "refused", "unchanged"):
            assert rehearsed["counts"][name] == real["counts"][name]
        assert len(rehearsals) == rehearsed["counts"]["accepted"] + rehearsed["counts"]["unchanged"] > 0
        assert rehearsed["counts"]["findings"] == {
            **real["counts"]["findings"],
            "info": real["counts"]["findings"]["info"] + len(rehearsals),
        }
        found, shown = house.records(real["id"]), rehearsing.records(rehearsed["id"])
        assert all(each["procedure"] for each in found if each["state"] == "accepted")
        assert [{**each, "procedure": None} for each in found] == shown


def test_neither_reads_what_the_other_sent(house: House, rehearsing: House, documents: Load) -> None:
    sent, rehearsed = (each.send(lines(documents.releases), LINES) for each in (house, rehearsing))
    rehearsing.report(rehearsed)
    for who, own, other in ((house, sent, rehearsed), (rehearsing, rehearsed, sent)):
        listed = {each["id"] for each in who.all("/submissions")}
        assert own in listed
        assert other not in listed
        for path in ("", "/findings", "/records", "/payload"):
            assert who.sender.get(f"/submissions/{own}{path}").status_code == 200
            assert who.sender.get(f"/submissions/{other}{path}").status_code == 404


def test_one_test_body_does_not_read_what_another_sent(house: House, rehearsing: House) -> None:
    submission = rehearsing.send((SAMPLES / "award.xml").read_bytes(), XML)
    with body_of(house) as other:
        assert other.party != rehearsing.party
        assert other.all("/submissions") == []
        assert other.sender.get(f"/submissions/{submission}").status_code == 404


def test_a_worker_killed_in_the_sandbox_is_followed_by_one_that_ends_the_load_and_30_days_later_all_is_gone(
    database: str, documents: Load, tmp_path: Path
) -> None:
    with house_on(database, only=("registry", "ingest"), workers=(), ingest={"batch_records": 5}) as house:
        register(house.services)
        settings, log = house.services.settings["ingest"], tmp_path / "worker.log"
        with body_of(house) as rehearsing:
            submissions = [
                rehearsing.send(zipped(documents.notices), ZIP),
                rehearsing.send(lines(documents.releases), LINES),
            ]
            for kill in range(3):
                worker = QuickProcess("ingest", settings, log=log)
                eventually(lambda least=kill * 5: records_read(database) > least, every=0.005)  # type: ignore[misc]
                worker.kill()
                assert query(database, "select from sandbox.submission where finished_at is null")
            worker = QuickProcess("ingest", settings, log=log)
            reports = [rehearsing.report(submission) for submission in submissions]
            worker.stop()
            assert [report["state"] for report in reports] == ["done", "done"]
            assert sum(report["counts"]["records"] for report in reports) == len(documents) == records_read(database)

            long_ago = "update sandbox.submission set created_at = now() - interval '30 days 1 minute'"
            assert query(database, f"{long_ago} returning 1") == [(1,), (1,)]
            worker = QuickProcess("ingest", settings, log=log)
            eventually(lambda: not query(database, "select from sandbox.submission"))
            worker.stop()
            assert rehearsing.all("/submissions") == []
    left = contents(database, [f"{schema}.{table}" for schema in ("sandbox", "ingest") for table in SENT])
    assert {rows for rows, _ in left.values()} == {0}


def records_read(url: str) -> int:
    return int(query(url, "select count(*) from sandbox.record")[0][0])
