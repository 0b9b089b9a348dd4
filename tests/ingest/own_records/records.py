"""Own records as tests send them, and what is said of them."""

import json
from typing import Any

from tests.ingest.service.builders import OIN_OF_ALPHA, Sender

JSON = {"Content-Type": "application/json"}
FURNITURE = "cpv:39130000"


def registration(number: int = 1, **others: object) -> dict[str, Any]:
    stated = {
        "format": "ppds-registration",
        "buyer": OIN_OF_ALPHA,
        "senderKey": f"BON-{number}",
        "awardedOn": "2026-04-14",
        "what": FURNITURE,
        "valueBand": 2,
        "themes": ["circular"],
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def sent(sender: Sender, *records: dict[str, Any]) -> str:
    return sender.sent("\n".join(map(json.dumps, records)).encode() + b"\n", JSON)


def records(sender: Sender, submission: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (each["state"], each["kind"], each["version"]) for each in sender.items(f"/submissions/{submission}/records")
    ]


def findings(sender: Sender, submission: str) -> list[tuple[str, str]]:
    return [(each["code"], each["location"]) for each in sender.items(f"/submissions/{submission}/findings")]


def contract(key: str = "CON-1", **others: object) -> dict[str, Any]:
    """A contract of which the first commitment was due in August 2025 and the second in the year after."""
    stated = {
        "format": "ppds-contract",
        "buyer": OIN_OF_ALPHA,
        "senderKey": key,
        "kind": "contract",
        "signedOn": "2024-07-06",
        "startsOn": "2024-09-01",
        "endsOn": "2028-08-31",
        "amount": {"value": 1240000, "currency": "EUR", "vatIncluded": "no"},
        "supplier": {"scheme": "NL-KVK", "id": "12345678"},
        "responsibleRole": "contract-manager",
        "reportingClause": "yes",
        "commitments": [social_return(), avoided_emissions()],
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def social_return(**others: object) -> dict[str, Any]:
    stated = {
        "key": "C1",
        "theme": "social-return",
        "indicator": "SOR-E02",
        "target": 62000,
        "unit": "EUR",
        "compare": "at-least",
        "basis": "whole-contract",
        "dueOn": "2025-08-31",
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def avoided_emissions(**others: object) -> dict[str, Any]:
    stated = {
        "key": "C2",
        "theme": "climate",
        "indicator": "KLI-E02",
        "target": 12.5,
        "unit": "TNE",
        "compare": "at-least",
        "basis": "per-year",
        "dueOn": "2026-08-31",
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def report(key: str = "NAK-1", *observations: dict[str, Any], **others: object) -> dict[str, Any]:
    stated = {
        "format": "ppds-performance-report",
        "buyer": OIN_OF_ALPHA,
        "senderKey": key,
        "contract": "CON-1",
        "source": "supplier",
        "verification": "verified",
        "observations": list(observations) or [observed()],
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}


def observed(from_: str = "2024-09-01", until: str = "2025-08-31", **others: object) -> dict[str, Any]:
    """What was realised of the first commitment, in the year that ends on its due date."""
    stated = {
        "key": f"{others.get('commitment', 'C1')}-{until}",
        "commitment": "C1",
        "period": {"from": from_, "until": until},
        "reading": "in-period",
        "realised": 70000,
        "unit": "EUR",
        "method": {"name": "building-blocks", "table": "region-example", "version": "2025"},
    }
    return {name: value for name, value in {**stated, **others}.items() if value is not ...}
