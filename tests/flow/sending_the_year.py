"""Sending the documents of the demo year: notices by a harvester, what bodies say of their procedures by themselves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from demo import Ledger
from demo.own_records import senders, write_own_records, write_spend_of_ministries
from demo.own_themes import ADDED, body_with_themes
from tests.flow.house import JSON, LINES, XML, ZIP, House
from tests.services import eventually

MEDIA_TYPES = {
    ".xml": XML,
    ".zip": ZIP,
    ".json": JSON,
    ".jsonl": LINES,
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send(house: House, folder: Path, ledger: Ledger, *, keys: str | None = None) -> list[dict[str, Any]]:
    """Send every file of the year, as a sender does, and give the reports; each must say what the ledger says."""
    submissions = []
    for file in ledger.files:
        path = folder / file.path
        key = None if keys is None else f"{keys}:{file.path}"
        submissions.append((file, house.send(path.read_bytes(), MEDIA_TYPES[path.suffix], key=key)))
    reports = []
    for file, submission in submissions:
        report = house.report(submission, seconds=180)
        assert (report["counts"]["records"], report["counts"]["refused"]) == (file.records, file.refused), file.path
        reports.append(report)
    return reports


def state_own_themes(house: House) -> None:
    """The body of the year with themes of its own says so in the registry."""
    body = body_with_themes(senders())
    steward = house.services.person("registry", "registry:body", subject="bronhouder-1", party=body.key)
    stated = {"roles": [], "instruments": [], "themes": list(ADDED)}
    answer = steward.put("/governance", params={"party": body.key}, json=stated, headers={"If-Match": '"0"'})
    assert answer.status_code == 200, answer.text


def own_senders(house: House, ledger: Ledger) -> dict[str, httpx.Client]:
    """A client of each body that says something of its procedures."""
    bodies = dict.fromkeys(str(file.body) for file in ledger.supplements)
    return {body: house.services.http("ingest", "ingest:write", "ingest:read", party=body) for body in bodies}


def send_supplements(senders: Mapping[str, httpx.Client], folder: Path, ledger: Ledger, *, again: bool = False) -> None:
    """Each body sends what it says of its procedures itself; each report must say what the ledger says."""
    for file in ledger.supplements:
        counts = _counts(senders[str(file.body)], folder / file.path, key=f"again:{file.path}" if again else None)
        accepted = counts["unchanged" if again else "accepted"]
        assert (counts["records"], accepted) == (file.records, file.accepted), (file.path, counts)


def send_own_records(house: House, folder: Path) -> None:
    """Send what a body of each tier keeps itself, and what ministries spent, as that body; none of it is refused."""
    for body, place in {**write_own_records(folder), **write_spend_of_ministries(folder)}.items():
        own = house.services.http("ingest", "ingest:write", "ingest:read", party=body.key)
        for path in sorted(place.iterdir()):
            assert _counts(own, path, key=None)["refused"] == 0, path


def _counts(own: httpx.Client, path: Path, *, key: str | None) -> dict[str, int]:
    headers = {"Content-Type": MEDIA_TYPES[path.suffix]} | ({} if key is None else {"Idempotency-Key": key})
    posted = own.post("/submissions", content=path.read_bytes(), headers=headers)
    assert posted.status_code == 202, posted.text
    address = f"/submissions/{posted.json()['id']}"
    eventually(lambda: own.get(address).json()["state"] in ("done", "failed"), seconds=180)
    counts: dict[str, int] = own.get(address).json()["counts"]
    return counts
