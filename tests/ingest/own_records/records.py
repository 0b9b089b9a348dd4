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
