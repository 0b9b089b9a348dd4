"""Groups of buyers and the anchoring of purchasing policy: sent as records, read over HTTP without a token."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from tests.ingest.own_records.keeping import keep
from tests.services import running_services

MINISTRY, TOWN, STRANGER = "00000099100000001000", "00000099100001001000", "00000099100002001000"


def record(key: str, kind: str, **stated: object) -> dict[str, Any]:
    return {"format": "ppds-programme-record", "senderKey": key, "type": kind, **stated}


SENT = (
    record("G-1", "buyer-group", title="Catering", chain="catering", startsOn="2025-01-01", strategy="Plantaardig",
           risks="Weinig aanbod"),
    record("D-1", "participation", participant=TOWN, activity="G-1", startsOn="2025-02-01"),
    record("D-2", "participation", participant=STRANGER, activity="G-1", startsOn="2025-03-01"),
    record("U-1", "buyer-group-use", activity="G-1", procedure="ocds-1", participant=TOWN, doneOn="2025-06-01"),
    record("B-1", "policy-anchoring", participant=TOWN, assessedOn="2024-06-01", anchored="no"),
    record("B-2", "policy-anchoring", participant=TOWN, assessedOn="2025-06-01", anchored="yes"),
    record("B-3", "policy-anchoring", participant=MINISTRY, assessedOn="2025-06-01", anchored="yes"),
    record("B-4", "policy-anchoring", participant=MINISTRY, assessedOn="2025-06-01", anchored="no"),
)  # fmt: skip


@pytest.fixture(scope="module")
def anonymous(database_module: str) -> Iterator[httpx.Client]:
    ingest = create_engine(role_url(database_module, "ppds_ingest"), poolclass=NullPool)
    with running_services(database_module, only=("registry", "kpi"), workers=()) as running:
        keeper = running.add_party("Ministerie", kind="ministry", oin=MINISTRY)
        running.add_party("Voorbeeldgemeente", oin=TOWN)
        with worker_transaction(ingest) as session:
            keep(session, SENT, body=keeper, register=load_register(session), finished=True)
        yield running.http("kpi")
    ingest.dispose()


def test_a_group_of_buyers_has_members_a_strategy_and_its_uses(anonymous: httpx.Client) -> None:
    [group] = anonymous.get("/buyer-groups", params={"chain": "catering"}).json()["items"]
    assert (group["title"], group["strategy"], group["risks"]) == ("Catering", "Plantaardig", "Weinig aanbod")
    assert [each["name"] for each in group["members"]] == ["Voorbeeldgemeente", None]
    assert [(each["procedure"], each["usedOn"]) for each in group["uses"]] == [("ocds-1", "2025-06-01")]
    assert anonymous.get("/buyer-groups", params={"chain": "papier"}).json()["items"] == []


def test_policy_counts_by_its_last_assessment_and_two_that_differ_do_not_make_it_anchored(
    anonymous: httpx.Client,
) -> None:
    answer = anonymous.get("/policy-anchorings").json()
    assert answer["tiers"] == [
        {"tier": "central", "assessed": 1, "anchored": 0},
        {"tier": "municipality", "assessed": 1, "anchored": 1},
    ]
    assert [(each["name"], each["anchored"]) for each in answer["items"]] == [
        ("Ministerie", False),
        ("Voorbeeldgemeente", True),
    ]
