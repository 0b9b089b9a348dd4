"""Hostile and broken bodies: an answer or a finding that names the place, nothing else lost, the service still up."""

import io
import zipfile

import pytest

from tests.ingest.service.builders import (
    LINES,
    XML,
    Sender,
    alpha,
    harvester,
    ingest_on,
    ndjson,
    release,
    rows,
    work_off,
)

JSON = {"Content-Type": "application/json"}
ZIP = {"Content-Type": "application/zip"}
TAR = {"Content-Type": "application/x-tar"}
CLARK = b'<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2">'


def zipped(*files: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return target.getvalue()


BODIES = {
    "malformed XML": (b"<ContractNotice><a></ContractNotice>", XML),
    "no XML at all": (b"\x00\x01\x02 nothing", XML),
    "entity bomb": (b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>', XML),
    "external entity": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', XML),
    "10,000 elements deep": (b"<a>" * 10_000 + b"</a>" * 10_000, XML),
    "invalid UTF-8 in XML": (CLARK + b"\xff\xfe</ContractNotice>", XML),
    "malformed JSON": (b'{"releases": [', JSON),
    "10,000 arrays deep": (b"[" * 10_000 + b"]" * 10_000, JSON),
    "10,000 objects deep on a line": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"\n", LINES),
    "NUL characters": (b'{"ocid":"a\\u0000b","id":"1"}\n\x00\x00\n', LINES),
    "invalid UTF-8 on a line": (b'{"ocid":"\xff"}\n', LINES),
    "NaN": (b'{"ocid":"a","id":"1","tender":{"value":{"amount":NaN,"currency":"EUR"}}}\n', LINES),
    "a number of 400 digits": (b'{"ocid":"a","id":"1","tender":{"value":{"amount":' + b"9" * 400 + b"}}}\n", LINES),
    "a lone surrogate": (b'{"ocid":"a\\ud800","id":"1"}\n', LINES),
    "other types everywhere": (b'{"ocid":"a","id":"1","tender":[],"parties":{},"awards":"x","buyer":5}\n', LINES),
    "no zip": (b"this is no zip", ZIP),
    "no tar": (b"this is no tar", TAR),
    "zip with a path trick": (zipped(("../../etc/passwd.xml", b"<a/>"), ("x.xml", b"<a")), ZIP),
    "zip bomb": (zipped(("bomb.xml", bytes(64 * 2**20))), ZIP),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_ends_with_a_place_and_a_reason(database_module: str, name: str) -> None:
    body, headers = BODIES[name]
    with ingest_on(database_module) as http:
        sender = Sender(http, harvester(database_module), any_buyer=True, client=name)
        submission = sender.sent(body, headers)
        work_off(database_module)
        report = sender.report(submission)
        assert report["state"] in ("done", "failed")
        findings = sender.items(f"/submissions/{submission}/findings")
        assert report["counts"]["findings"]["error"] == sum(1 for each in findings if each["severity"] == "error")
        assert findings or report["problem"], report
        assert all(each["message"]["nl"] and each["message"]["en"] for each in findings)
        assert http.get("/health/ready").status_code == 200
    assert rows(database_module, "select count(*) from ingest.arrival") == [(0,)]


def test_one_bad_line_stops_no_other(database: str) -> None:
    lines = [release(1), release(2)]
    body = ndjson(lines[:1]) + b'{"ocid": \n\n[]\n' + ndjson(lines[1:])
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(body)
        work_off(database)
        records = sender.items(f"/submissions/{submission}/records")
        copy = sender.get(f"/submissions/{submission}/payload").content
    assert [(each["ordinal"], each["state"], each["place"]) for each in records] == [
        (1, "accepted", "line 1"),
        (2, "refused", "line 2"),
        (4, "refused", "line 4"),
        (5, "accepted", "line 5"),
    ]
    assert [bool(line) for line in copy.split(b"\n")] == [True, False, False, False, True, False]


def test_a_broken_package_keeps_what_stood_before_the_break(database: str) -> None:
    whole = b'{"releases": [' + b",".join(line for line in ndjson([release(1), release(2)]).splitlines())
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(whole + b', {"ocid"', JSON)
        work_off(database)
        report = sender.report(submission)
    assert report["counts"]["accepted"] == 2
    assert report["counts"]["findings"]["error"] >= 1


def test_packages_on_lines_give_every_release_a_number_of_its_own(database: str) -> None:
    package = b'{"releases": [' + b",".join(ndjson([release(2), release(3)]).splitlines()) + b"]}\n"
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(ndjson([release(1)]) + package + ndjson([release(4)]))
        work_off(database, batch_records=1)
        records = sender.items(f"/submissions/{submission}/records")
    assert [(each["ordinal"], each["state"]) for each in records] == [
        (1, "accepted"),
        (2, "accepted"),
        (3, "accepted"),
        (1_000_000_002, "accepted"),
    ]
