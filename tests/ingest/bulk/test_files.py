"""Files in bulk: whole, described, resumable, never half, never cut by a new edition."""

import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from services.ingest.bulk.operations.job import make_now
from services.ingest.bulk.rules.column import Kind
from services.ingest.bulk.rules.subjects.table import SUBJECTS
from tests.ingest.bulk.filled import HOSTILE, award, fill, keyed, lines, made
from tests.ingest.own_records.records import contract, sent
from tests.ingest.service.builders import (
    Sender,
    execute,
    harvester,
    ingest_on,
    ndjson,
    release,
    rows,
    settings_for,
    work_off,
    workers_on,
)


@pytest.fixture(scope="module")
def filled(database_module: str) -> str:
    fill(database_module)
    return database_module


@pytest.fixture(scope="module")
def folder(filled: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk")
    made(filled, folder)
    return folder


@pytest.fixture
def http(filled: str, folder: Path) -> Iterator[TestClient]:
    """For anybody: no token."""
    with ingest_on(filled, bulk_folder=str(folder)) as client:
        yield client


def read(http: TestClient, address: str, **headers: str) -> bytes:
    answer = http.get(address.removeprefix("http://ingest.test"), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content


def editions(http: TestClient) -> list[dict[str, Any]]:
    answer = http.get("/v1/bulk")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_every_public_row_stands_in_one_file_and_what_is_not_released_in_none(http: TestClient, filled: str) -> None:
    counted = dict.fromkeys(SUBJECTS, 0)
    for each in editions(http):
        counted[each["subject"]] += each["rows"]
    for subject in SUBJECTS.values():
        public = f"from procurement.{subject.view} where counted and released and until_change is null"
        assert rows(filled, f"select count(*) {public}") == [(counted[subject.name],)], subject.name
    assert counted["procedures"] == counted["lots"] == 7
    assert counted["winners"] == 6
    held = [each for each in editions(http) if each["subject"] == "contracts" and each["period"] == "2025"]
    assert [(each["reason"], each["rows"]) for each in held[0]["withheld"]] == [("not-released", 12)]
    assert held[0]["rows"] == 12


def test_amounts_of_records_that_are_not_public_are_in_no_file_and_the_manifest_says_so(http: TestClient) -> None:
    [edition] = [each for each in editions(http) if each["subject"] == "reports"]
    [said] = edition["withheld"]
    assert (said["reason"], "realised" in said["columns"]) == ("not-public", True)
    file = next(each for each in edition["files"] if each["form"] == "jsonl.gz")
    assert "70000" not in json.dumps(lines(read(http, file["address"])))


def test_every_file_is_what_its_manifest_says(http: TestClient) -> None:
    for each in editions(http):
        manifest = json.loads(read(http, each["manifest"]))
        assert [file["name"] for file in manifest["files"]] == [file["name"] for file in each["files"]]
        assert (manifest["position"], manifest["licence"]) == (each["position"], each["licence"])
        for file in each["files"]:
            content = read(http, file["address"])
            assert (len(content), sha256(content).hexdigest()) == (file["bytes"], file["sha256"])


def test_all_forms_hold_the_same_rows_and_every_column_is_described(http: TestClient) -> None:
    for each in editions(http):
        subject = SUBJECTS[each["subject"]]
        base = f"/v1/bulk/{subject.name}/{each['period']}"
        as_lines = lines(read(http, f"{base}.jsonl.gz"))
        parquet = pq.read_table(io.BytesIO(read(http, f"{base}.parquet")))
        with zipfile.ZipFile(io.BytesIO(read(http, f"{base}.csv.zip"))) as archive:
            schema = json.loads(archive.read("schema.json"))
            as_csv = list(csv.DictReader(io.StringIO(archive.read(f"{subject.name}-{each['period']}.csv").decode())))
            described = list(csv.DictReader(io.StringIO(archive.read("dictionary.csv").decode())))
        names = [column.name for column in subject.columns]
        assert parquet.column_names == names
        assert {tuple(row) for row in (*as_lines, *as_csv)} <= {tuple(names)}
        assert [field["name"] for field in schema["fields"]] == [row["name"] for row in described] == names
        assert all(row["nl"] and row["en"] for row in described)
        assert all(parquet.schema.field(name).metadata[b"description"] for name in names)
        assert len(as_lines) == len(as_csv) == parquet.num_rows == each["rows"]
        for line, typed, cells in zip(as_lines, parquet.to_pylist(), as_csv, strict=True):
            for column in subject.columns:
                said, value, cell = line[column.name], typed[column.name], cells[column.name]
                if column.kind is Kind.NUMBER and said is not None:
                    assert value == Decimal(str(said)) == Decimal(cell)
                elif column.kind is Kind.DATE and said is not None:
                    assert value.isoformat() == said == cell
                else:
                    assert value == said
                    assert said is not None or cell == ""


def test_a_text_that_a_spreadsheet_would_carry_out_is_a_text_in_csv_and_itself_elsewhere(http: TestClient) -> None:
    titles = [row["title"] for row in lines(read(http, "/v1/bulk/procedures/2025.jsonl.gz"))]
    [hostile] = [title for title in titles if title.startswith("=")]
    assert hostile.startswith("=HYPERLINK")
    assert set(hostile) - set(HOSTILE) == set()
    with zipfile.ZipFile(io.BytesIO(read(http, "/v1/bulk/procedures/2025.csv.zip"))) as archive:
        cells = [row["title"] for row in csv.DictReader(io.StringIO(archive.read("procedures-2025.csv").decode(), ""))]
    assert f"'{hostile}" in cells


def test_narrow_files_have_the_thirty_columns_that_are_asked_for_most(http: TestClient) -> None:
    for name in ("procedures", "lots"):
        narrow = pq.read_table(io.BytesIO(read(http, f"/v1/bulk/{name}/2025-narrow.parquet")))
        whole = pq.read_table(io.BytesIO(read(http, f"/v1/bulk/{name}/2025.parquet")))
        assert narrow.num_columns == 30
        assert whole.select(narrow.column_names).to_pylist() == narrow.to_pylist()
    assert http.get("/v1/bulk/winners/2025-narrow.parquet").status_code == 404


def test_another_engine_counts_and_adds_up_the_same(http: TestClient, filled: str, tmp_path: Path) -> None:
    for each in editions(http):
        if each["subject"] == "lots":
            (tmp_path / f"{each['period']}.parquet").write_bytes(read(http, f"/v1/bulk/lots/{each['period']}.parquet"))
    query = "select count(*), sum(awarded_value), min(awarded_on), count(distinct procedure) from {}"
    with duckdb.connect() as other:
        theirs = other.execute(query.format(f"'{tmp_path}/*.parquet'")).fetchall()
    assert theirs == rows(filled, query.format("procurement.fact_lot"))


def test_ranges_give_the_file_in_parts_and_a_bad_one_says_what_to_write(http: TestClient) -> None:
    whole = http.get("/v1/bulk/lots/2025.parquet")
    middle = len(whole.content) // 2
    parts = []
    for asked in (f"bytes=0-{middle - 1}", f"bytes={middle}-"):
        answer = http.get("/v1/bulk/lots/2025.parquet", headers={"Range": asked, "If-Range": whole.headers["ETag"]})
        assert answer.status_code == 206
        parts.append(answer.content)
    assert b"".join(parts) == whole.content
    assert http.get("/v1/bulk/lots/2025.parquet", headers={"Range": "bytes=-4"}).content == b"PAR1"
    beyond = http.get("/v1/bulk/lots/2025.parquet", headers={"Range": f"bytes={len(whole.content)}-"})
    assert (beyond.status_code, beyond.headers["content-type"]) == (416, "application/problem+json")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.content)}"
    for wrong in ("bytes=5-2", "lines=1-2", "bytes=a-b", "bytes=" + ",".join(["0-1"] * 50)):
        answer = http.get("/v1/bulk/lots/2025.parquet", headers={"Range": wrong})
        assert answer.status_code == 400, wrong
        assert answer.json()["errors"][0]["code"] == "bad-byte-range"
    kept = http.get("/v1/bulk/lots/2025.parquet", headers={"If-None-Match": whole.headers["ETag"]})
    assert (kept.status_code, kept.content) == (304, b"")


