"""A database with procedures, lots, winners and contracts, of which files in bulk are made."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.ingest.bulk.operations.folder import Standing
from services.ingest.bulk.operations.job import make_now
from tests.ingest.own_records.records import contract, observed, report, sent, social_return
from tests.ingest.service.builders import Sender, alpha, ingest_on, ndjson, release, settings_for, work_off

HOSTILE = '=HYPERLINK("http://x"),\n\\ "één" \u0001'


def fill(database: str, *, number: int = 6) -> str:
    """Calls and awards in two years, one with a hostile title; a contract that is released and one that is not."""
    party = alpha(database)
    with ingest_on(database) as http:
        sender = Sender(http, party)
        sender.sent(ndjson([award(each) for each in range(number)] + [release(1000, title=HOSTILE)]))
        sent(
            sender,
            contract("CON-1", release="now", commitments=[social_return()]),
            contract("CON-2", release="hold"),
            report("NAK-1", observed(), release="now"),
        )
    work_off(database)
    return party


def award(number: int, **others: object) -> dict[str, object]:
    year = 2024 + number % 2
    stated: dict[str, Any] = {
        "awards": [
            {
                "id": "g1",
                "status": "active",
                "date": f"{year}-05-02T00:00:00Z",
                "value": {"amount": 1000.5 + number, "currency": "EUR"},
                "suppliers": [{"id": "s1", "name": "Voorbeeldbedrijf"}],
            }
        ],
    }
    made = release(number, tag="award", title=f"Opdracht {number}", **stated)
    return {**made, "date": f"{year}-05-03T09:00:00Z", **others}


def made(database: str, folder: Path, **others: object) -> Standing:
    standing = make_now(settings_for(database, bulk_folder=str(folder), **others))
    assert standing is not None
    return standing


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(content).splitlines()]


def keyed(rows: list[dict[str, Any]], key: list[str]) -> Mapping[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[name] for name in key): row for row in rows}
