"""Which file is sent as what: by the list of the data space, not by one of the client."""

import gzip
import zipfile
from pathlib import Path

import pytest

from client.answers import Formats
from client.documents import Document, document_at, documents
from client.errors import UnknownFormat, WrongUse
from tests.client.stage import FORMATS as ANSWER

FORMATS = Formats.model_validate(ANSWER)


def at(path: Path, **given: str) -> Document:
    path.write_bytes(b"x")
    return document_at(path, FORMATS, **given)


@pytest.mark.parametrize(
    ("name", "media_type", "encoding"),
    [
        ("a.xml", "application/xml", None),
        ("a.json", "application/json", None),
        ("a.JSON", "application/json", None),
        ("a.jsonl", "application/x-ndjson", None),
        ("a.ndjson", "application/x-ndjson", None),
        ("a.jsonl.gz", "application/x-ndjson", "gzip"),
        ("a.xml.zst", "application/xml", "zstd"),
        ("a.tar", "application/x-tar", None),
        ("a.tgz", "application/x-tar", "gzip"),
        ("a.tar.gz", "application/x-tar", "gzip"),
        ("a.zip", "application/zip", None),
    ],
)
def test_the_end_of_a_name_tells_the_media_type_and_the_compression(
    tmp_path: Path, name: str, media_type: str, encoding: str | None
) -> None:
    document = at(tmp_path / name)
    assert (document.media_type, document.encoding) == (media_type, encoding)


def test_an_archive_is_sent_as_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.xml", "<a/>")
    document = documents([path], FORMATS).to_send[0]
    assert (document.media_type, document.sent_encoding) == ("application/zip", None)
    assert b"".join(document.stream()) == path.read_bytes()


def test_a_folder_gives_every_document_in_it_once_in_a_stable_order(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("b.xml", "a.json", "inner/c.xml", "notes.txt"):
        (tmp_path / name).write_text("x")
    found = documents([tmp_path, tmp_path / "b.xml"], FORMATS).to_send
    assert [document.path.name for document in found] == ["a.json", "b.xml", "c.xml"]


def test_no_file_of_a_folder_is_passed_over_in_silence(tmp_path: Path) -> None:
    for name, content in (("a.xml", "x"), ("letter.pdf", "x"), ("empty.xml", ""), ("notes", "x")):
        (tmp_path / name).write_text(content)
    selection = documents([tmp_path], FORMATS)
    assert [document.path.name for document in selection.to_send] == ["a.xml"]
    left_out = {each.path.name: (each.fault.fault.rule, each.wanted) for each in selection.left_out}
    assert left_out == {
        "letter.pdf": ("format-not-told", False),
        "empty.xml": ("empty-file", True),
        "notes": ("format-not-told", False),
    }


def test_a_file_that_is_named_was_meant_to_be_sent(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_text("x")
    [left_out] = documents([tmp_path, tmp_path / "letter.pdf"], FORMATS).left_out
    assert left_out.wanted
    assert "--format" in left_out.fault.en


def test_a_link_that_leads_nowhere_is_said_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "gone.xml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "a.xml").write_text("x")
    selection = documents([tmp_path], FORMATS)
    assert [document.path.name for document in selection.to_send] == ["a.xml"]
    assert [each.fault.fault.rule for each in selection.left_out] == ["file-unreadable"]


def test_a_missing_file_is_said_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("x")
    with pytest.raises(WrongUse, match=r"absent\.xml"):
        documents([tmp_path / "a.xml", tmp_path / "absent.xml"], FORMATS)


def test_a_name_that_tells_nothing_needs_a_format_that_the_data_space_knows(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"does not tell its format\. Name it with --format"):
        at(tmp_path / "notice.txt")
    assert at(tmp_path / "notice.txt", format_given="eforms").media_type == "application/xml"
    assert at(tmp_path / "lines.jsonl", format_given="ocds").media_type == "application/x-ndjson"
    with pytest.raises(WrongUse, match=r"no format e-forms\. Did you mean eforms\? Choose one of .*eforms, .*ocds"):
        at(tmp_path / "notice.txt", format_given="e-forms")


def test_a_plain_file_is_compressed_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}" * 2_000_000)
    document = document_at(path, FORMATS)
    sent = b"".join(document.stream())
    assert document.sent_encoding == "gzip"
    assert gzip.decompress(sent) == path.read_bytes()
    assert b"".join(document.stream()) == sent


def test_a_compressed_file_is_sent_as_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n"))
    document = documents([path], FORMATS).to_send[0]
    assert (document.media_type, document.sent_encoding) == ("application/x-ndjson", "gzip")
    assert b"".join(document.stream()) == path.read_bytes()


def test_the_idempotency_key_follows_content_and_media_type_and_not_the_name(tmp_path: Path) -> None:
    for name, content in (("a.json", "1"), ("b.json", "1"), ("c.json", "2")):
        (tmp_path / name).write_text(content)
    key = {name: document_at(tmp_path / f"{name}.json", FORMATS).idempotency_key for name in "abc"}
    assert key["a"] == key["b"] != key["c"]
    assert Document(tmp_path / "a.json", "application/xml").idempotency_key != key["a"]
