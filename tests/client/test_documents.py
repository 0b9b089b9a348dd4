"""Which file is sent as what."""

import gzip
import zipfile
from pathlib import Path

import pytest

from client.documents import Document, documents, format_of
from client.errors import UnknownFormat


def test_xml_is_eforms_and_json_in_all_its_spellings_is_ocds(tmp_path: Path) -> None:
    assert format_of(tmp_path / "a.xml") == "eforms"
    for name in ("a.json", "a.jsonl", "a.ndjson", "a.jsonl.gz", "a.JSON"):
        assert format_of(tmp_path / name) == "ocds"


def test_an_archive_is_known_by_the_names_inside(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "")
        archive.writestr("one.xml", "<a/>")
    document = documents([path])[0]
    assert (document.format, document.media_type, document.encoding) == ("eforms", "application/zip", None)


def test_a_broken_archive_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(b"PK no zip")
    with pytest.raises(UnknownFormat, match=r"broken\.zip"):
        documents([path])


def test_a_folder_gives_every_document_in_it_once_in_a_stable_order(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("b.xml", "a.json", "inner/c.xml", "notes.txt"):
        (tmp_path / name).write_text("x")
    found = documents([tmp_path, tmp_path / "b.xml"])
    assert [document.path.name for document in found] == ["a.json", "b.xml", "c.xml"]


def test_nothing_to_send_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="No documents found"):
        documents([tmp_path])


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"absent\.xml"):
        documents([tmp_path / "absent.xml"])


def test_a_plain_file_is_compressed_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"{}" * 2_000_000)
    document = Document(path, "ocds")
    sent = b"".join(document.stream())
    assert document.encoding == "gzip"
    assert gzip.decompress(sent) == path.read_bytes()
    assert b"".join(document.stream()) == sent


def test_a_compressed_file_is_sent_as_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}\n"))
    document = documents([path])[0]
    assert (document.media_type, document.encoding) == ("application/x-ndjson", "gzip")
    assert b"".join(document.stream()) == path.read_bytes()


def test_the_idempotency_key_follows_content_and_format_and_not_the_name(tmp_path: Path) -> None:
    for name, content in (("a.json", "1"), ("b.json", "1"), ("c.json", "2")):
        (tmp_path / name).write_text(content)
    key = {name: Document(tmp_path / f"{name}.json", "ocds").idempotency_key for name in "abc"}
    assert key["a"] == key["b"] != key["c"]
    assert Document(tmp_path / "a.json", "eforms").idempotency_key != key["a"]
