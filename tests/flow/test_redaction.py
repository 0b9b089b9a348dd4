"""Contacts planted in every organisation, touch point, owner and free text are nowhere behind the door."""

import io
import json
import logging
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest
import zstandard

from shared.log.audit import AUDITED
from tests.conformance.documents import lines, notices, package, releases_from_notices, worked_example, zipped
from tests.flow.bad_bodies import SAMPLES, release
from tests.flow.house import JSON, LINES, XML, ZIP, House, house_on, plain, query, tables_of
from tests.flow.planting import NUMBER, WORD, Planter, found_in
from tests.flow.processes import worker_process

SCHEMAS = ("registry", "ingest", "procurement", "kpi", "sandbox")
ZSTD = b"\x28\xb5\x2f\xfd"
"""How zstd begins (RFC 8878, 3.1.1)."""


@dataclass
class Sent:
    """The house after everything was sent, what was sent, and every log line that was written meanwhile."""

    house: House
    submissions: list[str]
    validations: list[httpx.Response]
    logs: str
    planted: int


def documents(planter: Planter) -> list[tuple[bytes, str]]:
    """Planted documents of every format: our own samples always, real ones where they are."""
    own = {f"{path.stem}.xml": planter.in_notice(path.read_bytes()) for path in sorted(SAMPLES.glob("*.xml"))}
    own[f"{planter.mail()}.xml"] = planter.in_notice((SAMPLES / "call.xml").read_bytes())
    releases = [release(1), release(2, parties=[{"id": "b", "name": "Voorbeeldgemeente", "roles": ["buyer"]}])]
    person = {"id": "p", "name": planter.name(), "roles": ["supplier"], "details": {"naturalPerson": True}}
    person |= {"identifier": {"scheme": "NL-KVK", "id": "12345678", "legalName": planter.name()}}
    releases.append(release(3, parties=[{"id": "b", "name": "Voorbeeldgemeente", "roles": ["buyer"]}, person]))
    found = [(zipped(own), ZIP), (package([planter.in_release(each) for each in releases]), JSON)]
    if "PPDS_TEST_DATA" in os.environ:
        real = {**notices("notices"), **notices("sdk-examples")}
        found.append((zipped({name: planter.in_notice(body) for name, body in real.items()}), ZIP))
        stages = [json.loads(path.read_bytes()) for path in sorted(worked_example().glob("*-0*.json"))]
        releases = [*releases_from_notices(), *(each for stage in stages for each in stage["releases"])]
        found.append((lines([planter.in_release(each) for each in releases]), LINES))
    return found


