"""Releases with outcomes that mislead: our own, and the inputs that PPDS_TEST_DATA points to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.ingest.formats.ocds.document import items_of
from services.ingest.formats.ocds.reader import read_release
from services.ingest.formats.parsed import Parsed
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.identity import identity_of, resolve
from services.ingest.procedures.rules.kept import KeptNotice, keep
from shared.procurement.finding import Finding
from shared.procurement.notice import Notice
from shared.procurement.procedure import CompiledLot, CompiledProcedure
from shared.procurement.release import Release as KeptRelease
from tests.ingest.procedures.builders import REGISTER

Release = dict[str, Any]


def award(number: int, *lot_ids: str, amount: float | None = None, **fields: object) -> dict[str, Any]:
    """An award to one firm; without lots it names none."""
    made: dict[str, Any] = {
        "id": f"A{number}",
        "status": "active",
        "date": "2025-02-20T00:00:00Z",
        "suppliers": [{"id": "S1", "name": "Fictief Bouwbedrijf B.V."}],
    }
    if amount is not None:
        made["value"] = {"amount": amount, "currency": "EUR"}
    if lot_ids:
        made["relatedLots"] = list(lot_ids)
    return {**made, **fields}


def release(*awards: dict[str, Any], lots: Sequence[str] = ("1", "2"), **fields: object) -> Release:
    """An award release of a procedure with these lots."""
    return {
        "ocid": "ocds-voorbeeld-uitkomst",
        "id": "r1",
        "date": "2025-03-01T10:00:00Z",
        "tag": ["award"],
        "buyer": {"id": "B1", "name": "Voorbeeldgemeente Eikstad"},
        "parties": [
            {"id": "B1", "name": "Voorbeeldgemeente Eikstad", "roles": ["buyer"]},
            {"id": "S1", "name": "Fictief Bouwbedrijf B.V.", "roles": ["supplier"], "details": {"scale": "small"}},
        ],
        "tender": {"id": "T1", "procurementMethod": "open", "lots": [{"id": lot_id} for lot_id in lots]},
        "awards": list(awards),
        **fields,
    }


def given(name: str) -> list[Release]:
    """The releases of an input that was read wrongly once; skips the test without that data."""
    root = os.environ.get("PPDS_TEST_DATA")
    if root is None:
        pytest.skip("PPDS_TEST_DATA does not say where the inputs are")
    document = orjson.loads((Path(root) / "inputs" / name).read_bytes())
    return [item.release for item in items_of(document) if item.release is not None]


def read(*releases: Release) -> list[Parsed]:
    return [read_release(orjson.loads(orjson.dumps(each)), place="") for each in releases]


def findings(*releases: Release) -> list[Finding]:
    """What the sender of these releases is told."""
    return [finding for parsed in read(*releases) for finding in parsed.findings]


def compiled(*releases: Release) -> CompiledProcedure:
    """The procedure that these releases make."""
    return of_parsed(*read(*releases))


def of_parsed(*records: Parsed) -> CompiledProcedure:
    kept = [_kept(each.notice, each.release) for each in records if each.notice is not None]
    assert len(kept) == len(records), [each.findings for each in records]
    [key] = {resolution.procedure for resolution in resolve([identity_of(each.notice) for each in kept])}
    procedure = compile_procedure(key, kept, register=REGISTER)
    assert procedure is not None
    return procedure


def _kept(notice: Notice, release: KeptRelease | None) -> KeptNotice:
    return keep(notice, release=release)[0]


def by_lot(procedure: CompiledProcedure) -> dict[str, CompiledLot]:
    return {lot.lot_id: lot for lot in procedure.lots}
