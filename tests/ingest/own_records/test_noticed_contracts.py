"""Contracts that notices tell of, beside those that bodies keep: one answer, each with its source, none twice."""

import itertools
from typing import Any

import pytest

from tests.ingest.eforms.contract_notices import LOT, PROCEDURE, award, completion, modification
from tests.ingest.own_records.records import contract, sent
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    XML,
    Sender,
    bearer,
    beta,
    ndjson,
    release,
    work_off,
)
from tests.services import add_party

KVK_OF_SUPPLIER = "87654321"
OIN_OF_FIRM = "00000099100000004000"


def told(sender: Sender, ident: str) -> dict[str, Any]:
    answer = sender.get(f"/contract-timelines/{ident}")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def happened(timeline: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["on"], each["what"], each["source"]) for each in timeline["events"] if each["what"] != "notice"]


def own(**others: object) -> dict[str, Any]:
    """The body's own record of the contract that the notices tell of."""
    stated: dict[str, Any] = {
        "procedureId": PROCEDURE,
        "lotId": LOT,
        "signedOn": "2026-01-20",
        "startsOn": "2026-02-01",
        "endsOn": "2028-01-31",
        "amount": {"value": 560000, "currency": "EUR", "vatIncluded": "no"},
        "supplier": {"scheme": "NL-KVK", "id": KVK_OF_SUPPLIER},
        "commitments": ...,
    }
    return contract("CON-2026-1", **{**stated, **others})


def test_a_contract_of_notices_alone_stands_in_the_register_with_all_that_became_of_it(
    database: str, sender: Sender
) -> None:
    for body in (award(OIN_OF_ALPHA), modification(OIN_OF_ALPHA), completion(OIN_OF_ALPHA)):
        sender.sent(body, XML)
    work_off(database)
    [one] = sender.items("/contracts")
    assert (one["sources"], one["senderKey"], one["number"]) == (["notices"], None, "CON-2026-1")
    assert one["amount"] == {"value": 560000, "currency": "EUR", "vatIncluded": "no"}
    assert (one["signedOn"], one["completedOn"]) == ("2026-01-20", "2028-03-01")
    timeline = told(sender, one["id"])
    assert happened(timeline) == [
        ("2025-12-31", "awarded", "notices"),
        ("2026-01-20", "signed", "notices"),
        ("2026-06-01", "changed", "notices"),
        ("2028-03-01", "completed", "notices"),
    ]
    [change] = [each for each in timeline["events"] if each["what"] == "changed"]
    assert change["changes"] == [{"property": "amount", "before": "500000 EUR", "after": "560000 EUR"}]
    assert change["reasons"] == [
        {"code": "add-wss", "rationale": "De wijk groeide", "description": "Meer bestelwagens"}
    ]
    assert change["notice"]["stage"] == "modification"
    assert timeline["noticed"]["paid"]["value"] == 555000
    assert timeline["noticed"]["penalties"]["value"] == 0
    assert sender.get(f"/request-sheets/{one['id']}").status_code == 404


def test_a_contract_of_both_stands_once_and_both_are_told(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA), XML)
    work_off(database)
    [noticed] = sender.items("/contracts")
    sent(sender, own())
    sender.sent(modification(OIN_OF_ALPHA), XML)
    work_off(database)
    [one] = sender.items("/contracts")
    assert (one["sources"], one["senderKey"], one["number"]) == (["own", "notices"], "CON-2026-1", "CON-2026-1")
    timeline = told(sender, one["id"])
    assert ("2026-01-20", "signed", "own") in happened(timeline)
    assert ("2026-01-20", "signed", "notices") in happened(timeline)
    assert timeline["conflicts"] == []
    assert told(sender, noticed["id"]) == timeline


def test_where_a_body_and_its_notice_differ_both_are_shown_and_nothing_is_added(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA), XML)
    amount = {"value": 480000, "currency": "EUR", "vatIncluded": "no"}
    sent(sender, own(signedOn="2026-01-21", amount=amount, supplier={"scheme": "NL-KVK", "id": "12345678"}))
    work_off(database)
    [one] = sender.items("/contracts")
    assert one["amount"]["value"] == 480000
    conflicts = {each["property"]: (each["own"], each["notices"]) for each in told(sender, one["id"])["conflicts"]}
    assert conflicts == {
        "signedOn": ("2026-01-21", "2026-01-20"),
        "amount": ("480000 EUR", "500000 EUR"),
        "supplier": ("12345678", KVK_OF_SUPPLIER),
    }


