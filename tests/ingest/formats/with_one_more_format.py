"""What a format gets by standing in the table. Run by `test_one_more_format` where a small one was added to it."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from client.answers import Formats
from client.command.app import sender_app
from client.documents import document_at
from tests.client.stage import Prepared, on_stage
from tests.ingest.service.builders import OIN_OF_ALPHA, Sender, alpha, ingest_on, rows, work_off, workers_on
from tests.ingest.service.erasing_scene import places, recorded
from tests.services import eventually

NOTE = {"Content-Type": "text/x-small-note"}
NUMBER, NAME = "12345678", "Bakkerij De Proef"


def note(number: int, **others: str) -> bytes:
    stated = {"id": f"N-{number}", "buyer": OIN_OF_ALPHA, "title": "Voorbeeldbrood", **others}
    return "\n".join(["small note", *(f"{key}: {value}" for key, value in stated.items())]).encode()


@pytest.fixture
def sender(database: str) -> Iterator[Sender]:
    party = alpha(database)
    with ingest_on(database) as http:
        yield Sender(http, party)


def test_it_goes_in_over_http_and_is_kept_without_contacts(database: str, sender: Sender) -> None:
    body = note(1, text="Vragen aan jan (at) gemeente.nl of 06-12345678")
    answer = sender.send(body, NOTE)
    assert (answer.status_code, answer.json()["format"]) == (202, "small-note")
    work_off(database)
    submission = answer.json()["id"]
    report = sender.report(submission)
    assert (report["state"], report["counts"]["accepted"]) == ("done", 1)
    [record] = sender.items(f"/submissions/{submission}/records")
    assert (record["state"], record["noticeId"], record["lots"]) == ("accepted", "N-1", 1)
    assert record["procedure"] is not None
    copy = sender.get(f"/submissions/{submission}/payload")
    assert copy.headers["content-type"].startswith("text/x-small-note")
    assert copy.content == note(1, text="Vragen aan [verwijderd] of [verwijderd]")
    assert rows(database, "select title from procurement.procedure") == [("Voorbeeldbrood",)]


def test_it_goes_in_compressed_and_in_a_zip_beside_others(database: str, sender: Sender) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("een.note", note(1))
        archive.writestr("twee.note.gz", gzip.compress(note(2)))
        archive.writestr("drie.xml", b"<iets/>")
    submission = sender.sent(packed.getvalue(), {"Content-Type": "application/zip"})
    undeclared = sender.sent(gzip.compress(note(3)), NOTE)
    told = sender.sent(gzip.compress(note(4)), {"Content-Type": "application/gzip"})
    work_off(database)
    states = [each["state"] for each in sender.items(f"/submissions/{submission}/records")]
    assert states == ["accepted", "accepted", "refused"]
    assert [sender.report(each)["counts"]["accepted"] for each in (undeclared, told)] == [1, 1]


def test_it_is_erased_from_what_is_kept(database: str, sender: Sender) -> None:
    submission = sender.sent(note(1, winner=f"{NUMBER} {NAME}", text=f"Gegund aan {NAME}"), NOTE)
    work_off(database)
    assert places(database, NAME, NUMBER)
    recorded(database, NUMBER, NAME)
    with workers_on(database):
        eventually(lambda: not places(database, NAME, NUMBER))
    assert NAME not in sender.get(f"/submissions/{submission}/payload").text
    assert rows(database, "select count(*) from procurement.notice") == [(1,)]


def test_it_is_tried_without_being_sent(sender: Sender) -> None:
    body = b"\n".join(line for line in note(1).splitlines() if not line.startswith(b"title"))
    answer = sender.http.post("/v1/validations", content=body, headers=NOTE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["records"] == {"accepted": 1, "refused": 0}
    assert [finding["code"] for finding in answer.json()["findings"]] == ["SN-002"]


def test_the_client_lists_it_and_knows_its_files(sender: Sender, tmp_path: Path) -> None:
    answer = sender.http.get("/v1/formats").json()
    (tmp_path / "een.note").write_bytes(note(1))
    document = document_at(tmp_path / "een.note", Formats.model_validate(answer))
    assert document.media_type == "text/x-small-note"
    with on_stage() as stage:
        stage.prepare("/v1/formats", Prepared(content=answer))
        listed = CliRunner().invoke(sender_app(), ["--ingest-url", stage.url, "formats"], env={"COLUMNS": "200"})
    assert listed.exit_code == 0, listed.output
    assert "small-note" in listed.output
    assert ".note" in listed.output
