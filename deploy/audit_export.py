"""The four audit trails as one file, and whether what such a file holds still stands in the database.

One entry per line (JSON), in order of time; the last line holds the heads of the trails, the number of entries and the
SHA-256 of all lines before it. Kept where the owner of the database cannot write, the file shows what chain and head
cannot: that newest entries were removed together with their head.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from sqlalchemy import Connection, Row, Text, func, literal, select, union_all

from shared.errors import PpdsError
from shared.log.audit import AUDITED, START, AuditedSchema, Head, hash_of, read_head, trail_table

FORMAT: Final = "ppds-audit/1"
_BATCH: Final = 1000

ExportReason: TypeAlias = Literal[
    "this entry was exported and is no longer there",
    "this entry is not the one that was exported",
]


class BadExport(PpdsError):
    """The file is no export of the audit trails, or it is not whole."""


@dataclass(frozen=True, slots=True)
class ExportBreak:
    """An entry of an export that the database no longer has as it was."""

    trail: AuditedSchema
    number: int
    reason: ExportReason


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds."""

    entries: int
    heads: Mapping[AuditedSchema, Head]
    sha256: str


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Entry(_Line):
    trail: AuditedSchema
    number: int
    recorded_at: str
    actor: str
    act: str
    subject: str
    detail: dict[str, JsonValue]
    previous_hash: str
    hash: str


class _Head(_Line):
    number: int
    hash: str
    entries: int


class _End(_Line):
    format: Literal["ppds-audit/1"]
    exported_at: str
    entries: int
    heads: dict[AuditedSchema, _Head]
    sha256: str


def export_trails(connection: Connection, file: Path) -> Exported:
    """Write all entries to a new file that its owner alone can read.

    `connection` reads in one snapshot. Raises FileExistsError: what was exported is never overwritten. Raises
    LookupError for a trail without a head; verify first.
    """
    heads: dict[AuditedSchema, Head] = {}
    for schema in AUDITED:
        head = read_head(connection, schema)
        if head is None:
            raise LookupError(f"the trail of {schema} has no head; `ppds audit verify` says what is wrong")
        heads[schema] = head
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        raise FileExistsError(str(file))
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        exported = _write(connection, target, heads)
        target.flush()
        os.fsync(target.fileno())
    part.rename(file)
    return exported


def missing_from(connection: Connection, file: Path) -> Iterator[ExportBreak]:
    """Every exported entry that the database no longer has, or has otherwise.

    What the database has is taken as it says (`hash`); that its entries fit their hashes is for `verify_chain`. Raises
    BadExport, at the latest when the last line was read: use nothing of the answer before it is complete.
    """
    batch: list[_Entry] = []
    for entry in _entries(file):
        batch.append(entry)
        if len(batch) == _BATCH:
            yield from _compared(connection, batch)
            batch = []
    yield from _compared(connection, batch)


def _write(connection: Connection, target: BinaryIO, heads: Mapping[AuditedSchema, Head]) -> Exported:
    digest = hashlib.sha256()
    parts = [select(literal(schema, Text).label("trail"), trail_table(schema)) for schema in AUDITED]
    every = union_all(*parts).subquery()
    statement = select(every).order_by(every.c.recorded_at, every.c.trail, every.c.number)
    count = 0
    for row in connection.execute(statement.execution_options(yield_per=_BATCH)):
        line = _json(_line(row))
        digest.update(line)
        target.write(line)
        count += 1
    moment: datetime = connection.execute(select(func.now())).scalar_one()
    end = {
        "format": FORMAT,
        "exported_at": moment.astimezone(UTC).isoformat(),
        "entries": count,
        "heads": {
            schema: {"number": head.number, "hash": head.hash.hex(), "entries": head.entries}
            for schema, head in heads.items()
        },
        "sha256": digest.hexdigest(),
    }
    target.write(_json(end))
    return Exported(count, heads, digest.hexdigest())


def _line(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {
        "trail": row.trail,
        "number": row.number,
        "recorded_at": row.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "act": row.act,
        "subject": row.subject,
        "detail": row.detail,
        "previous_hash": row.previous_hash.hex(),
        "hash": row.hash.hex(),
    }


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _entries(file: Path) -> Iterator[_Entry]:
    """The entries of a file; the last line, checked, decides whether they are all of them."""
    digest = hashlib.sha256()
    newest: dict[AuditedSchema, _Head] = {}
    count = 0
    previous: bytes | None = None
    with file.open("rb") as source:
        for number, line in enumerate(source, start=1):
            if previous is not None:
                digest.update(previous)
                entry = _read_entry(previous, number=number - 1)
                count += 1
                seen = newest.get(entry.trail, _Head(number=0, hash="", entries=0))
                last = entry if entry.number > seen.number else seen
                newest[entry.trail] = _Head(number=last.number, hash=last.hash, entries=seen.entries + 1)
                yield entry
            previous = line
    end = _read_end(previous)
    none = _Head(number=0, hash=START.hex(), entries=0)
    if end.sha256 != digest.hexdigest() or end.entries != count:
        raise _bad("the lines are not those that were written: the checksum at the end differs")
    if any(newest.get(schema, none) != end.heads.get(schema) for schema in AUDITED):
        raise _bad("its entries do not lead to the heads at its end")


def _read_entry(line: bytes, *, number: int) -> _Entry:
    try:
        entry = _Entry.model_validate_json(line)
        expected = hash_of(
            bytes.fromhex(entry.previous_hash),
            schema=entry.trail,
            recorded_at=datetime.fromisoformat(entry.recorded_at),
            actor=entry.actor,
            act=entry.act,
            subject=entry.subject,
            detail=json.loads(line)["detail"],
        )
    except (ValidationError, ValueError) as cause:
        raise _bad(f"line {number} is no entry") from cause
    if expected.hex() != entry.hash:
        raise _bad(f"line {number} does not fit its own hash")
    return entry


def _read_end(line: bytes | None) -> _End:
    try:
        return _End.model_validate_json(line or b"")
    except ValidationError as cause:
        raise _bad("the last line with heads and checksum is missing") from cause


def _compared(connection: Connection, batch: list[_Entry]) -> Iterator[ExportBreak]:
    kept: dict[tuple[str, int], bytes] = {}
    trails: set[AuditedSchema] = {entry.trail for entry in batch}
    for schema in trails:
        trail = trail_table(schema)
        numbers = [entry.number for entry in batch if entry.trail == schema]
        rows = connection.execute(select(trail.c.number, trail.c.hash).where(trail.c.number.in_(numbers)))
        kept.update({(schema, row.number): row.hash for row in rows})
    for entry in batch:
        digest = kept.get((entry.trail, entry.number))
        if digest is None:
            yield ExportBreak(entry.trail, entry.number, "this entry was exported and is no longer there")
        elif digest.hex() != entry.hash:
            yield ExportBreak(entry.trail, entry.number, "this entry is not the one that was exported")


def _bad(why: str) -> BadExport:
    return BadExport(
        nl=f"Het bestand is geen (hele) uitvoer van `ppds audit export`: {why}.",
        en=f"The file is no (whole) export of `ppds audit export`: {why}.",
    )
