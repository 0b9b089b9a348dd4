"""What an auditor and those who decide on figures leave behind at a publication."""

import hashlib
from collections.abc import Iterator

import pytest

from tests.kpi.builders import BODIES
from tests.kpi.office import Office, publishing_office

YEAR = {"from": "2024-01", "until": "2024-12"}
CODE = "ALG-P13"
SHARE = "DIV-P01"
OF_COUNTRY = (SHARE, "national", "awarded")


@pytest.fixture(scope="module")
def office(database_module: str) -> Iterator[Office]:
    with publishing_office(database_module) as made:
        yield made


def test_an_auditor_draws_a_sample_that_anybody_can_draw_again_notes_findings_and_signs_off(office: Office) -> None:
    auditor = office.running.person("kpi", "audit:sign", "audit:read", subject="auditor")
    asked = {"indicator": SHARE, "seed": "adr-2026", "size": 5}
    drawn = auditor.post("/publications/2024-first/samples", json=asked)
    assert drawn.status_code == 201, drawn.text
    sample = drawn.json()
    evidence = {**YEAR, "publication": "2024-first", "countedOn": "awarded", "limit": "1000"}
    behind = office.anybody.get(f"/indicators/{SHARE}/evidence", params=evidence).json()["rows"]
    counted = [row for row in behind if row["certainty"] != "out"]
    keys = {(row["placedOn"], row["record"]["procedure"]) for row in counted}
    assert sample["drawnFrom"] == len(keys)
    again = sorted(keys, key=lambda key: hashlib.sha256("\n".join(("adr-2026", *key)).encode()).hexdigest())[:5]
    assert [(row["placedOn"], *row["key"]) for row in sample["rows"]] == again
    other = auditor.post("/publications/2024-first/samples", json={**asked, "seed": "anders"}).json()
    assert other["rows"] != sample["rows"]

    notes = "/publications/2024-first/notes"
    found = auditor.post(notes, json={"kind": "finding", "says": "Een datum klopt niet", "sample": sample["id"]})
    assert found.status_code == 201, found.text
    assert auditor.post(notes, json={"kind": "finding", "says": "Nergens", "sample": 10**9}).status_code == 404
    signed = auditor.post(notes, json={"kind": "sign-off", "says": "Akkoord met de cijfers over 2024"})
    assert signed.status_code == 201
    reader = office.running.http("kpi", "audit:read")
    assert [each["kind"] for each in reader.get(notes).json()["items"]] == ["finding", "sign-off"]
    assert reader.post(notes, json={"kind": "sign-off", "says": "Akkoord"}).status_code == 403
    assert office.maker.post(notes, json={"kind": "sign-off", "says": "Akkoord"}).status_code == 403
    absent = auditor.post("/publications/2011-first/notes", json={"kind": "sign-off", "says": "Akkoord"})
    assert absent.status_code == 404


def test_decisions_taken_on_figures_are_noted_and_public(office: Office) -> None:
    body = min(BODIES)
    decision = {
        "publication": "2024-first",
        "indicator": SHARE,
        "decidedByBody": body,
        "decidedOn": "2025-05-01",
        "says": "Het streefcijfer gaat omhoog",
        "address": "https://example.org/besluit",
    }
    kept = office.maker.post("/decisions", json=decision)
    assert kept.status_code == 201, kept.text
    [listed] = office.anybody.get("/decisions", params={"publication": "2024-first"}).json()["items"]
    assert {name: listed[name] for name in decision} == decision
    stranger = office.running.person("kpi", "kpi:body", subject="ander", party=sorted(BODIES)[1])
    assert stranger.post("/decisions", json=decision).status_code == 403
    for wrong in ({"address": "http://example.org"}, {"publication": None, "indicator": None}):
        assert office.maker.post("/decisions", json={**decision, **wrong}).status_code == 400
    assert office.maker.post("/decisions", json={**decision, "publication": "2011-first"}).status_code == 404
