"""The feed of rows, and the mirror of the docs that follows it: killed now and then, equal in the end."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from services.ingest.bulk.rules.subjects.table import SUBJECTS
from shared.settings import ServiceName
from tests.ingest.bulk.filled import award, fill, keyed, lines, made
from tests.ingest.own_records.records import contract, sent, social_return
from tests.ingest.service.builders import Sender, execute, ingest_on, ndjson, work_off
from tests.services import running_services

SCRIPT = Path(__file__).resolve().parents[3] / "docs/how-to/mirror.py"


@pytest.fixture
def sender(database: str, tmp_path: Path) -> Iterator[Sender]:
    party = fill(database, number=2)
    with ingest_on(database, bulk_folder=str(tmp_path / "bulk")) as http:
        yield Sender(http, party)


def pages(sender: Sender, subject: str, after: str, limit: int) -> Iterator[dict[str, Any]]:
    while True:
        answer = sender.http.get(f"/v1/changes/{subject}", params={"after": after, "limit": limit})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        yield page
        if page["next"] == after:
            return
        after = page["next"]


def followed(sender: Sender, subject: str, after: str, rows: dict[Any, Any], *, limit: int) -> list[dict[str, Any]]:
    items = [item for page in pages(sender, subject, after, limit) for item in page["items"]]
    for item in items:
        key = tuple(item["row"][name] for name in SUBJECTS[subject].key)
        if item["gone"]:
            rows.pop(key, None)
        else:
            rows[key] = item["row"]
    return items


def test_files_and_the_changes_behind_them_are_all_rows_with_their_causes(
    database: str, sender: Sender, tmp_path: Path
) -> None:
    made(database, tmp_path / "bulk")
    begun = {}
    for subject in ("contracts", "lots"):
        listed = sender.http.get("/v1/bulk", params={"subject": subject}).json()
        rows: dict[Any, Any] = {}
        for edition in listed["items"]:
            content = sender.http.get(f"/v1/bulk/{subject}/{edition['period']}.jsonl.gz").content
            rows.update(keyed(lines(content), list(SUBJECTS[subject].key)))
        begun[subject] = (listed["cursor"], rows)
    sent(
        sender, contract("CON-1", senderVersion=2, endsOn="2025-01-31", release="now"), contract("CON-3", release="now")
    )
    sender.sent(ndjson([award(1, id="later", date="2025-07-01T00:00:00Z", awards=award(3)["awards"])]))
    work_off(database)
    causes: dict[str, dict[str, list[Any]]] = {subject: {} for subject in begun}
    for subject, (cursor, rows) in begun.items():
        for item in followed(sender, subject, cursor, rows, limit=7):
            causes[subject].setdefault(item["cause"], []).append(item)
        from_nothing: dict[Any, Any] = {}
        followed(sender, subject, "0", from_nothing, limit=1000)
        assert from_nothing == rows, subject
    assert set(causes["contracts"]) == {"submission", "correction", "withdrawal"}
    assert {item["row"]["state_on"] > "2025-01-31" for item in causes["contracts"]["withdrawal"]} == {True}
    assert "correction" in causes["lots"]
    made(database, tmp_path / "bulk")
    for subject, (_, rows) in begun.items():
        now: dict[Any, Any] = {}
        for edition in sender.http.get("/v1/bulk", params={"subject": subject}).json()["items"]:
            content = sender.http.get(f"/v1/bulk/{subject}/{edition['period']}.jsonl.gz").content
            now.update(keyed(lines(content), list(SUBJECTS[subject].key)))
        assert rows == now, subject


def test_a_place_of_another_log_or_beyond_the_newest_change_is_refused(database: str, sender: Sender) -> None:
    def ask(after: str, path: str = "/v1/changes/lots") -> Response:
        return sender.http.get(path, params={"after": after}, headers=sender.headers)

    page = ask("0").json()
    assert ask(page["next"]).status_code == 200
    head = page["head"]
    for path in ("/v1/changes", "/v1/changes/lots"):
        for after, code in ((f"{page['log']}.{head + 1}", "position-ahead"), (str(head + 1), "position-ahead")):
            answer = ask(after, path)
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, code)
        other = ask(f"{'0' * 32}.1", path)
        assert (other.status_code, other.json()["errors"][0]["code"]) == (409, "other-change-log")
        for wrong in ("-1", "x", f"{page['log']}.", "9" * 40, f"{page['log'][:-1]}.1"):
            assert ask(wrong, path).status_code == 400, wrong
    assert sender.http.get("/v1/changes/nothing").status_code == 404
    execute(database, "update procurement.change_log set id = gen_random_uuid()")
    assert ask(page["next"]).json()["errors"][0]["code"] == "other-change-log"


def test_what_is_not_released_is_in_no_page(database: str, sender: Sender) -> None:
    assert "CON-2" not in json.dumps(list(pages(sender, "commitments", "0", 100)))
    rows: dict[Any, Any] = {}
    items = followed(sender, "commitments", "0", rows, limit=100)
    assert len(rows) == 1
    assert not {"target", "realised"} & set(items[0]["row"])
    sent(sender, contract("CON-1", senderVersion=2, release="hold", commitments=[social_return()]))
    work_off(database)
    followed(sender, "commitments", "0", rows, limit=100)
    assert rows == {}


def test_a_mirror_that_is_killed_again_and_again_while_it_follows_ends_equal(
    database_module: str, tmp_path: Path
) -> None:
    own: dict[ServiceName, dict[str, object]] = {"ingest": {"bulk_folder": str(tmp_path / "bulk")}}
    party = fill(database_module, number=30)
    made(database_module, tmp_path / "bulk")
    with running_services(database_module, only=("registry", "ingest"), workers=("ingest",), own_settings=own) as house:
        sending = house.http("ingest", "ingest:write", party=party)
        command = [sys.executable, str(SCRIPT), house.urls["ingest"], "lots", str(tmp_path / "lots.sqlite")]
        chance = random.Random(5)  # noqa: S311 - no secret
        for number in range(6):
            following = subprocess.Popen(command, stderr=subprocess.PIPE)
            load = [
                award(
                    each,
                    id=f"{number}-{each}",
                    date=f"2025-08-{number + 1:02}T00:00:00Z",
                    awards=award(each + number)["awards"],
                )
                for each in range(30 + 5 * number)
            ]
            answer = sending.post(
                "/submissions", content=ndjson(load), headers={"Content-Type": "application/x-ndjson"}
            )
            assert answer.status_code == 202, answer.text
            time.sleep(chance.uniform(0.1, 0.9))
            following.send_signal(signal.SIGKILL)
            assert following.communicate()[1] == b""
            if number == 3:
                made(database_module, tmp_path / "bulk")
        work_off(database_module)
        subprocess.run([*command, "--once"], check=True, timeout=120)
        made(database_module, tmp_path / "bulk")
    theirs = {
        tuple(json.loads(key)): json.loads(content)
        for key, content in sqlite3.connect(tmp_path / "lots.sqlite").execute("select key, content from row")
    }
    ours: dict[Any, Any] = {}
    newest = json.loads(next((tmp_path / "bulk").glob("*/standing.json")).read_bytes())["editions"]["lots"]
    for period, position in newest.items():
        [file] = (tmp_path / "bulk").glob(f"*/lots/{period}/{position}/{period}.jsonl.gz")
        ours.update(keyed(lines(file.read_bytes()), list(SUBJECTS["lots"].key)))
    assert len(ours) >= 55
    assert theirs == ours
