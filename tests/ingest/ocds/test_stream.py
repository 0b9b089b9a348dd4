"""Releases come out of every shape of document, one at a time, and reading can go on anywhere."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO, RawIOBase
from typing import BinaryIO, cast

import orjson
import pytest

from services.ingest.formats.ocds.document import SMALL
from services.ingest.formats.ocds.reader import DEFAULT_LIMITS
from services.ingest.formats.ocds.stream import lines, read_raw, releases
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import START, Mark, RawRecord
from tests.ingest.ocds.builders import Release, release


def numbered(number: int) -> Release:
    return release(id=f"{number:06}")


def ids(raws: list[RawRecord]) -> list[str]:
    read = [read_raw(raw) for raw in raws]
    return [parsed.notice.notice_id.partition("|")[2] if parsed.notice else parsed.findings[0].rule for parsed in read]


def of(body: bytes, *, limits: Limits = DEFAULT_LIMITS) -> list[RawRecord]:
    return list(releases(BytesIO(body), limits=limits))


def jsonl(*made: object) -> bytes:
    return b"".join(orjson.dumps(each) + b"\n" for each in made)


@pytest.mark.parametrize("indent", [0, orjson.OPT_INDENT_2])
def test_a_release_package_gives_its_releases_with_their_pointers(indent: int) -> None:
    package = {"version": "1.1", "publisher": {"name": "V"}, "releases": [numbered(1), numbered(2)]}
    raws = of(orjson.dumps(package, option=indent))
    assert ids(raws) == ["000001", "000002"]
    assert [raw.place for raw in raws] == ["/releases/0", "/releases/1"]


def test_a_record_gives_its_embedded_releases_else_its_compiled_release() -> None:
    records = [
        {"ocid": "a", "releases": [numbered(1), numbered(2)], "compiledRelease": numbered(9)},
        {"ocid": "b", "releases": [{"url": "https://v.example"}], "compiledRelease": numbered(3)},
        {"ocid": "c", "releases": [{"url": "https://v.example"}]},
    ]
    raws = of(orjson.dumps({"records": records}))
    assert ids(raws) == ["000001", "000002", "000003", "OC-009"]
    assert [raw.place for raw in raws] == [
        "/records/0/releases/0",
        "/records/0/releases/1",
        "/records/1/compiledRelease",
        "/records/2",
    ]


def test_a_single_release_and_a_list_of_releases_are_read() -> None:
    assert ids(of(orjson.dumps(numbered(7), option=orjson.OPT_INDENT_2))) == ["000007"]
    assert ids(of(orjson.dumps([numbered(1), numbered(2)]))) == ["000001", "000002"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n"])
def test_lines_are_releases_named_by_their_number(end: bytes) -> None:
    raws = of(end.join(orjson.dumps(numbered(each)) for each in (1, 2, 3)))
    assert ids(raws) == ["000001", "000002", "000003"]
    assert raws[0].place == "line 1"


def test_a_package_on_a_line_is_opened() -> None:
    raws = of(jsonl(numbered(1), {"releases": [numbered(2), 5]}, numbered(3)))
    assert ids(raws) == ["000001", "000002", "OC-005", "000003"]
    assert [raw.place for raw in raws] == ["line 1", "line 2/releases/0", "line 2/releases/1", "line 3"]


@pytest.mark.parametrize("make", [lambda body: body, lambda body: body.replace(b"\n", b"")])
def test_a_byte_order_mark_is_accepted(make: Callable[[bytes], bytes]) -> None:
    assert ids(of(b"\xef\xbb\xbf" + make(jsonl(numbered(1))))) == ["000001"]
    assert ids(of(b"\xef\xbb\xbf" + jsonl(numbered(1), numbered(2)))) == ["000001", "000002"]


@pytest.mark.parametrize(
    "broken", [b"{", b'{"ocid": "x", "ti', b"hallo", b'{"a": NaN}', b'{"a": "\xff"}', b"[" * 10_000, b"null", b"12"]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_broken_line_refuses_that_line_only(broken: bytes, first: bool) -> None:
    good = jsonl(numbered(1), numbered(2))
    raws = of(broken + b"\n" + good if first else good + broken + b"\n" + jsonl(numbered(3)))
    read = ids(raws)
    assert [each for each in read if not each.startswith("OC")] == ["000001", "000002"] + ([] if first else ["000003"])
    assert len([each for each in read if each.startswith("OC")]) == 1
    refused = next(raw for raw in raws if read_raw(raw).notice is None)
    assert refused.place == ("line 1" if first else "line 3")


def test_a_line_that_is_too_long_is_refused_and_the_rest_goes_on() -> None:
    long = numbered(2) | {"description": "x" * 20_000}
    raws = of(jsonl(numbered(1), long, numbered(3)), limits=Limits(max_bytes=10_000))
    assert ids(raws) == ["000001", "OC-007", "000003"]


def test_a_broken_package_is_read_up_to_the_break() -> None:
    body = orjson.dumps({"releases": [numbered(1), numbered(2), numbered(3)]}, option=orjson.OPT_INDENT_2)
    raws = of(body[: body.rindex(b'"ocid"') + 12])
    assert ids(raws) == ["000001", "000002", "OC-008"]
    assert raws[2].finding is not None
    assert raws[2].finding.location.startswith("character ")


@pytest.mark.parametrize("body", [b"", b"  \n ", b"{}", b"[]", b'{"releases": []}', b'{"naam": 1}', b"17", b'"x"'])
def test_a_document_without_releases_says_so(body: bytes) -> None:
    assert ids(of(body)) == ["OC-026"]


@pytest.mark.parametrize("body", [b"hallo", b"<xml/>", b'{"releases": ', b"\x00", b"\xff\xfe{\x00}\x00", b"PK\x03\x04"])
def test_a_document_that_is_no_json_is_refused_with_its_place(body: bytes) -> None:
    raws = of(body)
    assert ids(raws) in (["OC-004"], ["OC-008"])
    assert "character" in read_raw(raws[0]).findings[0].location


# --- large documents ---------------------------------------------------------------------------------------


class Generated(RawIOBase):
    """A body that is made while it is read, and cannot seek."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._held = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = 2**62
        while len(self._held) < size and (piece := next(self._pieces, None)) is not None:
            self._held += piece
        taken, self._held = self._held[:size], self._held[size:]
        return taken


