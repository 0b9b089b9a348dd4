"""The register of contracts over HTTP: who sees which, filters, the timeline of one, and the sheet for its supplier."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services.ingest.data_contracts.columns import XLSX
from shared.dutch_day import today
from tests.ingest.own_records.records import (
    avoided_emissions,
    contract,
    findings,
    observed,
    report,
    sent,
    social_return,
)
from tests.ingest.service.builders import (
    XML,
    Sender,
    bearer,
    beta,
    work_off,
)
from tests.services import add_party

CALL = Path("tests/samples/eforms/call.xml").read_bytes()
OIN_OF_SUPPLIER = "00000099100000003000"
SUPPLIER = {"scheme": "NL-OIN", "id": OIN_OF_SUPPLIER}


@pytest.fixture
def other(database: str, sender: Sender) -> Sender:
    return Sender(sender.http, beta(database), client="client-2")


@pytest.fixture
def supplier(database: str, sender: Sender) -> Sender:
    """A client of a party that may see the contracts in which that is the supplier, and no more."""
    party = add_party(database, name="Voorbeeldleverancier", kind="service-provider", oin=OIN_OF_SUPPLIER)
    client = Sender(sender.http, party, client="client-3")
    client.headers = bearer("ingest:supplier", party=party, client="client-3")
    return client


def keys(sender: Sender, **query: object) -> list[str]:
    return [each["senderKey"] for each in sender.items("/contracts", **query)]


def only(sender: Sender) -> str:
    [one] = sender.items("/contracts")
    return str(one["id"])


def test_a_contract_stands_in_the_list_with_how_its_commitments_stand(database: str, sender: Sender) -> None:
    sent(sender, contract(), report())
    work_off(database)
    [one] = sender.items("/contracts")
    assert one["commitments"] == {"met": 1, "notMet": 0, "notShown": 1, "notYetDue": 0, "undated": 0}
    assert one["overdue"]
    assert one["amount"] == {"value": 1240000, "currency": "EUR", "vatIncluded": "no"}
    assert one["supplier"] == {"scheme": "NL-KVK", "id": "12345678"}
    assert one["themes"] == ["climate", "social-return"]


def test_the_list_is_filtered_and_paged(database: str, sender: Sender) -> None:
    future = str(today() + timedelta(days=30))
    later = social_return(dueOn=future)
    sent(
        sender,
        contract("CON-1"),
        contract("CON-2", commitments=[later]),
        contract("CON-3", kind="framework", commitments=[avoided_emissions(dueOn=...)]),
    )
    work_off(database)
    assert sorted(keys(sender)) == ["CON-1", "CON-2", "CON-3"]
    assert sorted(keys(sender, limit=1)) == ["CON-1", "CON-2", "CON-3"]
    assert keys(sender, overdue="true") == ["CON-1"]
    assert sorted(keys(sender, overdue="false")) == ["CON-2", "CON-3"]
    assert sorted(keys(sender, theme="climate")) == ["CON-1", "CON-3"]
    assert keys(sender, dueUntil=future) == ["CON-2"]
    assert keys(sender, dueUntil=str(today())) == []
    waiting = {each["kind"]: each["count"] for each in sender.get("/open-work").json()["items"]}
    assert (waiting["overdue-contracts"], waiting["due-contracts"]) == (1, 1)
    assert keys(sender, kind="framework") == ["CON-3"]
    buyer = sender.items("/contracts")[0]["buyer"]
    assert len(keys(sender, buyer=buyer)) == 3
    assert sender.get("/contracts", theme="klimaat").status_code == 400
    assert sender.get("/contracts", buyer="https://voorbeeld.test/niemand").status_code == 400


def test_a_commitment_of_the_future_is_not_yet_due_whatever_was_reported(database: str, sender: Sender) -> None:
    future = str(today() + timedelta(days=30))
    sent(sender, contract(commitments=[social_return(dueOn=future)]), report())
    work_off(database)
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    [promise] = told["promises"]
    assert (promise["status"], promise["realised"]) == ("not-yet-due", 70000)
    assert not told["overdue"]


def test_a_supplier_sees_the_contracts_in_which_it_is_the_supplier_and_no_others(
    database: str, sender: Sender, supplier: Sender, other: Sender
) -> None:
    sent(sender, contract("CON-1", supplier=SUPPLIER), contract("CON-2"))
    work_off(database)
    assert keys(supplier) == ["CON-1"]
    shown = {each["senderKey"]: each["id"] for each in sender.items("/contracts")}
    for path in ("contract-timelines", "request-sheets"):
        assert supplier.get(f"/{path}/{shown['CON-1']}").status_code == 200
        assert supplier.get(f"/{path}/{shown['CON-2']}").status_code == 404
    assert supplier.items("/submissions") == [], "what it sent itself, and nothing of its customers"
    assert supplier.get("/procedures").status_code == 403
    assert keys(other) == []
    assert other.get(f"/contract-timelines/{shown['CON-1']}").status_code == 404


def test_a_call_off_inherits_what_its_agreement_promises_and_amounts_stay_apart(database: str, sender: Sender) -> None:
    off = contract("CON-1", kind="call-off", framework="RAAM-1", commitments=..., amount={"value": 1000})
    sent(sender, off, report())
    work_off(database)
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    assert (told["frameworkKnown"], told["promises"]) == (False, [])
    sent(sender, contract("RAAM-1", kind="framework", amount={"value": 50000}))
    work_off(database)
    listed = {each["senderKey"]: each for each in sender.items("/contracts")}
    told = sender.get(f"/contract-timelines/{listed['CON-1']['id']}").json()
    assert told["frameworkKnown"]
    assert [(each["key"], each["inherited"], each["status"]) for each in told["promises"]] == [
        ("C1", True, "met"),
        ("C2", True, "not-shown"),
    ]
    assert [listed[key]["amount"]["value"] for key in ("CON-1", "RAAM-1")] == [1000, 50000]
    assert listed["CON-1"]["commitments"]["met"] == 0


def test_a_commitment_that_a_call_off_states_itself_stands_before_that_of_its_agreement(
    database: str, sender: Sender
) -> None:
    own = social_return(target=100)
    sent(sender, contract("RAAM-1", kind="framework"))
    sent(sender, contract("CON-1", kind="call-off", framework="RAAM-1", commitments=[own]))
    work_off(database)
    listed = {each["senderKey"]: each["id"] for each in sender.items("/contracts")}
    told = sender.get(f"/contract-timelines/{listed['CON-1']}").json()
    assert [(each["key"], each["inherited"], each["target"]) for each in told["promises"]] == [
        ("C1", False, 100),
        ("C2", True, 12.5),
    ]


def test_the_timeline_holds_notices_days_and_measurements_in_order(database: str, sender: Sender) -> None:
    harvester = Sender(sender.http, beta(database), any_buyer=True, client="client-2")
    harvester.sent(CALL, XML)
    work_off(database)
    [known] = harvester.items("/procedures")
    procedure = known["procedureId"]
    sent(sender, contract(procedureId=procedure.upper()), report())
    work_off(database)
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    events = [(each["on"], each["what"]) for each in told["events"]]
    assert events == sorted(events, key=lambda each: each[0])
    assert [each["notice"]["stage"] for each in told["events"] if each["what"] == "notice"] == ["call"]
    what = [each["what"] for each in told["events"] if each["what"] != "notice"]
    assert what == ["signed", "starts", "due", "measured", "due", "ends"]
    [shown] = told["observations"]
    assert (shown["report"], shown["counts"], shown["realised"]) == ("NAK-1", True, 70000)
    elsewhere = contract(procedureId=procedure, lotId="LOT-9999", senderVersion=2)
    sent(sender, elsewhere)
    work_off(database)
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    assert [each for each in told["events"] if each["what"] == "notice"] == []


def sheet(sender: Sender, contract_id: str) -> list[dict[str, str]]:
    """The rows of a sheet by its Dutch headings."""
    answer = sender.get(f"/request-sheets/{contract_id}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


def test_a_sheet_asks_for_what_was_not_reported_and_nothing_else(database: str, sender: Sender) -> None:
    halves = [observed("2024-09-01", "2024-12-31", realised=1), observed("2025-03-01", "2025-05-31", realised=1)]
    sent(sender, contract(), report("NAK-1", *halves))
    work_off(database)
    asked = [
        (
            row["afspraak"],
            row["van"],
            row["tot en met"],
            row["toelichting"],
        )
        for row in sheet(sender, only(sender))
    ]
    social = "social-return: ten minste 62000 EUR over het hele contract, uiterlijk 2025-08-31"
    climate = "climate: ten minste 12.5 TNE per jaar, uiterlijk 2026-08-31"
    assert asked == [
        ("C1", "2025-01-01", "2025-02-28", social),
        ("C1", "2025-06-01", "2025-08-31", social),
        ("C2", "2025-09-01", "2026-08-31", climate),
    ]


def test_a_sheet_that_is_filled_in_goes_in_as_a_report_and_asks_no_more(database: str, sender: Sender) -> None:
    sent(sender, contract())
    work_off(database)
    rows = sheet(sender, only(sender))
    filled: dict[str, Any] = {
        "C1": {"gerealiseerd": "70000", "methode": "m", "methode versie": "1"},
        "C2": {"gerealiseerd": "34,9", "referentie": "48"},
    }
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows({**row, **filled[row["afspraak"]]} for row in rows)
    submission = sender.sent(written.getvalue().encode(), {"Content-Type": "text/csv"})
    work_off(database)
    assert findings(sender, submission) == []
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    assert [(each["status"], each["realised"], each["shownBy"]) for each in told["promises"]] == [
        ("met", 70000, "declared"),
        ("met", 13.1, "declared"),
    ]
    assert sheet(sender, only(sender)) == []


def test_a_name_that_begins_like_a_formula_is_text_in_the_sheet(database: str, sender: Sender) -> None:
    sent(sender, contract("=CON(1)"))
    work_off(database)
    assert {row["contract"] for row in sheet(sender, only(sender))} == {"'=CON(1)"}


def test_a_sheet_as_a_workbook_is_filled_in_and_goes_in_without_a_finding(database: str, sender: Sender) -> None:
    sent(sender, contract())
    work_off(database)
    address = f"/v1/request-sheets/{only(sender)}"
    answer = sender.http.get(address, headers={**sender.headers, "Accept": XLSX})
    assert answer.headers["content-type"] == XLSX
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.worksheets[0]
    at = {str(cell.value): number for number, cell in enumerate(page[1], 1)}
    assert all(cell.comment is not None for cell in page[1])
    filled: dict[str, dict[str, object]] = {
        "C1": {"gerealiseerd": 70000, "methode": "m", "methode versie": "1"},
        "C2": {"gerealiseerd": 34.9, "referentie": 48},
    }
    for row in range(2, page.max_row + 1):
        for name, value in filled[str(page.cell(row, at["afspraak"]).value)].items():
            page.cell(row, at[name]).value = value  # type: ignore[assignment]
    body = io.BytesIO()
    book.save(body)
    submission = sender.sent(body.getvalue(), {"Content-Type": XLSX})
    work_off(database)
    assert findings(sender, submission) == []
    told = sender.get(f"/contract-timelines/{only(sender)}").json()
    assert [each["status"] for each in told["promises"]] == ["met", "met"]
    assert sheet(sender, only(sender)) == []
