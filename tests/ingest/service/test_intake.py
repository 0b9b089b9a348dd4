"""Sending: what is taken in, what a repeat gives, and what is refused at the door."""

import gzip
import hashlib
import zlib
from itertools import pairwise

import pytest
import zstandard

from tests.ingest.service.builders import (
    LINES,
    XML,
    Sender,
    alpha,
    beta,
    harvester,
    ingest_on,
    ndjson,
    release,
    rows,
)


def test_a_body_is_taken_in_and_its_hashes_and_size_are_those_of_the_line(database: str) -> None:
    body = ndjson([release()])
    with ingest_on(database) as http:
        answer = Sender(http, alpha(database)).send(gzip.compress(body, mtime=0), {**LINES, "Content-Encoding": "gzip"})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/submissions/{answer.json()['id']}"
    assert answer.json()["state"] == "received"
    assert answer.json()["receivedSha256"] == hashlib.sha256(gzip.compress(body, mtime=0)).hexdigest()
    assert answer.json()["size"] == len(gzip.compress(body, mtime=0))
    assert answer.json()["progress"] == {"done": 0, "total": len(body), "unit": "bytes"}


def test_large_bodies_lie_in_chunks_of_one_mebibyte_and_are_divided_between_lines(database: str) -> None:
    body = ndjson([release(number, title="x" * 1000) for number in range(3000)])
    with ingest_on(database, segment_bytes=2**20) as http:
        Sender(http, alpha(database)).sent(body)
    chunks = rows(database, "select number from ingest.arrival order by number")
    assert len(chunks) == -(-len(body) // 2**20)
    parts = rows(database, "select first_byte, end_byte, resume_lines from ingest.segment order by number")
    assert len(parts) > 1
    assert parts[0][0] == 0
    assert parts[-1][1] == len(body)
    for (_, end, _), (first, _, lines) in pairwise(parts):
        assert end == first
        assert body[first - 1 : first] == b"\n"
        assert lines == body.count(b"\n", 0, first)


def test_the_same_content_without_a_key_gives_the_first_submission_however_it_was_compressed(database: str) -> None:
    body = ndjson([release()])
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        first = sender.sent(body)
        again = sender.send(zstandard.compress(body), {**LINES, "Content-Encoding": "zstd"})
    assert (again.status_code, again.json()["id"]) == (200, first)
    assert again.headers["location"].endswith(first)
    assert rows(database, "select count(*) from ingest.submission") == [(1,)]
    assert rows(database, "select count(distinct submission) from ingest.arrival") == [(1,)]


def test_a_key_names_a_delivery_the_same_content_repeats_it_and_other_content_collides(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        keyed = {**LINES, "Idempotency-Key": "levering-1"}
        first = sender.sent(ndjson([release(1)]), keyed)
        repeat = sender.send(ndjson([release(1)]), keyed)
        other = sender.send(ndjson([release(2)]), keyed)
        anew = sender.send(ndjson([release(1)]), {**LINES, "Idempotency-Key": "levering-2"})
    assert (repeat.status_code, repeat.json()["id"]) == (200, first)
    assert other.status_code == 409
    assert anew.status_code == 202
    assert anew.json()["id"] != first
    assert rows(database, "select count(distinct submission) from ingest.arrival") == [(2,)]


def test_another_party_and_another_client_have_repeats_of_their_own(database: str) -> None:
    body = ndjson([release()])
    with ingest_on(database) as http:
        ours = alpha(database)
        first = Sender(http, ours).sent(body)
        theirs = Sender(http, beta(database)).sent(body)
        by_other_client = Sender(http, ours, client="client-2").sent(body)
    assert len({first, theirs, by_other_client}) == 3


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", LINES, 400),
        (b"", {**LINES, "Content-Encoding": "gzip"}, 400),
        (gzip.compress(b'{"ocid":1}' * 1000, mtime=0)[:-30], {**LINES, "Content-Encoding": "gzip"}, 400),
        (zstandard.compress(b'{"ocid":1}' * 1000)[:-3], {**LINES, "Content-Encoding": "zstd"}, 400),
        (b"this is no gzip", {**LINES, "Content-Encoding": "gzip"}, 400),
        (b"this is no zstd", {**LINES, "Content-Encoding": "zstd"}, 400),
        (b"{}", {**LINES, "Content-Encoding": "br"}, 415),
        (b"{}", {**LINES, "Content-Encoding": "gzip, zstd"}, 415),
        (b"a,b", {"Content-Type": "application/pdf"}, 415),
        (b"{}", {"Content-Type": "application/octet-stream"}, 415),
        (b"<a/>", {**XML, "Idempotency-Key": "with spaces"}, 400),
        (b"<a/>", {**XML, "Idempotency-Key": "x" * 300}, 400),
    ],
    ids=[str(number) for number in range(12)],
)
def test_what_cannot_be_taken_in_is_a_problem_and_leaves_nothing(
    database_module: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    with ingest_on(database_module) as http:
        answer = Sender(http, harvester(database_module)).send(body, headers)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
        assert http.get("/health/live").status_code == 200
    assert rows(database_module, "select count(*) from ingest.arrival") == [(0,)]


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_bomb_is_refused_before_it_fills_the_disk(database: str, encoding: str) -> None:
    zeros = bytes(64 * 2**20)
    bomb = gzip.compress(zeros) if encoding == "gzip" else zstandard.compress(zeros)
    with ingest_on(database) as http:
        answer = Sender(http, harvester(database)).send(bomb, {**LINES, "Content-Encoding": encoding})
    assert answer.status_code == 413
    assert rows(database, "select count(*) from ingest.arrival") == [(0,)]


def test_limits_on_size_are_settings(database: str) -> None:
    with ingest_on(database, max_received_bytes=1000, max_content_bytes=5000) as http:
        sender = Sender(http, harvester(database))
        assert sender.send(b"x" * 1001).status_code == 413
        assert (
            sender.send(zlib.compress(b"x" * 6000, wbits=31), {**LINES, "Content-Encoding": "gzip"}).status_code == 413
        )
        assert sender.send(b"{}\n").status_code == 202


def test_the_format_must_fit_the_media_type(database: str) -> None:
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        assert sender.send(b"<a/>", XML, format="ocds").status_code == 400
        assert sender.send(b"<a/>", XML, format="nonsense").status_code == 400
        assert sender.send(b"<a/>", XML, format="eforms").json()["format"] == "eforms"
        assert sender.send(b"{}").json()["format"] == "ocds"


def test_several_gzip_members_are_one_body(database: str) -> None:
    parts = gzip.compress(ndjson([release(1)])) + gzip.compress(ndjson([release(2)]))
    with ingest_on(database) as http:
        answer = Sender(http, alpha(database)).send(parts, {**LINES, "Content-Encoding": "gzip"})
    assert answer.json()["progress"]["total"] == len(ndjson([release(1), release(2)]))