def stream_of(pieces: Iterator[bytes]) -> BinaryIO:
    return cast("BinaryIO", Generated(pieces))


def package_of(number: int, *, records: bool = False) -> Iterator[bytes]:
    yield b'{"version": "1.1", "publisher": {"name": "V"}, "%s": [' % (b"records" if records else b"releases")
    for each in range(number):
        made = numbered(each)
        body = orjson.dumps({"ocid": "x", "compiledRelease": made} if records else made)
        yield body if each == number - 1 else body + b",\n"
    yield b"]}"


@pytest.mark.parametrize("records", [False, True])
def test_a_large_package_streams_and_reads_as_a_small_one_does(records: bool) -> None:
    number = 900
    raws = list(releases(Generated(package_of(number, records=records))))  # type: ignore[arg-type]
    assert ids(raws) == [f"{each:06}" for each in range(number)]
    at = "/records/700/compiledRelease" if records else "/releases/700"
    assert raws[700].place == at
    small = read_raw(of(orjson.dumps({"releases": [numbered(700)]}))[0])
    assert read_raw(raws[700]).kept == small.kept


@pytest.mark.parametrize("shape", ["package", "lines"])
def test_memory_stays_constant_however_large_the_body(shape: str) -> None:
    number = 600
    made = orjson.dumps(numbered(1) | {"description": "x" * 50_000})  # 32 MB in all

    def body() -> Iterator[bytes]:
        if shape == "package":
            yield b'{"version": "1.1", "releases": ['
            yield from (made + b"," for _ in range(number - 1))
            yield made + b"]}"
        else:
            yield from (made + b"\n" for _ in range(number))

    tracemalloc.start()
    try:
        count = sum(1 for _ in releases(stream_of(body())))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == number
    assert peak < 12 * 2**20, "what other threads of this process hold is counted too"


def test_a_break_in_a_large_package_is_placed_in_bytes() -> None:
    pieces = [*package_of(1100)]
    pieces[1000] = b'{"ocid": "x", "id": ,},'
    raws = list(releases(BytesIO(b"".join(pieces))))
    assert len(raws) == 1000
    last = raws[-1].finding
    assert last is not None
    assert last.rule == "OC-008"
    low, _, high = last.location.removeprefix("byte ").partition(" to ")
    assert int(low) <= sum(map(len, pieces[:1000])) + 20 <= int(high)


def test_exact_and_endless_numbers_of_a_large_package_are_kept_as_far_as_they_go() -> None:
    made = numbered(1)
    made["tender"]["value"] = {"amount": 1234567.89, "currency": "EUR"}
    body = orjson.dumps({"releases": [made]}).replace(
        b'"title":', b'"most":1e9999,"long":' + b"7" * 400 + b',"title":', 1
    )
    raws = of(body + b" " * SMALL)
    parsed = read_raw(raws[0])
    assert parsed.notice is not None
    assert str(parsed.notice.estimated_value and parsed.notice.estimated_value.value) == "1234567.89"


# --- going on ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["lines", "package", "large package"])
@pytest.mark.parametrize("seekable", [True, False])
def test_reading_goes_on_after_any_release_as_if_never_interrupted(shape: str, seekable: bool) -> None:
    made = [numbered(each) for each in range(40)]
    if shape == "lines":
        body = jsonl(*made[:20], {"releases": made[20:25]}, *made[25:30]) + b"kapot\n\n" + jsonl(*made[30:])
    else:
        body = orjson.dumps({"releases": made})
        if shape == "large package":
            body += b" " * SMALL
    whole = of(body)
    assert len(whole) >= 40
    assert whole[0].after != START
    for done in (1, 19, 20, 22, 24, 25, 31, len(whole) - 1, len(whole)):
        stream: BinaryIO = BytesIO(body) if seekable else stream_of(iter([body]))
        rest = list(releases(stream, resume=whole[done - 1].after))
        assert rest == whole[done:]


@pytest.mark.parametrize("size", [1, 3, 7, 64, 10_000])
def test_lines_do_not_depend_on_how_the_bytes_are_cut(size: int) -> None:
    body = b"een\n\ntwee\r\n" + b"x" * 50 + b"\nvier"
    chunks = [body[at : at + size] for at in range(0, len(body), size)]
    found = list(lines(chunks, start=100, longest=20))
    assert [line for _, _, line in found] == [b"een", b"", b"twee\r", b"x" * 21, b"vier"]
    assert [offset for offset, _, _ in found] == [100, 104, 105, 111, 162]
    assert [following for _, following, _ in found] == [104, 105, 111, 162, 166]


def test_a_part_of_a_text_of_lines_may_hold_one_line_only() -> None:
    [raw] = releases(BytesIO(jsonl(numbered(8))), resume=Mark(0, 41, 0))
    assert raw.place == "line 42"
    assert raw.after.lines == 42