def test_what_does_not_exist_is_not_found(http: TestClient) -> None:
    for path in ("lots/1950.parquet", "nothing/2025.parquet", "lots/editions/7/2025.parquet", "nothing"):
        assert http.get(f"/v1/bulk/{path}").status_code == 404, path
    for path in ("lots/2025.exe", "lots/..%2F..%2Fetc%2Fpasswd", "lots/editions/-1/2025.parquet"):
        assert http.get(f"/v1/bulk/{path}").status_code in (400, 404), path
    assert http.get("/v1/bulk", params={"subject": "nothing"}).status_code == 400


def test_without_a_folder_there_is_nothing_and_the_answer_says_so(filled: str) -> None:
    with ingest_on(filled) as client:
        answer = client.get("/v1/bulk").json()
        assert (answer["items"], answer["madeAt"], answer["position"]) == ([], None, 0)
        assert client.get("/v1/bulk/lots/2025.parquet").status_code == 404


def test_a_new_edition_cuts_no_download_and_tells_what_came_and_went(database: str, tmp_path: Path) -> None:
    party = fill(database)
    first = made(database, tmp_path)
    with ingest_on(database, bulk_folder=str(tmp_path)) as client:
        before = client.get("/v1/bulk/lots/2024.jsonl.gz")
        half = len(before.content) // 2
        sender = Sender(client, party)
        sender.sent(ndjson([award(0, date="2025-06-01T09:00:00Z", id="nieuw", awards=award(1)["awards"])]))
        sent(sender, contract("CON-1", senderVersion=2, state="withdrawn", reason="Ontbonden"))
        work_off(database)
        second = made(database, tmp_path)
        assert second.position > first.position
        goes_on = {"Range": f"bytes={half}-", "If-Range": before.headers["ETag"]}
        newest = client.get("/v1/bulk/lots/2024.jsonl.gz", headers=goes_on)
        assert newest.status_code == 200  # another file by now: it comes whole
        rest = client.get(before.headers["Content-Location"], headers=goes_on)
        assert (rest.status_code, before.content[:half] + rest.content) == (206, before.content)
        for subject in ("lots", "procedures", "winners", "contracts"):
            for period, position in second.editions[subject].items():
                key = list(SUBJECTS[subject].key)
                now = keyed(lines(read(client, f"/v1/bulk/{subject}/{period}.jsonl.gz")), key)
                old = first.editions[subject].get(period)
                if old is None or position == old:
                    continue
                rows_then = keyed(lines(read(client, f"/v1/bulk/{subject}/editions/{old}/{period}.jsonl.gz")), key)
                kept = dict(rows_then)
                for change in lines(read(client, f"/v1/bulk/{subject}/{period}-delta.jsonl.gz")):
                    assert first.position < change["position"] <= second.position
                    place = tuple(change["row"][name] for name in key)
                    if change["gone"]:
                        del kept[place]
                    else:
                        kept[place] = change["row"]
                assert kept == now, (subject, period)
        assert [each for each in editions(client) if each["subject"] == "contracts" and each["rows"]] == []


