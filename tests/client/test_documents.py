"""Which file is sent as what: by the list of the data space, not by one of the client."""

import gzip
import zipfile
from pathlib import Path

import pytest

from client.answers import Formats
from client.documents import Document, document_at, documents
from client.errors import UnknownFormat
from tests.client.stage import FORMATS as ANSWER

FORMATS = Formats.model_validate(ANSWER)


def at(path: Path, **given: str) -> Document:
    path.touch()
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
    document = documents([path], FORMATS)[0]
    assert (document.media_type, document.sent_encoding) == ("application/zip", None)
    assert b"".join(document.stream()) == path.read_bytes()


def test_a_folder_gives_every_document_in_it_once_in_a_stable_order(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("b.xml", "a.json", "inner/c.xml", "notes.txt"):
        (tmp_path / name).write_text("x")
    found = documents([tmp_path, tmp_path / "b.xml"], FORMATS)
    assert [document.path.name for document in found] == ["a.json", "b.xml", "c.xml"]


def test_nothing_to_send_is_said_with_the_endings_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"No documents found: .*\.xml, \.json, \.jsonl"):
        documents([tmp_path], FORMATS)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"absent\.xml"):
        documents([tmp_path / "absent.xml"], FORMATS)


def test_a_name_that_tells_nothing_needs_a_format_that_the_data_space_knows(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"notice\.txt cannot be told"):
        at(tmp_path / "notice.txt")
    assert at(tmp_path / "notice.txt", format_given="eforms").media_type == "application/xml"
    assert at(tmp_path / "lines.jsonl", format_given="ocds").media_type == "application/x-ndjson"
    with pytest.raises(UnknownFormat, match="no format nonsense; it reads eforms, ocds, zip, tar"):
        at(tmp_path / "notice.txt", format_given="nonsense")


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
    document = documents([path], FORMATS)[0]
    assert (document.media_type, document.sent_encoding) == ("application/x-ndjson", "gzip")
    assert b"".join(document.stream()) == path.read_bytes()


def test_the_idempotency_key_follows_content_and_media_type_and_not_the_name(tmp_path: Path) -> None:
    for name, content in (("a.json", "1"), ("b.json", "1"), ("c.json", "2")):
        (tmp_path / name).write_text(content)
    key = {name: document_at(tmp_path / f"{name}.json", FORMATS).idempotency_key for name in "abc"}
    assert key["a"] == key["b"] != key["c"]
    assert Document(tmp_path / "a.json", "application/xml").idempotency_key != key["a"]
