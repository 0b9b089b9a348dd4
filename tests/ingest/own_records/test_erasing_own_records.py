"""A sole trader who is named in what a body keeps itself leaves no trace in it, its past included."""

import json

from tests.ingest.own_records.records import JSON, contract, observed, registration, report, social_return
from tests.ingest.service.builders import Sender, rows, work_off, workers_on
from tests.ingest.service.erasing_scene import places, recorded
from tests.services import eventually

NUMBER, NAME = "87654321", "Fietsenmaker De Voorbeeld"
TRADER = {"scheme": "NL-KVK", "id": NUMBER, "name": NAME}


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


def test_a_supplier_leaves_contract_commitments_and_reports_which_stay(database: str, sender: Sender) -> None:
    promised = social_return(key=f"C-{NUMBER}", evidence=f"Opgave van {NAME}")
    measured = observed(commitment=f"C-{NUMBER}", evidence=[{"title": f"Factuur {NAME}"}], note=f"Geleverd door {NAME}")
    for record in (
        contract("CON-1", supplier=TRADER, commitments=[promised]),
        contract("CON-1", supplier=TRADER, commitments=[promised], senderVersion=2),
        report(f"NAK-{NUMBER}", measured),
        contract(f"CON-{NUMBER}", kind="call-off", framework="CON-1", supplier=TRADER),
    ):
        sender.sent(json.dumps(record).encode(), JSON)
    work_off(database)
    assert places(database, NAME, NUMBER)
    recorded(database, NUMBER, NAME)
    with workers_on(database):
        eventually(lambda: not places(database, NAME, NUMBER))
    query = "select kind, starts_with(supplier_id, 'erased-') from procurement.contract order by 1"
    assert rows(database, query) == [("call-off", True), ("contract", True)]
    query = "select met, starts_with(commitment_key, 'C-erased-'), evidence from procurement.commitment where met"
    assert rows(database, query) == [(True, True, "Opgave van [verwijderd]")]
    assert rows(database, "select starts_with(report_key, 'NAK-erased-') from procurement.observation") == [(True,)]