def test_what_did_not_change_keeps_its_edition(database: str, tmp_path: Path) -> None:
    party = fill(database, number=2)
    first = made(database, tmp_path)
    with ingest_on(database) as client:
        Sender(client, party).sent(
            ndjson([award(1, id="later", date="2025-07-01T00:00:00Z", awards=award(3)["awards"])])
        )
    work_off(database)
    second = made(database, tmp_path)
    assert second.editions["lots"]["2024"] == first.editions["lots"]["2024"]
    assert second.editions["procedures"]["2025"] == second.position


def test_old_editions_go_when_they_were_replaced_long_enough_ago(database: str, tmp_path: Path) -> None:
    party = fill(database, number=2)
    standing = [made(database, tmp_path)]
    for number, grace in enumerate((24, 24, 0), 10):
        with ingest_on(database) as client:
            Sender(client, party).sent(ndjson([award(number * 2)]))
        work_off(database)
        standing.append(made(database, tmp_path, bulk_editions=2, bulk_grace_hours=grace))
        there = sorted(int(each.name) for each in next(tmp_path.glob("*/lots/2024")).iterdir())
        positions = [each.position for each in standing]
        assert there == (positions if grace else positions[-2:])


def test_an_erasure_takes_every_edition_from_before_it(database: str, tmp_path: Path) -> None:
    fill(database, number=2)
    first = made(database, tmp_path)
    with ingest_on(database, bulk_folder=str(tmp_path)) as client:
        kept = client.get("/v1/bulk/winners/2024.jsonl.gz").headers["Content-Location"]
        execute(
            database,
            "with c as (select nextval('procurement.change_position') p) insert into procurement.change"
            " (position, recorded_at, cause) select p, now(), 'erasure' from c",
        )
        assert client.get(kept).status_code == 404
        assert client.get("/v1/bulk/winners/2024.jsonl.gz").status_code == 404
        second = made(database, tmp_path)
        assert client.get("/v1/bulk/winners/2024.jsonl.gz").status_code == 200
    assert not list(tmp_path.glob(f"*/*/*/{first.position}"))
    assert second.position == first.position + 1


