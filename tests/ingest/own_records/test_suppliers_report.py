"""A supplier sends its own reports on its own contracts, as it declares them, and nothing else."""

import json
from typing import Any

import pytest
from httpx2 import Response

from tests.ingest.own_records.records import JSON, contract, findings, records, registration, report, sent
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    bearer,
    beta,
    ndjson,
    release,
    rows,
    work_off,
)
from tests.services import add_party

OIN_OF_SUPPLIER, OIN_OF_ANOTHER = "00000099100000003000", "00000099100000004000"
SUPPLIER = {"scheme": "NL-OIN", "id": OIN_OF_SUPPLIER}
ANOTHER = {"scheme": "NL-OIN", "id": OIN_OF_ANOTHER}
NOT_YOURS = "PER-025"


@pytest.fixture
def supplier(database: str, sender: Sender) -> Sender:
    return supplying(database, sender, "Voorbeeldleverancier", OIN_OF_SUPPLIER)


def supplying(database: str, sender: Sender, name: str, oin: str) -> Sender:
    party = add_party(database, name=name, kind="service-provider", oin=oin)
    client = Sender(sender.http, party, client=name)
    client.headers = bearer("ingest:supplier", party=party, client=name)
    return client


def declared(key: str = "LEV-1", **others: object) -> dict[str, Any]:
    return report(key, **{"verification": "declared", **others})


def put(sender: Sender, stated: dict[str, Any], **headers: str) -> Response:
    said = {name: value for name, value in stated.items() if name not in ("format", "senderKey", "buyer")}
    address = f"/v1/performance-reports/{stated['senderKey']}"
    query = {"buyer": stated["buyer"]}
    return sender.http.put(
        address, params=query, content=json.dumps(said), headers={**sender.headers, **JSON, **headers}
    )


def shown(sender: Sender) -> list[tuple[str, str]]:
    return sorted(rows_of(sender))


def rows_of(sender: Sender) -> list[tuple[str, str]]:
    told = [sender.get(f"/contract-timelines/{each['id']}").json() for each in sender.items("/contracts")]
    return [(each["report"], each["verification"]) for timeline in told for each in timeline["observations"]]


def refused(supplier: Sender, database: str, *stated: dict[str, Any]) -> list[tuple[str, str]]:
    """The findings of records that are all refused."""
    submission = sent(supplier, *stated)
    work_off(database)
    assert {state for state, _, _ in records(supplier, submission)} == {"refused"}
    return findings(supplier, submission)


def test_a_supplier_reports_on_its_contract_and_follows_what_became_of_it(
    database: str, sender: Sender, supplier: Sender
) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER))
    work_off(database)
    submission = sent(supplier, declared())
    work_off(database)
    assert records(supplier, submission) == [("accepted", "performance-report", "1")]
    assert findings(supplier, submission) == []
    assert supplier.report(submission)["counts"]["accepted"] == 1
    assert shown(sender) == shown(supplier) == [("LEV-1", "declared")]
    [one] = sender.items("/contracts")
    assert one["commitments"]["met"] == 1
    assert sender.get(f"/submissions/{submission}").status_code == 404


def test_a_report_on_the_contract_of_another_is_refused_as_one_that_is_unknown(
    database: str, sender: Sender, supplier: Sender
) -> None:
    sent(
        sender,
        contract("CON-1", supplier=ANOTHER),
        contract("CON-2", supplier=...),
        contract("CON-3", supplier=SUPPLIER),
    )
    work_off(database)
    for about in ("CON-1", "CON-2", "CON-99"):
        assert refused(supplier, database, declared(f"LEV-{about}", contract=about)) == [(NOT_YOURS, "/contract")]
    of_nobody = declared("LEV-4", contract="CON-3", buyer=OIN_OF_BETA)
    beta(database)
    assert refused(supplier, database, of_nobody) == [(NOT_YOURS, "/contract")]
    assert refused(supplier, database, declared("LEV-5", contract="CON-3", buyer=...)) == [(NOT_YOURS, "/contract")]
    assert rows(database, "select count(*) from procurement.own_record where kind = 'performance-report'") == [(0,)]


