"""Zip and tar: every notice in them comes out, tricks and bombs do not, and one bad file does not stop the rest."""

import gzip
import io
import random
import tarfile
import zipfile
from collections.abc import Mapping

import pytest

from services.ingest.formats import table
from services.ingest.formats.body import records_in
from services.ingest.formats.encoding import Meter, decoding_for
from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.source_format import START, RawRecord
from shared.errors import BadInput, TooLarge
from tests.ingest.eforms.builders import LIMITS, parsed, sample

TREE = {
    "een.xml": b"<een/>",
    "map/twee.XML": b"<twee/>",
    "map/diep/drie.xml": b"<drie/>" * 500,
    "map/lees-mij.txt": b"tekst",
    "../../etc/vier.xml": b"<vier/>",
}
NAMES = ["een.xml", "map/twee.XML", "map/diep/drie.xml", "map/lees-mij.txt", "etc/vier.xml"]


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.mkdir("map")
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes], *, form: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        folder = tarfile.TarInfo("map")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue()


def decoded(body: bytes) -> bytes:
    """A body as it comes out of the line, when nothing is said of how it is compressed."""
    decoding = decoding_for(None)
    meter = Meter(max_received=10**9, max_content=10**9, max_expansion=100)
    pieces = []
    for start in range(0, len(body), 1000):
        meter.take(len(body[start : start + 1000]))
        for piece in decoding.feed(body[start : start + 1000]):
            meter.give(len(piece))
            pieces.append(piece)
    decoding.end()
    return b"".join(pieces)


def read(body: bytes, kind: str, *, limits: Limits = LIMITS) -> tuple[list[RawRecord], str | None]:
    """The records, and the rule by which the whole was refused in the end."""
    found: list[RawRecord] = []
    try:
        for raw in records_in(io.BytesIO(body), kind, limits=limits, resume=START):
            found.append(raw)  # noqa: PERF402 - what came before a refusal must be seen
    except Refused as refusal:
        return found, refusal.finding.rule
    return found, None


def rules(found: list[RawRecord]) -> list[str | None]:
    return [raw.finding.rule if raw.finding else None for raw in found]


BODIES = [
    (zipped(TREE), "application/zip"),
    (zipped(TREE, method=zipfile.ZIP_STORED), "application/x-zip-compressed"),
    (tarred(TREE), "application/x-tar"),
    (tarred(TREE, form=tarfile.GNU_FORMAT), "application/x-tar"),
    (tarred(TREE, form=tarfile.USTAR_FORMAT), "application/x-gtar"),
    (decoded(gzip.compress(tarred(TREE))), "application/x-tar"),
]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_every_notice_comes_out_under_a_harmless_name_and_the_rest_is_skipped(body: bytes, kind: str) -> None:
    found, refused = read(body, kind)
    assert refused is None
    assert [raw.place for raw in found] == NAMES
    assert rules(found) == [None, None, None, "EF-058", None]
    assert [raw.body for raw in found if raw.finding is None] == [
        TREE["een.xml"],
        TREE["map/twee.XML"],
        TREE["map/diep/drie.xml"],
        TREE["../../etc/vier.xml"],
    ]


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_reading_again_gives_the_same_order(body: bytes, kind: str) -> None:
    assert read(body, kind) == read(body, kind)


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_and_names_in_other_scripts_are_read(form: int) -> None:
    name = "map-" * 60 + "één.xml"
    (raw,), refused = read(tarred({name: b"<a/>"}, form=form), "application/x-tar")
    assert refused is None
    assert raw.name == name[-200:]


def test_xml_itself_is_one_notice() -> None:
    (raw,), refused = read(sample("call"), "application/xml")
    assert (raw.name, raw.body, refused) == (None, sample("call"), None)
    assert parsed(raw.body).notice is not None


def test_an_address_in_a_file_name_is_not_shown() -> None:
    (raw,), _ = read(zipped({"jan@voorbeeld.example.xml": b"<a/>"}), "application/zip")
    assert "jan" not in f"{raw.name} {raw.place}"
    assert raw.format is table.format_named("eforms")


def test_hidden_files_and_those_of_macos_are_skipped() -> None:
    files = {"een.xml": b"<a/>", "__MACOSX/._een.xml": b"x", "map/.twee.xml": b"x"}
    for body, kind in ((zipped(files), "application/zip"), (tarred(files), "application/x-tar")):
        assert rules(read(body, kind)[0]) == [None, "EF-055", "EF-055"]


@pytest.mark.parametrize("kind", ["application/zip", "application/x-tar"])
@pytest.mark.parametrize("body", [b"geen archief", b"PK\x05\x06", b"\x1f\x8b", b"<a/>" * 1000])
def test_what_is_no_zip_or_tar_is_refused(body: bytes, kind: str) -> None:
    assert read(body, kind) == ([], "EF-050")


