"""Bodies in shapes that were read wrongly once, and what is right: our own, and those that PPDS_TEST_DATA points to."""

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import pytest

from services.ingest.formats.encoding import decoding_for
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import START, Mark
from services.ingest.processing.records import ReadRecord, records
from tests.ingest.eforms.builders import sample
from tests.ingest.ocds.builders import Release, release

JSON, LINES = "application/json", "application/x-ndjson"


def numbered(number: int) -> Release:
    return release(id=f"{number:06}", ocid=f"ocds-voorbeeld-{number}")


def read(body: bytes, media_type: str, *, resume: Mark = START) -> list[ReadRecord]:
    """Records of a body as it came, however it was compressed."""
    decoding = decoding_for(None)
    content = b"".join(decoding.feed(body))
    decoding.end()
    return list(records(io.BytesIO(content), media_type=media_type, resume=resume, limits=Limits()))


def outcome(found: list[ReadRecord]) -> list[str]:
    """For each record the id of its notice, or the first rule that refused it."""
    return [
        each.parsed.notice.notice_id if each.parsed.notice else each.parsed.findings[0].rule for each in found
    ]  # fmt: skip


def given(name: str) -> bytes:
    root = os.environ.get("PPDS_TEST_DATA")
    if root is None:
        pytest.skip("PPDS_TEST_DATA does not say where the inputs are")
    return (Path(root) / "inputs" / name).read_bytes()


def packages() -> list[object]:
    record = {"ocid": "ocds-voorbeeld-3", "releases": [numbered(3)]}
    return [
        {"version": "1.1", "releases": [numbered(1), numbered(2)]},
        {"version": "1.1", "records": [record, {"ocid": "x", "compiledRelease": numbered(4)}]},
        record | {"releases": [numbered(5)]},
        numbered(6),
    ]


# --- a list of packages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [0, orjson.OPT_INDENT_2])
@pytest.mark.parametrize("padding", [0, 5_000_000], ids=["small", "streamed"])
def test_a_list_of_packages_records_and_releases_is_read_as_what_it_holds(indent: int, padding: int) -> None:
    first, *others = packages()
    assert isinstance(first, dict)
    listed = [first | {"toelichting": "x" * padding}, *others]
    reading = read(orjson.dumps(listed, option=indent), JSON)
    assert outcome(reading) == [f"ocds-voorbeeld-{number}|{number:06}" for number in range(1, 7)]
    assert [each.place for each in reading] == [
        "/0/releases/0",
        "/0/releases/1",
        "/1/records/0/releases/0",
        "/1/records/1/compiledRelease",
        "/2/releases/0",
        "/3",
    ]
    assert [each.ordinal for each in reading] == [1, 2, 3, 4, 5, 6]


def test_reading_a_list_of_packages_goes_on_after_any_release() -> None:
    body = orjson.dumps(packages())
    whole = read(body, JSON)
    for done, each in enumerate(whole, 1):
        assert outcome(read(body, JSON, resume=each.after)) == outcome(whole)[done:]


def test_a_list_of_packages_on_a_line_is_opened() -> None:
    lines = b"\n".join([orjson.dumps(numbered(9)), orjson.dumps(packages()[:1]), orjson.dumps(numbered(8))])
    assert outcome(read(lines, LINES)) == [
        f"ocds-voorbeeld-{number}|{number:06}" for number in (9, 1, 2, 8)
    ]  # fmt: skip


def test_the_list_of_packages_that_was_given_is_read() -> None:
    reading = read(given("list-of-packages.json"), JSON)
    assert reading
    assert all(each.parsed.notice is not None for each in reading), outcome(reading)
    assert reading[0].place == "/0/releases/0"


# --- a versioned release -----------------------------------------------------------------------------------

VERSIONED = {
    "ocid": "ocds-voorbeeld-1",
    "tender": {"title": [{"releaseID": "1", "releaseDate": "2025-01-01", "releaseTag": ["tender"], "value": "T"}]},
}


@pytest.mark.parametrize(
    "body",
    [
        VERSIONED,
        [VERSIONED],
        {"releases": [VERSIONED]},
        {"ocid": "ocds-voorbeeld-1", "versionedRelease": VERSIONED},
        {"records": [{"ocid": "ocds-voorbeeld-1", "releases": [], "versionedRelease": VERSIONED}]},
    ],
    ids=["alone", "listed", "in a package", "in a record", "in a record package"],
)
def test_a_versioned_release_is_called_one_with_what_to_send_instead(body: object) -> None:
    [refused] = read(orjson.dumps(body), JSON)
    [finding] = refused.parsed.findings
    assert finding.rule == "OC-040"
    assert "compiledRelease" in finding.nl
    assert "compiledRelease" in finding.en