def faulty(planter: Planter) -> list[tuple[bytes, str]]:
    """Documents that give findings on values that are themselves personal, or cannot be read to their end."""
    notice = planter.in_notice((SAMPLES / "call.xml").read_bytes())
    code = notice.replace(b">clim-mitig<", f">{planter.mail()}<".encode())
    code = code.replace(b">1000000.50<", f">{planter.mail()}<".encode())
    text = json.dumps(planter.in_release(release(4))).encode()
    amount = planter.in_release(release(5, tender={"id": "5", "value": {"amount": planter.mail(), "currency": "EUR"}}))
    amount["date"] = planter.mail()
    amount["tender"]["mainProcurementCategory"] = planter.telephone()
    return [
        (notice[: len(notice) * 2 // 3], XML),
        (code, XML),
        (zipped({f"map/{planter.mail()}/a.xml": notice[:2000], f"{planter.mail()}.txt": b"x"}), ZIP),
        (b"\n".join([text[: len(text) // 2], text.replace(b'"ocid"', b'"ocid'), json.dumps(amount).encode()]), LINES),
        (json.dumps({"releases": [amount, f"{planter.name()} {planter.mail()}"]}).encode(), JSON),
        (text[:-30], JSON),
    ]


@pytest.fixture(scope="module")
def sent(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sent]:
    planter = Planter()
    good, bad = documents(planter), faulty(planter)
    written: list[str] = []
    listener = Listener(written)
    log = tmp_path_factory.mktemp("logs") / "worker.log"
    root = logging.getLogger()
    root.addHandler(listener)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        with house_on(database_module, workers=("kpi",), ingest={"log_level": "DEBUG"}) as house:
            with worker_process("ingest", house.services.settings["ingest"], log=log):
                submissions = [house.send(body, media_type) for body, media_type in (*good, *bad)]
                for submission in submissions:
                    house.report(submission, seconds=120)
            anyone = house.services.http("ingest")
            validations = [
                anyone.post("/validations", content=body, headers={"Content-Type": media_type})
                for body, media_type in (*good, *bad)
                if len(body) < 5_000_000
            ]
            house.settle()
            yield Sent(house, submissions, validations, "\n".join(written) + log.read_text(), planter.planted)
    finally:
        root.removeHandler(listener)
        root.setLevel(level)


class Listener(logging.Handler):
    """Keeps every line that any logger of this process writes, with its traceback."""

    def __init__(self, written: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._written = written

    def emit(self, record: logging.LogRecord) -> None:
        self._written.append(f"{self.format(record)} {getattr(record, 'fields', '')}")


def test_enough_was_planted_and_accepted(sent: Sent) -> None:
    assert sent.planted > (5000 if "PPDS_TEST_DATA" in os.environ else 200)
    reports = [sent.house.report(submission) for submission in sent.submissions]
    good = reports[: len(reports) - len(faulty(Planter()))]
    assert all(report["counts"]["refused"] == 0 and report["counts"]["accepted"] > 0 for report in good)


def test_nothing_of_it_is_in_any_column_of_any_table(sent: Sent) -> None:
    url = sent.house.services.database_url
    looked_through = 0
    for table in [*tables_of(url, *SCHEMAS), *(f"{schema}.audit_event" for schema in AUDITED)]:
        for row in rows_of(url, table):
            for column, value in row.items():
                text = readable(value)
                looked_through += len(text)
                assert not found_in(text), (table, column, found_in(text)[:3])
    assert looked_through > 100_000


def rows_of(url: str, table: str) -> Iterator[dict[str, object]]:
    with psycopg.connect(plain(url), autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"select * from {table}".encode())  # noqa: S608 - names from the catalogue
        names = [column.name for column in cursor.description or ()]
        for row in cursor:
            yield dict(zip(names, row, strict=True))


def readable(value: object) -> str:
    """A value as text; bytes unpacked when they are packed."""
    if isinstance(value, bytes | bytearray | memoryview):
        raw = bytes(value)
        if raw.startswith(ZSTD):
            raw = zstandard.ZstdDecompressor().decompressobj().decompress(raw)
        return raw.decode(errors="replace")
    return json.dumps(value, default=str, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def test_no_body_as_it_came_in_is_left(sent: Sent) -> None:
    assert query(sent.house.services.database_url, "select count(*) from ingest.arrival") == [(0,)]


def test_nothing_of_it_is_in_any_answer(sent: Sent) -> None:
    for name, answer in answers(sent):
        assert not found_in(answer), (name, found_in(answer)[:3])


def answers(sent: Sent) -> Iterator[tuple[str, str]]:
    house = sent.house
    for validation in sent.validations:
        yield "validation", validation.text
    yield "submissions", json.dumps(house.all("/submissions"))
    for submission in sent.submissions:
        for part in ("records", "findings"):
            yield part, json.dumps(house.all(f"/submissions/{submission}/{part}"), ensure_ascii=False)
        payload = house.sender.get(f"/submissions/{submission}/payload")
        yield "payload", readable(payload.content)
        if payload.headers["content-type"] == ZIP:
            yield from unpacked(payload.content)
    procedures = house.procedures()
    yield "procedures", json.dumps(procedures, ensure_ascii=False)
    for procedure in procedures[::10]:
        yield "history", house.sender.get(f"/procedures/{procedure['id']}/history").text
    yield "changes", house.sender.get("/changes", params={"limit": "1000"}).text
    asked = {"from": "2000-01", "until": "2030-12", "groupBy": "organisation"}
    yield "values", house.reader.get("/indicators/ALG-P12/values", params=asked).text


def unpacked(body: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            yield "payload", name + archive.read(name).decode(errors="replace")


def test_nothing_of_it_is_in_any_log_line(sent: Sent) -> None:
    assert sent.logs.count("\n") > 20
    assert not found_in(sent.logs), found_in(sent.logs)[:3]


def test_the_log_of_the_database_server_holds_nothing_of_it(sent: Sent) -> None:
    log = Path(str(query(sent.house.services.database_url, "show data_directory")[0][0])) / "log"
    if not log.is_file():
        pytest.skip("the server of this run is not the embedded one; its log is elsewhere")
    assert not found_in(log.read_text(errors="replace"))


def test_a_look_for_it_would_find_it() -> None:
    planter = Planter()
    samples = (planter.sentence(), planter.name(), planter.mail(), *(planter.telephone() for _ in range(6)))
    assert all(found_in(text) for text in samples)
    assert not found_in(f"{WORD[:-1]} {NUMBER[:-1]}")
