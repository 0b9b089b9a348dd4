"""Procedures as their notices tell them, and the supplements in which their bodies tell more."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.flow.house import House
from tests.services import eventually

OINS = {"ministry": "00000099880000001000", "municipality": "00000099880000002000"}
BRIDGES = "45221000"
JSON_LINES = "application/x-ndjson"


@dataclass
class Purchase:
    """What a body knows of one procedure; `said` is None when it sends no supplement."""

    number: int
    buyer: str
    lots: int
    works: bool
    said: dict[str, Any] | None
    chain: str | None = None
    year: int = 2025

    @property
    def ocid(self) -> str:
        return f"ocds-aanvulling-{self.number:04}"


def documents(one: Purchase) -> list[dict[str, Any]]:
    """The call and the award of a procedure."""
    ids = [f"LOT-{number:04}" for number in range(1, one.lots + 1)]
    kind = "works" if one.works else "services"
    tender: dict[str, Any] = {
        "id": f"T-{one.number}",
        "title": "Opdracht",
        "mainProcurementCategory": kind,
        "lots": [{"id": each, "title": each, "status": "active"} for each in ids],
    }
    if one.works:
        classified = {"scheme": "CPV", "id": BRIDGES}
        tender["items"] = [{"id": each, "classification": classified, "relatedLot": each} for each in ids]
    identifier = {"scheme": "NL-OIN", "id": OINS[one.buyer]}
    party = {"id": "b", "name": "Voorbeeld", "identifier": identifier, "roles": ["buyer"]}
    call = {
        "ocid": one.ocid,
        "id": f"{one.number}-1",
        "date": f"{one.year}-03-01T09:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "parties": [party],
        "buyer": {"id": "b", "name": "Voorbeeld"},
        "tender": tender,
    }
    awards = [
        {"id": f"A-{each}", "status": "active", "date": f"{one.year}-06-02T00:00:00Z", "relatedLots": [each]}
        for each in ids
    ]
    return [
        call,
        {**call, "id": f"{one.number}-2", "date": f"{one.year}-06-10T09:00:00Z", "tag": ["award"], "awards": awards},
    ]


def send_supplements(house: House, party: str, purchases: Sequence[Purchase]) -> None:
    """Send what a body knows of its own procedures, as that body."""
    own = house.services.http("ingest", "ingest:write", "ingest:read", party=party)
    records = [
        {
            "format": "ppds-supplement",
            "buyer": OINS[one.buyer],
            "senderKey": f"INK-{one.number}",
            "procurement": {"ocid": one.ocid},
            **(one.said or {}),
        }
        for one in purchases
    ]
    body = b"".join(json.dumps(each).encode() + b"\n" for each in records)
    posted = own.post("/submissions", content=body, headers={"Content-Type": JSON_LINES})
    assert posted.status_code == 202, posted.text
    address = f"/submissions/{posted.json()['id']}"
    eventually(lambda: own.get(address).json()["state"] == "done")
    counts = own.get(address).json()["counts"]
    assert (counts["accepted"], counts["refused"]) == (len(purchases), 0), own.get(f"{address}/findings").text
