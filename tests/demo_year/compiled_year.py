"""The year's documents read and compiled in memory, for comparison with the ledger."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from demo.own_records import place_of, senders, thorough_sender
from demo.own_themes import THEMES, body_with_themes
from services.ingest.formats import table
from services.ingest.formats.eforms import reader
from services.ingest.formats.ocds.reader import read_line
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START
from services.ingest.own_records.rules.versions import unit_id
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.identity import identity_of, resolve
from services.ingest.procedures.rules.kept import KeptNotice, keep
from services.ingest.procedures.rules.standing import Sent, Standing
from services.ingest.processing.records import records
from services.ingest.register.rules import AddedTheme, Party, Register
from services.ingest.supplements.operations import unit_of
from services.ingest.supplements.rules.statement import statement_of
from shared.procurement.own_record import OwnRecord, RecordState
from shared.procurement.procedure import CompiledProcedure

KEYS = "https://identifier.ppds.example/id/test/"
MEDIA_TYPES = {
    ".json": "application/json",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TIERS = {"rijk": "central", "provincie": "province", "gemeente": "municipality", "waterschap": "water-authority"}


@dataclass(slots=True)
class CompiledYear:
    procedures: dict[str, CompiledProcedure] = field(default_factory=dict)
    findings: dict[str, set[str]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    accepted: dict[str, int] = field(default_factory=dict)


def register_of(parties: Path) -> Register:
    known: dict[tuple[str, str], Party] = {}
    with parties.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            added = tuple(map(AddedTheme, THEMES)) if row["oin"] == body_with_themes(senders()).oin else ()
            key, tier = f"{KEYS}{row['oin']}", TIERS[row["tier"]]
            party = Party(key, tier, row["organisation_type"], added_themes=added)
            known["oin", row["oin"]] = party
            known["kvk", row["kvk"]] = party
    return Register(known)


def compile_year(folder: Path) -> CompiledYear:
    register = register_of(folder / "parties.csv")
    year = CompiledYear()
    kept: list[KeptNotice] = []
    rules: dict[int, set[str]] = {}
    for path, parsed in read_documents(folder):
        counts = year.refused if parsed.notice is None else year.accepted
        counts[path] = counts.get(path, 0) + 1
        if parsed.notice is None:
            continue
        one, _ = keep(parsed.notice, release=parsed.release, sent=Sent(Standing.HARVESTED))
        rules[len(kept)] = {finding.rule for finding in parsed.findings}
        kept.append(one)
    kept += supplements_of(folder, year)
    by_procedure: dict[str, list[KeptNotice]] = {}
    resolutions = resolve([identity_of(notice.notice) for notice in kept])
    for number, (one, resolution) in enumerate(zip(kept, resolutions, strict=True)):
        by_procedure.setdefault(resolution.procedure, []).append(one)
        found = year.findings.setdefault(resolution.procedure, set())
        found |= rules.get(number, set())
        if resolution.conflict:
            found.add("CMP-001")
    for key, notices in by_procedure.items():
        unique = list({notice.id: notice for notice in notices}.values())
        compiled = compile_procedure(key, unique, register=register)
        if compiled is not None:
            year.procedures[key] = compiled
            year.findings[key] |= {finding.rule for finding in compiled.findings}
    return year


def supplements_of(folder: Path, year: CompiledYear) -> Iterator[KeptNotice]:
    """What bodies say of their procedures, a draft apart: it says nothing."""
    for path, record in read_own(folder, "aanvullingen"):
        year.accepted[path] = year.accepted.get(path, 0) + 1
        if record.state is not RecordState.DRAFT:
            body = f"{KEYS}{senders_of()[path]}"
            said = statement_of(record, unit=unit_id(*unit_of(record, body)))
            yield keep(said, sent=Sent(Standing.SUPPLEMENT, body))[0]


def senders_of() -> dict[str, str]:
    """The OIN of the body that keeps a file."""
    return {
        f"{place_of(body)}/aanvullingen.{form}": body.oin
        for body in (*senders(), thorough_sender())
        for form in ("json", "csv", "xlsx")
    }


def read_own(folder: Path, name: str) -> Iterator[tuple[str, OwnRecord]]:
    """The records of the files of this name that bodies keep themselves; each is sound, and a draft says it is one."""
    for path in sorted((folder / "own-records").rglob(f"{name}.*")):
        content = path.read_bytes()
        media_type = table.media_type_of(MEDIA_TYPES[path.suffix], head=content)
        assert media_type is not None, path
        for each in records(io.BytesIO(content), media_type=media_type, resume=START, limits=Limits()):
            assert {found.rule for found in each.parsed.findings} <= {"REC-016"}, (path, each.parsed.findings)
            assert each.parsed.own is not None, path
            yield path.relative_to(folder).as_posix(), each.parsed.own


def read_documents(folder: Path, *, under: tuple[str, ...] = ("eforms", "ocds")) -> Iterator[tuple[str, Parsed]]:
    limits = Limits()
    for name in under:
        for path in sorted((folder / name).rglob("*")):
            if path.is_dir():
                continue
            relative = path.relative_to(folder).as_posix()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    for entry in archive.namelist():
                        yield relative, reader.read(archive.read(entry), limits=limits)
                continue
            if path.suffix == ".xml":
                yield relative, reader.read(path.read_bytes(), limits=limits)
                continue
            for place, body in enumerate(_records(path)):
                yield relative, read_line(body, place=f"record {place}", limits=limits)


def _records(path: Path) -> Iterator[bytes]:
    if path.suffix == ".jsonl":
        yield from path.read_bytes().splitlines()
        return
    package: Mapping[str, list[object]] = json.loads(path.read_bytes())
    for release in package["releases"]:
        yield json.dumps(release).encode()