def test_a_record_with_a_compiled_release_beside_the_versioned_one_is_read() -> None:
    record = {"ocid": "ocds-voorbeeld-1", "versionedRelease": VERSIONED, "compiledRelease": numbered(1)}
    assert outcome(read(orjson.dumps({"records": [record]}), JSON)) == ["ocds-voorbeeld-1|000001"]


def test_a_release_without_an_id_is_no_versioned_release() -> None:
    made = numbered(1)
    del made["id"]
    assert outcome(read(orjson.dumps(made), JSON)) == ["OC-002"]


def test_the_versioned_release_that_was_given_is_called_one() -> None:
    assert outcome(read(given("versioned-release.json"), JSON)) == ["OC-040"]


# --- formats in containers ---------------------------------------------------------------------------------


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue()


PACKERS = [(zipped, "application/zip"), (tarred, "application/x-tar")]
FILES = {
    "map/een.json": orjson.dumps(numbered(1)),
    "twee.jsonl": b"\n".join(orjson.dumps(numbered(number)) for number in (2, 3)),
    "pakket.json.gz": gzip.compress(orjson.dumps({"releases": [numbered(4), numbered(5)]})),
    "zes.xml": sample("call"),
    "lees-mij.txt": b"tekst",
}


@pytest.mark.parametrize(("pack", "media_type"), PACKERS)
def test_every_format_is_read_in_a_container_and_what_is_not_read_is_refused(
    pack: Callable[[Mapping[str, bytes]], bytes], media_type: str
) -> None:
    reading = read(pack(FILES), media_type)
    expected = [f"ocds-voorbeeld-{number}|{number:06}" for number in range(1, 6)]
    assert outcome(reading)[:5] == expected
    assert reading[5].parsed.notice is not None
    assert reading[5].parsed.notice.source == "eforms"
    assert outcome(reading)[6:] == ["EF-058"]
    assert reading[6].parsed.findings[0].severity == "error"
    assert [each.place for each in reading] == [
        "map/een.json",
        "twee.jsonl, line 1",
        "twee.jsonl, line 2",
        "pakket.json.gz, /releases/0",
        "pakket.json.gz, /releases/1",
        "zes.xml",
        "lees-mij.txt",
    ]
    names = ["map/een.json", "twee.jsonl", "twee-2.jsonl", "pakket.json.gz", "pakket-2.json.gz"]
    assert [each.name for each in reading][:5] == names
    assert [each.ordinal for each in reading] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("pack", "media_type"), PACKERS)
def test_reading_a_container_goes_on_after_any_record(
    pack: Callable[[Mapping[str, bytes]], bytes], media_type: str
) -> None:
    whole = read(pack(FILES), media_type)
    for done, each in enumerate(whole, 1):
        rest = read(pack(FILES), media_type, resume=each.after)
        assert [(row.ordinal, row.place) for row in rest] == [(row.ordinal, row.place) for row in whole[done:]]


def test_a_compressed_file_in_a_container_that_is_broken_or_expands_too_much_is_refused_alone() -> None:
    bomb = gzip.compress(b" " * 17 * 2**20)
    files = {"stuk.xml.gz": gzip.compress(sample("call"))[:-30], "bom.json.gz": bomb, "heel.xml": sample("call")}
    reading = read(zipped(files), "application/zip")
    assert [each.parsed.notice is not None for each in reading] == [False, False, True]
    assert outcome(reading)[:2] == ["EF-053", "EF-053"]


def test_the_zip_of_releases_that_was_given_is_read() -> None:
    reading = read(given("ocds-in-zip.zip"), "application/zip")
    assert len(reading) == 3
    assert all(each.parsed.notice is not None for each in reading), outcome(reading)
    assert [each.place for each in reading] == [
        "releases/a.json",
        "releases/b.jsonl, line 1",
        "releases/b.jsonl, line 2",
    ]


# --- compression that nobody declared ----------------------------------------------------------------------


def test_a_body_that_is_compressed_without_saying_so_is_read() -> None:
    body = orjson.dumps(numbered(1))
    assert outcome(read(gzip.compress(body), JSON)) == ["ocds-voorbeeld-1|000001"]
    lines = b"\n".join(orjson.dumps(numbered(number)) for number in (1, 2))
    assert len(read(gzip.compress(lines), LINES)) == 2
    assert len(read(gzip.compress(tarred(FILES)), "application/x-tar")) == 7


def test_the_compressed_body_that_was_given_is_read() -> None:
    reading = read(given("undeclared.json.gz"), JSON)
    assert reading
    assert all(each.parsed.notice is not None for each in reading), outcome(reading)