def test_a_full_disk_leaves_what_stood_and_the_answer_says_so(database: str, tmp_path: Path) -> None:
    party = fill(database, number=2)
    first = made(database, tmp_path)
    with ingest_on(database, bulk_folder=str(tmp_path)) as client:
        before = client.get("/v1/bulk").json()
        Sender(client, party).sent(ndjson([award(3)]))
        work_off(database)
        settings = {
            "bulk_folder": str(tmp_path),
            "bulk_bytes": sum(f.stat().st_size for f in tmp_path.rglob("*.*")) + 9000,
        }
        assert make_now(settings_for(database, **settings)) is None
        after = client.get("/v1/bulk").json()
        assert after["failure"]["code"] == "disk-full"
        assert (after["items"], after["position"]) == (before["items"], first.position)
        assert not list(tmp_path.rglob(".making"))
        made(database, tmp_path)
        assert client.get("/v1/bulk").json()["failure"] is None


@pytest.mark.parametrize("limit", [3000, 20_000])
def test_a_file_that_the_system_does_not_let_grow_leaves_nothing(filled: str, tmp_path: Path, limit: int) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        assert make_now(settings_for(filled, bulk_folder=str(tmp_path))) is None
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.rglob(".making"))
    assert not list(tmp_path.glob("*/standing.json"))
    assert [json.loads(each.read_bytes())["code"] for each in tmp_path.glob("*/failure.json")] == ["disk-full"]
    made(filled, tmp_path)


def test_one_who_is_killed_while_writing_leaves_nothing_half_and_another_goes_on(filled: str, tmp_path: Path) -> None:
    stated = {**os.environ, "PPDS_DATABASE_URL": settings_for(filled).database_url, "PPDS_BULK_FOLDER": str(tmp_path)}
    program = (
        "from services.ingest.bulk.operations.job import make_now;"
        "from services.ingest.settings import Settings; make_now(Settings())"
    )
    process = subprocess.Popen([sys.executable, "-c", program], env=stated)
    ends_at = time.monotonic() + 30
    while not list(tmp_path.glob("*/procedures/*/[0-9]*")) and time.monotonic() < ends_at:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not list(tmp_path.glob("*/standing.json"))
    finished = {each: each.stat().st_mtime_ns for each in tmp_path.glob("*/*/*/[0-9]*/*")}
    begun = json.loads(next(tmp_path.glob("*/begun.json")).read_bytes())
    standing = made(filled, tmp_path)
    assert standing.position == begun["position"]
    assert finished
    assert {each: each.stat().st_mtime_ns for each in finished} == finished


def test_the_worker_makes_them_by_itself_beside_its_other_work(database: str, tmp_path: Path) -> None:
    other = harvester(database)
    with ingest_on(database, bulk_folder=str(tmp_path)) as client:
        Sender(client, other, any_buyer=True).sent(ndjson([release(1)]))
        work_off(database)
        work_off_until(database, tmp_path)
        assert client.get("/v1/bulk").json()["position"] >= 1


def work_off_until(database: str, folder: Path) -> None:

    with workers_on(database, bulk_folder=str(folder)):
        ends_at = time.monotonic() + 30
        while not list(folder.glob("*/standing.json")) and time.monotonic() < ends_at:
            time.sleep(0.02)
