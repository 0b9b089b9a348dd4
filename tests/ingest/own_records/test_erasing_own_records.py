"""A sole trader who is named in what a body keeps itself leaves no trace in it, its past included."""

import json
from collections.abc import Iterator

import pytest

from tests.ingest.own_records.records import JSON, registration
from tests.ingest.service.builders import Sender, alpha, ingest_on, rows, work_off, workers_on
from tests.ingest.service.erasing_scene import places, recorded
from tests.services import eventually

NUMBER, NAME = "87654321", "Fietsenmaker De Voorbeeld"
TRADER = {"scheme": "NL-KVK", "id": NUMBER, "name": NAME}


@pytest.fixture
def sender(database: str) -> Iterator[Sender]:
    party = alpha(database)
    with ingest_on(database) as http:
        yield Sender(http, party)


def test_name_and_number_go_everywhere_and_the_fact_stays(database: str, sender: Sender) -> None:
    first = registration(1, leverancier=TRADER, toelichting=f"Gekocht bij {NAME} ({NUMBER})")
    keyed = registration(2, senderKey=f"BON-{NUMBER}", leverancier=TRADER)
    for record in (first, {**first, "senderVersion": 2, "valueBand": 3}, keyed):
        sender.sent(json.dumps(record).encode(), JSON)
    work_off(database)
    assert places(database, NAME, NUMBER)
    recorded(database, NUMBER, NAME)
    with workers_on(database):
        eventually(lambda: not places(database, NAME, NUMBER))
    counted = rows(database, "select value_band, any_theme from procurement.fact_registration order by 1")
    assert counted == [(2, True), (3, True)]
    [(text,)] = rows(database, "select content ->> 'toelichting' from procurement.own_record where version = 2")
    assert text.startswith("Gekocht bij [verwijderd] (erased-")


def test_what_is_sent_again_after_the_erasure_is_the_same_version(database: str, sender: Sender) -> None:
    body = json.dumps(registration(1, senderKey=f"BON-{NUMBER}", leverancier=TRADER)).encode()
    sender.sent(body, JSON)
    work_off(database)
    recorded(database, NUMBER, NAME)
    with workers_on(database):
        eventually(lambda: not places(database, NAME, NUMBER))
    again = sender.send(body, {**JSON, "Idempotency-Key": "again"})
    work_off(database)
    [record] = sender.items(f"/submissions/{again.json()['id']}/records")
    assert record["state"] == "unchanged"
    assert rows(database, "select count(*) from procurement.own_record") == [(1,)]
