"""The process that validates: reads jobs from standard input, writes reports to standard output, stores nothing.

Frames: a length of 4 bytes (big endian), then JSON for the job and its answer, and for the job the body in a second
frame. The parent ends this process when a job takes too long; nothing here needs to be ended tidily.
"""

from __future__ import annotations

import io
import logging
import resource
import struct
import sys
from typing import IO, Final, TypedDict

import orjson

from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.source_format import START
from services.ingest.processing.records import records
from shared.procurement.finding import Severity

MOST_FINDINGS: Final = 1000
_MOST_MEMORY: Final = 2 * 2**30
_LENGTH: Final = struct.Struct(">I")


class Job(TypedDict):
    """What the parent asks: what kind of body follows, and how large one record may be."""

    media_type: str
    max_bytes: int
    max_depth: int


class Report(TypedDict):
    """What became of the records; findings as they would be stored, beyond the first thousand only counted."""

    accepted: int
    refused: int
    findings: list[dict[str, str | int | None]]
    left_out: int


def main() -> None:
    """Answer jobs until the parent goes away."""
    logging.basicConfig(stream=sys.stderr, level=logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (job := read_frame(source)) is not None:
        body = read_frame(source) or b""
        write_frame(target, orjson.dumps(_report(orjson.loads(job), body)))


def read_frame(source: IO[bytes]) -> bytes | None:
    """Read one frame; None when the other side is gone."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack(head)
    content = source.read(size)
    return content if len(content) == size else None


def write_frame(target: IO[bytes], content: bytes) -> None:
    """Write one frame."""
    target.write(_LENGTH.pack(len(content)))
    target.write(content)
    target.flush()


def _report(job: Job, body: bytes) -> Report:
    limits = Limits(max_bytes=job["max_bytes"], max_depth=job["max_depth"])
    accepted = refused = left_out = 0
    findings: list[dict[str, str | int | None]] = []
    try:
        for read in records(io.BytesIO(body), media_type=job["media_type"], resume=START, limits=limits):
            broken = any(each.severity is Severity.ERROR for each in read.parsed.findings)
            accepted, refused = accepted + (not broken), refused + broken
            for each in read.parsed.findings:
                if len(findings) < MOST_FINDINGS:
                    findings.append({**each.row, "ordinal": read.ordinal, "sender_key": read.parsed.sender_key})
                else:
                    left_out += 1
    except Refused as problem:
        findings.append({**problem.finding.row, "ordinal": None, "sender_key": None})
        refused = max(refused, 1)
    return {"accepted": accepted, "refused": refused, "findings": findings, "left_out": left_out}


if __name__ == "__main__":
    main()