@pytest.mark.parametrize("body", [b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08", b"\x1f\x8b\x08garbage", b"\x28\xb5"])
def test_what_begins_like_a_compressed_body_and_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput):
        decoded(body)


@pytest.mark.parametrize("body", [b"<", b"geen archief", b"PK\x05\x06", b"(a", b"\x00"])
def test_what_does_not_begin_like_a_compressed_body_is_left_as_it_is(body: bytes) -> None:
    assert decoded(body) == body


@pytest.mark.parametrize(("body", "kind"), [(zipped({}), "application/zip"), (tarred({}), "application/x-tar")])
def test_an_archive_without_notices_is_refused(body: bytes, kind: str) -> None:
    assert read(body, kind) == ([], "EF-057")


def test_one_damaged_file_of_a_zip_does_not_stop_the_rest() -> None:
    content = random.Random(1).randbytes(500)  # noqa: S311 - bytes to recognise, no secret
    body = bytearray(
        zipped({"een.xml": b"<een/>", "stuk.xml": content, "drie.xml": b"<d/>"}, method=zipfile.ZIP_STORED)
    )
    body[body.index(content) + 100] ^= 0xFF
    found, refused = read(bytes(body), "application/zip")
    assert (rules(found), refused) == ([None, "EF-051", None], None)


def test_an_encrypted_file_is_said_and_the_rest_goes_on() -> None:
    body = bytearray(zipped({"een.xml": b"<een/>", "twee.xml": b"<twee/>"}))
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    assert rules(read(bytes(body), "application/zip")[0]) == [None, "EF-052"]


def test_another_method_of_packing_is_said() -> None:
    body = zipped({"een.xml": b"<een/>" * 100}, method=zipfile.ZIP_LZMA)
    assert rules(read(body, "application/zip")[0]) == ["EF-056"]


@pytest.mark.parametrize("kept", [0.1, 0.3, 0.6])
def test_a_tar_that_is_cut_off_says_so_after_what_stood_before(kept: float) -> None:
    files = {f"{number}.xml": b"<a/>" * 300 for number in range(10)}
    whole = tarred(files)
    cut = int(len(whole) * kept) // 512 * 512 + 100
    found, refused = read(whole[:cut], "application/x-tar")
    assert refused == "EF-050"
    assert found == read(whole, "application/x-tar")[0][: len(found)]
    packed = gzip.compress(whole)
    with pytest.raises(BadInput):
        decoded(packed[: int(len(packed) * kept)])


def test_a_damaged_header_in_a_tar_is_not_taken_for_the_end() -> None:
    body = bytearray(tarred({f"{number}.xml": b"<a/>" for number in range(5)}, form=tarfile.USTAR_FORMAT))
    body[body.index(b"3.xml")] = ord("x")
    found, refused = read(bytes(body), "application/x-tar")
    assert (len(found), refused) == (3, "EF-050")


def test_a_bomb_in_a_zip_is_not_unpacked() -> None:
    bomb = zipped({"een.xml": b"<a/>", "bom.xml": b"0" * 10_000_000, "drie.xml": b"<a/>"})
    assert len(bomb) < 20_000
    assert rules(read(bomb, "application/zip")[0]) == [None, "EF-053", None]


def test_a_bomb_around_a_tar_is_stopped() -> None:
    bomb = gzip.compress(tarred({"een.xml": b"<a/>", "bom.xml": b"0" * 30_000_000}))
    with pytest.raises(TooLarge):
        decoded(bomb)


def test_a_file_that_is_too_large_is_said_and_the_rest_goes_on() -> None:
    limits = Limits(max_bytes=1000)
    files = {"een.xml": b"<a/>", "groot.xml": b"x" * 1001, "drie.xml": b"<a/>"}
    for body, kind in ((zipped(files), "application/zip"), (tarred(files), "application/x-tar")):
        assert rules(read(body, kind, limits=limits)[0]) == [None, "EF-053", None]


def test_too_many_files_or_bytes_end_the_reading_there() -> None:
    files = {f"{number}.xml": b"x" * 5000 for number in range(10)}
    for body, kind in ((zipped(files), "application/zip"), (tarred(files), "application/x-tar")):
        found, refused = read(body, kind, limits=Limits(max_entries=5))
        assert (3 <= len(found) <= 5, refused) == (True, "EF-054")
        found, refused = read(body, kind, limits=Limits(max_expanded=30_000))
        assert (0 < len(found) < 10, refused) == (True, "EF-054")


def test_a_zip_that_claims_a_huge_directory_is_refused_before_it_is_read() -> None:
    files = {f"{number:06}.xml": b"" for number in range(200)}
    assert read(zipped(files), "application/zip", limits=Limits(max_entries=20))[1] == "EF-054"


def test_a_tar_with_a_huge_header_is_refused_before_it_is_read() -> None:
    info = tarfile.TarInfo("a.xml")
    info.type = tarfile.XHDTYPE
    info.size = 2**40
    header = info.tobuf(format=tarfile.GNU_FORMAT)
    assert read(header + b"x" * 5000, "application/x-tar") == ([], "EF-054")


def test_links_and_devices_in_a_tar_are_skipped() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind in (("een.xml", tarfile.SYMTYPE), ("twee.xml", tarfile.LNKTYPE), ("drie.xml", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type = kind
            info.linkname = "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("vier.xml")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"<a/>"))
    found, refused = read(buffer.getvalue(), "application/x-tar")
    assert (rules(found), refused) == (["EF-055", "EF-055", "EF-055", None], None)


def test_random_damage_never_raises_anything_else() -> None:
    source = random.Random(3)  # noqa: S311 - repeatable damage, no secret
    for body, kind in BODIES:
        for _ in range(150):
            damaged = bytearray(body)
            for _ in range(source.randint(1, 8)):
                damaged[source.randrange(len(damaged))] = source.randrange(256)
            read(bytes(damaged[: source.randint(0, len(damaged))]) if source.random() < 0.3 else bytes(damaged), kind)