def test_an_amount_with_vat_is_not_compared_with_one_without(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA), XML)
    sent(sender, own(amount={"value": 605000, "currency": "EUR", "vatIncluded": "yes"}))
    work_off(database)
    [one] = sender.items("/contracts")
    assert told(sender, one["id"])["conflicts"] == []


def test_a_contract_of_another_lot_is_another_contract(database: str, sender: Sender) -> None:
    sender.sent(award(OIN_OF_ALPHA, number="ANDERS"), XML)
    sent(sender, own(lotId="LOT-0002"))
    work_off(database)
    assert sorted(each["sources"] for each in sender.items("/contracts")) == [["notices"], ["own"]]
    assert len(sender.items("/contracts", limit=1)) == 2


def test_only_the_body_and_its_supplier_see_a_contract_of_notices(database: str, sender: Sender) -> None:
    other = Sender(sender.http, beta(database), client="client-2")
    firm = add_party(database, name="Voorbeeldbedrijf Verzinsel", kind="service-provider", oin=OIN_OF_FIRM)
    supplier = Sender(sender.http, firm, client="client-3")
    supplier.headers = bearer("ingest:supplier", party=firm, client="client-3")
    sender.sent(award(OIN_OF_ALPHA).replace(KVK_OF_SUPPLIER.encode(), OIN_OF_FIRM.encode()), XML)
    work_off(database)
    [one] = sender.items("/contracts")
    assert [each["id"] for each in supplier.items("/contracts")] == [one["id"]]
    assert told(supplier, one["id"])["noticed"]["amount"]["value"] == 500000
    assert other.items("/contracts") == []
    assert other.get(f"/contract-timelines/{one['id']}").status_code == 404


def test_contracts_and_amendments_of_ocds_tell_the_same(database: str, sender: Sender) -> None:
    value = {"amount": 90000, "currency": "EUR"}
    firm = {"id": "s1", "name": "Verzinsel"}
    awarded = {"id": "A1", "status": "active", "relatedLots": [LOT], "suppliers": [firm], "value": value}
    signed = {"id": "C1", "awardID": "A1", "dateSigned": "2025-03-10T00:00:00Z", "period": {"endDate": "2027-03-10"}}
    amendment = {"id": "w1", "date": "2026-05-01T00:00:00Z", "rationale": "Vertraging", "description": "Langer"}
    longer = {"id": "C1", "period": {"endDate": "2028-03-10"}, "amendments": [amendment]}
    ended = {"id": "C1", "status": "terminated"}
    releases = [
        release(tag="award", awards=[awarded], contracts=[signed]),
        release(ident="2", tag="contractAmendment", contracts=[longer], date="2026-05-02T09:00:00Z"),
        release(ident="3", tag="contractTermination", contracts=[ended], date="2028-03-12T09:00:00Z"),
    ]
    sender.sent(ndjson(releases), LINES)
    work_off(database)
    [one] = sender.items("/contracts")
    assert (one["endsOn"], one["completedOn"], one["amount"]["value"]) == ("2028-03-10", "2028-03-12", 90000)
    [change] = [each for each in told(sender, one["id"])["events"] if each["what"] == "changed"]
    assert (change["on"], change["reasons"][0]["rationale"]) == ("2026-05-01", "Vertraging")
    assert change["changes"] == [{"property": "endsOn", "before": "2027-03-10", "after": "2028-03-10"}]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_the_order_of_arrival_makes_no_difference(database: str, sender: Sender, order: tuple[int, ...]) -> None:
    bodies = [award(OIN_OF_ALPHA), modification(OIN_OF_ALPHA), completion(OIN_OF_ALPHA), None]
    for number in order:
        body = bodies[number]
        if body is None:
            sent(sender, own(amount={"value": 1, "currency": "EUR"}))
        else:
            sender.sent(body, XML)
        work_off(database)
    [one] = sender.items("/contracts")
    timeline = told(sender, one["id"])
    assert [each[1] for each in happened(timeline)] == [
        *("awarded", "signed", "signed", "starts", "changed", "ends", "completed"),
    ]
    assert [(each["property"], each["notices"]) for each in timeline["conflicts"]] == [("amount", "560000 EUR")]
    [change] = [each for each in timeline["events"] if each["what"] == "changed"]
    assert change["changes"] == [{"property": "amount", "before": "500000 EUR", "after": "560000 EUR"}]
