"""Bringing the register in line with a list: what it adds, changes and ends, and what it leaves alone."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from shared.errors import BadInput
from tests.registry.builders import (
    BZK,
    ZUID_HOLLAND,
    bearer,
    party_csv,
    party_row,
    person_headers,
    registered,
    registry_on,
    session_on,
)
from tests.registry.party_lists import GM, JANUARY, JUNE, holders, listed, load, name_of


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", client="sender", party=BZK)
        yield client


def test_an_administrator_imports_a_list_and_a_second_import_changes_nothing(http: TestClient) -> None:
    content = party_csv(party_row())
    headers = {**person_headers("registry:parties"), "Content-Type": "text/csv"}
    dry = http.post("/v1/parties/_import", params={"dryRun": "true"}, content=content, headers=headers)
    assert dry.json()["dryRun"] is True
    assert http.get(f"/v1/parties/{GM}").status_code == 404

    first = http.post("/v1/parties/_import", content=content, headers=headers).json()
    again = http.post("/v1/parties/_import", content=content, headers=headers).json()

    assert (
        [record["party"] for record in first["created"]]
        == [record["party"] for record in dry.json()["created"]]
        == [GM]
    )
    assert (again["created"], again["changed"], again["unchanged"]) == ([], [], 1)
    shown = http.get(f"/v1/parties/{GM}").json()
    assert (shown["tier"], shown["kind"], shown["province"]) == ("municipality", "municipality", ZUID_HOLLAND)


def test_only_an_administrator_of_parties_imports(http: TestClient) -> None:
    anonymous = http.post("/v1/parties/_import", content=b"x", headers={"Content-Type": "text/csv"})
    sender = http.post(
        "/v1/parties/_import", content=b"x", headers={**bearer(http, "sender"), "Content-Type": "text/csv"}
    )

    assert anonymous.status_code == 401
    assert anonymous.headers["www-authenticate"].startswith("Bearer")
    assert sender.status_code == 403
    assert 'error="insufficient_scope"' in sender.headers["www-authenticate"]
    assert "registry:parties" in sender.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"name\nx\n", 400),
        (b"organisation_type,name\n\x00,x\n", 400),
        (b'organisation_type,name\n"gemeente,x\n', 400),
        (b"organisation_type,name\ngemeente," + b"x" * 200_000 + b"\n", 400),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(http: TestClient, content: bytes, status: int) -> None:
    headers = {**person_headers("registry:parties"), "Content-Type": "text/csv"}
    answer = http.post("/v1/parties/_import", content=content, headers=headers)

    assert answer.status_code == status
    assert answer.json()["errors"][0]["code"] == "unreadable-list"


def test_a_list_in_another_form_is_refused(http: TestClient) -> None:
    headers = {**person_headers("registry:parties"), "Content-Type": "application/pdf"}

    assert http.post("/v1/parties/_import", content=b"x", headers=headers).status_code == 415


def test_a_list_beyond_the_limit_is_refused(database: str) -> None:
    with registry_on(database, party_list_limit=2048) as http:
        headers = {**person_headers("registry:parties"), "Content-Type": "text/csv"}
        answer = http.post("/v1/parties/_import", content=b"x" * 4096, headers=headers)

    assert answer.status_code == 413


def test_a_bad_row_stops_no_other_and_a_bad_identifier_keeps_its_row(register: str) -> None:
    report = load(
        register,
        party_csv(
            party_row(name=""),
            party_row(organisation_type="kasteel"),
            party_row(tooi_uri="https://identifier.overheid.nl/tooi/id/gemeente/hv_gm1", roo_id=""),
            party_row(oin="00000099000000001000"),
            party_row(kvk="1234567", rsin="123456789", oin="0000000112345678900X", province_tooi_uri="x"),
        ),
    )

    assert [record.party for record in report.created] == [GM]
    assert report.refused == 4
    assert [(finding.line, finding.problem) for finding in report.findings if finding.row_refused] == [
        (2, "no-name"),
        (3, "unknown-type"),
        (4, "no-key"),
        (5, "test-body"),
    ]
    assert sorted(finding.column for finding in report.findings if finding.line == 6) == [
        "kvk",
        "oin",
        "province_tooi_uri",
        "rsin",
    ]


def test_an_identifier_stays_with_the_party_that_holds_it(register: str) -> None:
    report = load(register, party_csv(party_row(kvk="50200097")))

    assert [(finding.column, finding.problem) for finding in report.findings] == [("kvk", "held-by-another")]
    assert holders(register, "50200097") == [BZK]
    assert report.created[0].party == GM


def test_a_new_name_and_number_hold_from_the_day_of_the_import_and_the_old_stay_with_their_dates(register: str) -> None:
    load(register, party_csv(party_row()))
    report = load(register, party_csv(party_row(name="Nieuw Voorbeeldstad", kvk="90000002")), on=JUNE)

    assert report.changed[0].aspects == ("name", "identifier")
    with session_on(register) as session:
        names = session.execute(
            text("select name, valid::text from registry.party_name where name like '%oorbeeldstad'")
        )
        assert {row.name: row.valid for row in names} == {
            "Voorbeeldstad": "(,2026-06-01)",
            "Nieuw Voorbeeldstad": "[2026-06-01,)",
        }
    assert holders(register, "90000002") == [GM]


def test_two_changes_on_one_day_leave_only_the_last(register: str) -> None:
    load(register, party_csv(party_row()))
    load(register, party_csv(party_row(name="Vergissing")), on=JANUARY)
    load(register, party_csv(party_row(name="Voorbeeldstad")), on=JANUARY)

    with session_on(register) as session:
        counted = session.execute(text("select count(*) from registry.party_name where name = 'Vergissing'"))
        assert counted.scalar_one() == 0


def test_a_change_from_an_earlier_day_replaces_the_later_one(register: str) -> None:
    load(register, party_csv(party_row()))
    load(register, party_csv(party_row(name="Later")), on=JUNE)
    report = load(register, party_csv(party_row(name="Eerder")), on=JANUARY)

    assert report.changed[0].aspects == ("name",)
    assert name_of(register, GM) == "Eerder"


def test_a_blank_in_the_list_changes_nothing(register: str) -> None:
    load(register, party_csv(party_row()))
    blank = party_row(kvk="", abbreviation="", official_name="", province_tooi_uri="")

    assert load(register, party_csv(blank), on=JUNE).unchanged == 1


def test_only_a_complete_list_ends_the_parties_it_lacks_and_a_later_list_reopens_them(register: str) -> None:
    other = party_row(
        tooi_uri="https://identifier.overheid.nl/tooi/id/gemeente/gm9997", name="Anderdam", kvk="", roo_id=""
    )
    load(register, party_csv(party_row(), other))
    assert load(register, party_csv(other), on=JUNE).ended == ()

    ended = load(register, party_csv(other), on=JUNE, complete=True)
    assert [ending.party for ending in ended.ended] == [GM]
    assert load(register, party_csv(other), on=JUNE, complete=True).ended == ()

    again = load(register, party_csv(party_row(), other), on=JUNE)
    assert [change.aspects for change in again.changed] == [("reopened",)]


IPO = "https://identifier.ppds.example/id/roo/15956"
KOEPEL = "https://identifier.ppds.example/id/roo/99999990"


def test_a_list_places_parties_under_others_and_in_their_associations(register: str) -> None:
    koepel = party_row(organisation_type="koepel", tooi_uri="", roo_id="99999990", name="Koepel", kvk="")
    content = listed(party_row(parent=BZK, member_of=KOEPEL), koepel)
    first, again = load(register, content), load(register, content, on=JUNE)
    moved = load(register, listed(party_row(parent=ZUID_HOLLAND)), on=JUNE)

    assert (first.findings, again.unchanged) == ((), 2)
    assert [change.aspects for change in moved.changed] == [("parent",)]
    with session_on(register, role="ppds_kpi") as session:
        members = session.execute(text("select member, association from registry.membership_current")).all()
    assert [tuple(row) for row in members] == [(GM, KOEPEL)]


def test_a_member_since_a_later_list_is_a_member_from_that_day(register: str) -> None:
    koepel = party_row(organisation_type="koepel", tooi_uri="", roo_id="99999990", name="Koepel", kvk="")
    load(register, listed(party_row(), koepel))
    joined = load(register, listed(party_row(member_of=KOEPEL)), on=JUNE)

    assert [change.aspects for change in joined.changed] == [("membership",)]
    with session_on(register) as session:
        assert session.scalars(text("select valid::text from registry.membership")).all() == ["[2026-06-01,)"]


def test_a_list_leaves_an_umbrella_association_what_it_is_and_ends_none_of_them(register: str) -> None:
    filed = {"organisation_type": "zbo", "name": "Interprovinciaal Overleg", "roo_id": "15956", "kvk": "27261712"}
    report = load(register, listed(filed, party_row(member_of=IPO)), complete=True)

    assert (report.findings, report.changed, report.ended, report.unchanged) == ((), (), (), 1)
    with session_on(register) as session:
        members = session.execute(text("select member, association from registry.membership_current")).all()
    assert [tuple(row) for row in members] == [(GM, IPO)]


def test_a_reference_that_leads_nowhere_is_left_out_and_its_row_counts(register: str) -> None:
    other = "https://identifier.overheid.nl/tooi/id/gemeente/gm9997"
    report = load(
        register,
        listed(
            party_row(parent="urn:nobody", member_of=BZK, valid_until="yesterday"),
            party_row(tooi_uri=other, kvk="", roo_id="", parent=other),
        ),
    )

    assert len(report.created) == 2
    assert {(finding.line, finding.column, finding.problem) for finding in report.findings} == {
        (2, "parent", "unknown-parent"),
        (2, "member_of", "unknown-association"),
        (2, "valid_until", "bad-date"),
        (3, "parent", "cycle"),
    }


def test_an_ended_party_of_a_list_is_known_with_its_end_and_later_changes_leave_the_end_alone(register: str) -> None:
    ended = party_row(valid_until="2025-01-01")
    first = load(register, listed(ended))
    renamed = load(register, listed({**ended, "name": "Anders"}), on=JUNE)

    assert (len(first.created), first.ended) == (1, ())
    assert [change.aspects for change in renamed.changed] == [("name",)]
    with session_on(register) as session:
        statement = text("select valid_until from registry.party_current where party = :uri")
        assert session.execute(statement, {"uri": GM}).scalar_one() == date(2025, 1, 1)


def test_demo_bodies_are_marked_and_never_mixed_with_real_ones(register: str) -> None:
    demo = party_row(tooi_uri="", roo_id="", kvk="", oin="00000099000000001000", name="Voorbeeldgemeente Een")
    report = load(register, party_csv(demo, party_row()), demo=True)

    assert [record.party for record in report.created] == [
        "https://identifier.ppds.example/id/test/00000099000000001000"
    ]
    assert [finding.problem for finding in report.findings] == ["not-a-test-body"]
    with session_on(register) as session:
        marks = session.execute(text("select demo, province from registry.party_current where demo")).one()
    assert tuple(marks) == (True, ZUID_HOLLAND)


def test_an_import_is_one_change_with_a_position_and_one_audited_act(register: str) -> None:
    load(register, party_csv(party_row()))

    with session_on(register, role="ppds_ingest") as session:
        newest = text("select id, position from registry.change order by position desc limit 1")
        change_id, position = session.execute(newest).one()
        touched = text("select party from registry.change_party where change = :id")
        assert session.scalars(touched, {"id": change_id}).all() == [GM]
        assert position == 2
    with session_on(register) as session:
        acts = session.execute(text("select actor, act from registry.audit_event order by number")).all()
    assert [tuple(act) for act in acts] == [("registry", "parties.import"), ("test", "parties.import")]


def test_an_unreadable_list_says_what_it_lacks(register: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load(register, b"tier\nrijk\n")

    assert "organisation_type, name" in refusal.value.errors[0].en