def test_of_many_reports_only_those_on_its_own_contracts_go_in(database: str, sender: Sender, supplier: Sender) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER), contract("CON-2", supplier=ANOTHER))
    work_off(database)
    submission = sent(supplier, declared("LEV-1"), declared("LEV-2", contract="CON-2"))
    work_off(database)
    assert [state for state, _, _ in records(supplier, submission)] == ["accepted", "refused"]
    assert shown(sender) == [("LEV-1", "declared")]


def test_a_supplier_declares_and_speaks_for_itself_alone(database: str, sender: Sender, supplier: Sender) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER))
    work_off(database)
    assert refused(supplier, database, report("LEV-1", verification="verified")) == [("ING-016", "/verification")]
    assert refused(supplier, database, declared("LEV-2", source="buyer")) == [("ING-016", "/source")]
    assert refused(supplier, database, contract("CON-9", supplier=SUPPLIER)) == [("ING-015", "")]
    assert refused(supplier, database, registration(1)) == [("ING-015", "")]
    submission = supplier.sent(ndjson([release(oin=OIN_OF_SUPPLIER)]), LINES)
    work_off(database)
    assert ("ING-015", "") in findings(supplier, submission)
    assert rows(database, "select count(*) from procurement.notice") == [(0,)]


def test_a_supplier_corrects_and_withdraws_what_it_sent_and_not_what_others_sent(
    database: str, sender: Sender, supplier: Sender
) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER), report("NAK-1"))
    work_off(database)
    assert refused(supplier, database, declared("NAK-1", senderVersion=2)) == [("REC-023", "/senderKey")]
    sent(supplier, declared("LEV-1"))
    work_off(database)
    sent(supplier, declared("LEV-1", senderVersion=2, state="withdrawn", reason="Vergissing"))
    work_off(database)
    assert shown(sender) == [("NAK-1", "verified")]


def test_a_supplier_puts_one_report_and_is_refused_that_of_another(
    database: str, sender: Sender, supplier: Sender
) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER), contract("CON-2", supplier=ANOTHER), report("NAK-1"))
    work_off(database)
    made = put(supplier, declared())
    assert made.status_code == 201, made.text
    assert (
        put(supplier, declared(senderVersion=2, reason="Beter"), **{"If-Match": made.headers["ETag"]}).status_code
        == 200
    )
    for stated in (
        declared("LEV-2", contract="CON-2"),
        declared("LEV-3", contract="CON-99"),
        report("LEV-4"),
        declared("NAK-1"),
    ):
        answer = put(supplier, stated)
        assert answer.status_code == 403, (stated, answer.text)
        assert answer.json()["errors"]
    assert shown(sender) == [("LEV-1", "declared"), ("NAK-1", "verified")]
    for path in ("contracts", "registrations", "supplements"):
        address = f"/v1/{path}/X-1"
        assert supplier.http.put(address, content=b"{}", headers={**supplier.headers, **JSON}).status_code == 403


def test_another_supplier_sees_and_corrects_nothing_of_it(database: str, sender: Sender, supplier: Sender) -> None:
    other = supplying(database, sender, "Andere leverancier", OIN_OF_ANOTHER)
    sent(sender, contract("CON-1", supplier=SUPPLIER))
    work_off(database)
    submission = sent(supplier, declared())
    work_off(database)
    assert other.get(f"/submissions/{submission}").status_code == 404
    assert other.items("/contracts") == []
    assert refused(other, database, declared("LEV-1", senderVersion=2)) == [(NOT_YOURS, "/contract")]
    assert shown(sender) == [("LEV-1", "declared")]


def test_the_buyer_names_it_by_its_own_key_all_the_same(database: str, sender: Sender, supplier: Sender) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER))
    work_off(database)
    sent(supplier, declared(buyer=OIN_OF_ALPHA))
    work_off(database)
    [(body, who)] = rows(database, "select body, sender from procurement.own_record where kind = 'performance-report'")
    assert body != who
