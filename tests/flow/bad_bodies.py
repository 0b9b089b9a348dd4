"""Bodies that nobody should send: each with its media type, and what is wrong with it in its name."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from tests.flow.house import JSON, LINES, TAR, XML, ZIP

SAMPLES = Path(__file__).parents[1] / "samples" / "eforms"
NOTICE = (SAMPLES / "call.xml").read_bytes()
DEEP = 10_000
BOMB = 512 * 2**20


@dataclass(frozen=True)
class Bad:
    """A bad body. `kept` is how many good records stand beside the bad one and must be accepted."""

    body: bytes
    media_type: str
    encoding: str | None = None
    kept: int = 0

    @property
    def headers(self) -> Mapping[str, str]:
        return {} if self.encoding is None else {"Content_Encoding": self.encoding}


def release(number: int, **others: object) -> dict[str, Any]:
    """A good release of a process of its own."""
    return {
        "ocid": f"ocds-goed-{number:04}",
        "id": f"{number}",
        "date": "2025-03-01T09:00:00Z",
        "tag": ["tender"],
        "buyer": {"id": "b", "name": "Voorbeeldgemeente (fictief)"},
        "tender": {"id": f"T-{number}", "title": "Goed", "status": "active", "mainProcurementCategory": "services"},
        **others,
    }


def text(number: int, **others: object) -> bytes:
    return json.dumps(release(number, **others)).encode()


def replaced(old: bytes, new: bytes, *, of: bytes = NOTICE) -> bytes:
    assert old in of, old
    return of.replace(old, new, 1)


def with_prologue(prologue: bytes, reference: bytes) -> bytes:
    """The notice with a document type before it and a reference in a title."""
    start = NOTICE.index(b"<ContractNotice")
    return prologue + replaced(b"Voertuigen voor de buitendienst<", reference + b"<", of=NOTICE[start:])


def bomb_of_entities() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    return with_prologue(b'<!DOCTYPE ContractNotice [<!ENTITY e0 "lol">' + entities + b"]>", b"&e9;")


def bomb_of_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("bomb.xml", "w") as file:
        for _ in range(BOMB // 2**20):
            file.write(bytes(2**20))
    return made.getvalue()


def zip_of(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return made.getvalue()


def tar_that_claims(size: int) -> bytes:
    info = tarfile.TarInfo("a.xml")
    info.size = size
    return info.tobuf() + NOTICE[:512]


def zip_that_lies() -> bytes:
    """A zip whose directory claims a size that its content does not have."""
    honest = zip_of(("a.xml", NOTICE))
    return honest.replace(struct.pack("<I", len(NOTICE)), struct.pack("<I", 7))


def bomb_of_gzip() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 2**20) for _ in range(BOMB // 2**20)) + packer.flush()


def deep_json(opening: bytes, closing: bytes) -> bytes:
    return b'{"ocid": "ocds-diep-1", "id": "1", "tender": ' + opening * DEEP + b"1" + closing * DEEP + b"}"


def everything() -> dict[str, Bad]:
    """All of them, by what is wrong."""
    return {**bad_xml(), **bad_json(), **bad_packings(), **bad_encodings()}


def bad_xml() -> dict[str, Bad]:
    opening = NOTICE[: NOTICE.index(b"<ext:UBLExtensions>")]
    deep = opening + b"<cbc:X>" * DEEP + b"</cbc:X>" * DEEP + b"</ContractNotice>"
    path = (SAMPLES / "call.xml").as_uri().encode()
    file = b'<!DOCTYPE ContractNotice [<!ENTITY x SYSTEM "%s">]>' % path
    far = b'<!DOCTYPE ContractNotice SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY %% y SYSTEM "%s"> %%y;]>' % path
    title = b"Voertuigen voor de buitendienst<"
    bodies = {
        "XML cut off": NOTICE[: len(NOTICE) // 2],
        "XML with two roots": NOTICE + b"<more/>",
        "XML with an unknown prefix": replaced(b"<cbc:UBLVersionID>", b"<nope:A/><cbc:UBLVersionID>"),
        "XML of something else": b"<?xml version='1.0'?><order><line/></order>",
        "text instead of XML": b"Geachte heer, mevrouw,",
        "JSON instead of XML": text(1),
        "white space instead of XML": b"  \n\t  ",
        "a bomb of entities": bomb_of_entities(),
        "an external entity": with_prologue(file, b"&x;"),
        "an external document type": with_prologue(far, b"x"),
        "XML nested too deeply": deep,
        "NUL in XML": replaced(title, b"Voer\0tuigen<"),
        "NUL by reference in XML": replaced(title, b"Voer&#0;tuigen<"),
        "invalid UTF-8 in XML": replaced(title, b"Voer\xff\xfetuigen<"),
        "an encoding that nobody knows": replaced(b"encoding='UTF-8'", b"encoding='KLINGON'"),
        "half a UTF-16": NOTICE.decode().replace("'UTF-8'", "'UTF-16'").encode("utf-16")[:-301],
        "a notice without a notice id": replaced(b"bbbbbbbb-2222-4333-8444-555555555555</cbc:ID>", b"</cbc:ID>"),
        "a processing instruction bomb": replaced(b"<cbc:UBLVersionID>", b"<?a b?>" * 10 + b"<cbc:UBLVersionID"),
    }
    return {name: Bad(body, XML) for name, body in bodies.items()}


def bad_json() -> dict[str, Bad]:
    good = text(2)
    amount = text(3, tender={"id": "T", "title": "t", "value": {"amount": 98765, "currency": "EUR"}})
    whole = {
        "JSON cut off": good[:-20],
        "JSON with a comma too many": good.replace(b'"id"', b', "id"', 1),
        "XML instead of JSON": NOTICE,
        "white space instead of JSON": b" \n ",
        "a list instead of a release": b"[[[]]]",
        "a number instead of a release": b"42",
        "null instead of a release": b"null",
        "an empty object": b"{}",
        "JSON nested too deeply in objects": deep_json(b'{"a":', b"}"),
        "JSON nested too deeply in lists": deep_json(b"[", b"]"),
        "JSON that only opens": b'{"releases":' + b"[" * 200_000,
        "NUL in JSON": good.replace(b"Goed", b"Go\0ed"),
        "invalid UTF-8 in JSON": good.replace(b"Goed", b"Go\xff\xc3(ed"),
        "half a surrogate in JSON": good.replace(b"Goed", rb"Go\ud800ed"),
        "NaN as an amount": amount.replace(b"98765", b"NaN"),
        "infinity as an amount": amount.replace(b"98765", b"Infinity"),
        "releases that are no list": b'{"releases": {"a": 1}}',
        "a package with a broken tail": json.dumps({"releases": [release(4)]}).encode()[:-2] + b", }",
        "JSON in UTF-16": good.decode().encode("utf-16"),
    }
    harmless = {
        "a number of 400 digits": amount.replace(b"98765", b"9" * 400),
        "a number with a huge exponent": amount.replace(b"98765", b"1e308"),
        "an amount below zero": amount.replace(b"98765", b"-1e-300"),
        "NUL by escape in JSON": good.replace(b"Goed", rb"Go\u0000ed"),
        "a text where a list belongs": text(5, awards="none", parties=7, tender=[1]),
    }
    between = {
        f"{name}, between good lines": Bad(
            text(10) + b"\n" + body.replace(b"\n", b" ") + b"\n" + text(11), LINES, kept=2
        )
        for name, body in {**whole, **harmless}.items()
        if name not in ("white space instead of JSON", "a package with a broken tail")
    }
    return {name: Bad(body, JSON) for name, body in {**whole, **harmless}.items()} | between


def bad_packings() -> dict[str, Bad]:
    honest = zip_of(("a.xml", NOTICE))
    two = zip_of(("bad.xml", NOTICE[:900]), ("good.xml", NOTICE))
    return {
        "text instead of a zip": Bad(b"PK\x03\x04 and then nothing", ZIP),
        "a zip cut off": Bad(honest[: len(honest) // 2], ZIP),
        "a zip with nothing in it": Bad(zip_of(), ZIP),
        "a zip with no notice in it": Bad(zip_of(("readme.txt", b"x")), ZIP),
        "a zip that lies about sizes": Bad(zip_that_lies(), ZIP),
        "a zip bomb": Bad(bomb_of_zip(), ZIP),
        "a zip in a zip": Bad(zip_of(("inner.zip", honest)), ZIP),
        "a zip with a bad notice and a good one": Bad(two, ZIP, kept=1),
        "a zip with names that climb": Bad(
            zip_of(("../../etc/passwd.xml", NOTICE), ("/abs.xml", b"<x/>")), ZIP, kept=1
        ),
        "text instead of a tar": Bad(b"no tar at all" * 100, TAR),
        "a tar that claims more than it has": Bad(tar_that_claims(5_000_000), TAR),
        "a tar that claims a terabyte": Bad(tar_that_claims(2**40), TAR),
    }


def bad_encodings() -> dict[str, Bad]:
    packed = gzip.compress(NOTICE)
    return {
        "an empty body": Bad(b"", XML),
        "an empty gzip": Bad(gzip.compress(b""), XML, "gzip"),
        "a gzip cut off": Bad(packed[: len(packed) // 2], XML, "gzip"),
        "a gzip with a wrong check sum": Bad(packed[:-8] + bytes(8), XML, "gzip"),
        "no gzip though it says so": Bad(NOTICE, XML, "gzip"),
        "a gzip bomb": Bad(bomb_of_gzip(), JSON, "gzip"),
        "a zstd cut off": Bad(zstandard.compress(NOTICE)[:-9], XML, "zstd"),
        "a zstd bomb": Bad(zstandard.compress(bytes(BOMB)), XML, "zstd"),
        "an encoding that is not read": Bad(NOTICE, XML, "br"),
        "gzip in gzip": Bad(gzip.compress(packed), XML, "gzip"),
        "a wrong media type": Bad(b"a;b;c", "text/csv"),
        "no media type worth the name": Bad(NOTICE, "rubbish"),
        "a form": Bad(b"a=b", "application/x-www-form-urlencoded"),
    }
