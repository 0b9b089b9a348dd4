import csv
import io
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from psycopg.errors import ExclusionViolation, InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from services.registry.operations.parties import ImportReport, import_parties, load_built_in_parties
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

JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)
GM = "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "ingest:write", client="sender", party=BZK)
        yield client


@pytest.fixture
def register(database: str) -> str:
    """A database whose register has the ministries and provinces."""
    with session_on(database) as session:
        load_built_in_parties(session, on=JANUARY)
    return database


def load(database: str, content: bytes, *, on: date = JANUARY, **how: bool) -> ImportReport:
    with session_on(database) as session:
        return import_parties(session, content, actor="test", source="test list", on=on, **how)


def test_every_register_starts_with_twelve_ministries_and_twelve_provinces(http: TestClient) -> None:
    ministries = http.get("/v1/parties", params={"kind": "ministry"}).json()["items"]
    provinces = http.get("/v1/parties", params={"tier": "province"}).json()["items"]

    assert (len(ministries), len(provinces)) == (12, 12)
    assert all(one["centralGovernmentAuthority"] for one in ministries)
    assert not any(one["centralGovernmentAuthority"] for one in provinces)


def test_a_second_start_changes_nothing(register: str) -> None:
    with session_on(register) as session:
        before = session.execute(text("select count(*) from registry.change")).scalar_one()
        assert load_built_in_parties(session, on=JUNE) == 0
        assert session.execute(text("select count(*) from registry.change")).scalar_one() == before


def test_what_an_administrator_changed_survives_the_next_start(register: str) -> None:
    load(register, party_csv(party_row(organisation_type="ministerie", tooi_uri=BZK, name="BZK en Wonen", kvk="")))
    with session_on(register) as session:
        load_built_in_parties(session, on=JUNE)

    assert name_of(register, BZK) == "BZK en Wonen"


def test_a_party_is_found_by_its_key_however_it_is_written(http: TestClient) -> None:
    for key in (BZK, quote(BZK, safe="")):
        answer = http.get(f"/v1/parties/{key}")
        assert answer.status_code == 200
        assert answer.json()["name"] == "Binnenlandse Zaken en Koninkrijksrelaties"
        assert {"scheme": "kvk", "value": "50200097"} in answer.json()["identifiers"]


@pytest.mark.parametrize("key", ["https://nobody.example", "", "%2F", "a%0Ab"])
def test_an_unknown_party_is_not_found(http: TestClient, key: str) -> None:
    answer = http.get(f"/v1/parties/{key}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("identifier", ["oin:00000001003214345000", "KVK:50200097", "rsin:003214345", f"tooi:{BZK}"])
def test_a_party_is_found_by_any_of_its_identifiers(http: TestClient, identifier: str) -> None:
    (found,) = http.get("/v1/parties", params={"identifier": identifier}).json()["items"]

    assert found["key"] == BZK


def test_names_are_searched_without_regard_to_capitals_and_without_wildcards(http: TestClient) -> None:
    found = http.get("/v1/parties", params={"name": "DEFEN"}).json()["items"]

    assert [one["name"] for one in found] == ["Defensie"]
    assert http.get("/v1/parties", params={"name": "%"}).json()["items"] == []


def test_pages_follow_each_other_without_gap_or_repeat(http: TestClient) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = http.get("/v1/parties", params={"limit": 7, **({"cursor": cursor} if cursor else {})}).json()
        seen += [one["key"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == [one["key"] for one in http.get("/v1/parties").json()["items"]]
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    "query", [{"tier": "rijk"}, {"kind": "x"}, {"identifier": "50200097"}, {"cursor": "x"}, {"limit": "0"}]
)
def test_a_wrong_filter_is_named(http: TestClient, query: dict[str, str]) -> None:
    answer = http.get("/v1/parties", params=query, headers={"Accept-Language": "en"})

    assert answer.status_code == 400
    assert [one["in"] for one in answer.json()["errors"]] == ["query"]


def test_an_administrator_imports_a_list_and_a_second_import_changes_nothing(http: TestClient) -> None:
    content = party_csv(party_row())
    headers = {**person_headers("registry:parties"), "Content-Type": "text/csv"}
    dry = http.post("/v1/parties/_import", params={"dryRun": "true"}, content=content, headers=headers)
    assert dry.json()["dryRun"] is True
    assert http.get(f"/v1/parties/{GM}").status_code == 404

    first = http.post("/v1/parties/_import", content=content, headers=headers).json()
    again = http.post("/v1/parties/_import", content=content, headers=headers).json()

    assert [one["party"] for one in first["created"]] == [one["party"] for one in dry.json()["created"]] == [GM]
    assert (again["created"], again["changed"], again["unchanged"]) == ([], [], 1)
    found = http.get(f"/v1/parties/{GM}").json()
    assert (found["tier"], found["kind"], found["province"]) == ("municipality", "municipality", ZUID_HOLLAND)


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

    assert [one.party for one in report.created] == [GM]
    assert report.refused == 4
    assert [(one.line, one.problem) for one in report.findings if one.row_refused] == [
        (2, "no-name"),
        (3, "unknown-type"),
        (4, "no-key"),
        (5, "test-body"),
    ]
    assert sorted(one.column for one in report.findings if one.line == 6) == ["kvk", "oin", "province_tooi_uri", "rsin"]


def test_an_identifier_stays_with_the_party_that_holds_it(register: str) -> None:
    report = load(register, party_csv(party_row(kvk="50200097")))

    assert [(one.column, one.problem) for one in report.findings] == [("kvk", "held-by-another")]
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
    assert [one.party for one in ended.ended] == [GM]
    assert load(register, party_csv(other), on=JUNE, complete=True).ended == ()

    again = load(register, party_csv(party_row(), other), on=JUNE)
    assert [one.aspects for one in again.changed] == [("reopened",)]


KOEPEL = "https://identifier.ppds.example/id/roo/99999990"


def test_a_list_places_parties_under_others_and_in_their_associations(register: str) -> None:
    koepel = party_row(organisation_type="koepel", tooi_uri="", roo_id="99999990", name="Koepel", kvk="")
    content = listed(party_row(parent=BZK, member_of=KOEPEL), koepel)
    first, again = load(register, content), load(register, content, on=JUNE)
    moved = load(register, listed(party_row(parent=ZUID_HOLLAND)), on=JUNE)

    assert (first.findings, again.unchanged) == ((), 2)
    assert [one.aspects for one in moved.changed] == [("parent",)]
    with session_on(register, role="ppds_kpi") as session:
        members = session.execute(text("select member, association from registry.membership_current")).all()
    assert [tuple(row) for row in members] == [(GM, KOEPEL)]


def test_a_member_since_a_later_list_is_a_member_from_that_day(register: str) -> None:
    koepel = party_row(organisation_type="koepel", tooi_uri="", roo_id="99999990", name="Koepel", kvk="")
    load(register, listed(party_row(), koepel))
    joined = load(register, listed(party_row(member_of=KOEPEL)), on=JUNE)

    assert [one.aspects for one in joined.changed] == [("membership",)]
    with session_on(register) as session:
        assert session.scalars(text("select valid::text from registry.membership")).all() == ["[2026-06-01,)"]


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
    assert {(one.line, one.column, one.problem) for one in report.findings} == {
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
    assert [one.aspects for one in renamed.changed] == [("name",)]
    with session_on(register) as session:
        statement = text("select valid_until from registry.party_current where party = :uri")
        assert session.execute(statement, {"uri": GM}).scalar_one() == date(2025, 1, 1)


def test_demo_bodies_are_marked_and_never_mixed_with_real_ones(register: str) -> None:
    demo = party_row(tooi_uri="", roo_id="", kvk="", oin="00000099000000001000", name="Voorbeeldgemeente Een")
    report = load(register, party_csv(demo, party_row()), demo=True)

    assert [one.party for one in report.created] == ["https://identifier.ppds.example/id/test/00000099000000001000"]
    assert [one.problem for one in report.findings] == ["not-a-test-body"]
    with session_on(register) as session:
        marks = session.execute(text("select sandbox, demo, province from registry.party_current where demo")).one()
    assert tuple(marks) == (False, True, ZUID_HOLLAND)


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


def test_two_parties_cannot_hold_one_identifier_on_the_same_day_whatever_the_code_does(register: str) -> None:
    insert = text(
        "insert into registry.party_identifier (party_id, scheme, value, valid)"
        " select id, 'kvk', '50200097', daterange('2026-01-01', null) from registry.party where uri = :uri"
    )
    with pytest.raises(IntegrityError) as refusal, session_on(register) as session:
        session.execute(insert, {"uri": ZUID_HOLLAND})
    assert isinstance(refusal.value.orig, ExclusionViolation)


@pytest.mark.parametrize("role", ["ppds_ingest", "ppds_kpi"])
def test_other_services_read_what_is_published_and_nothing_else(register: str, role: str) -> None:
    with session_on(register, role=role) as session:
        assert session.execute(text("select count(*) from registry.party_current")).scalar_one() == 24
        assert session.execute(text("select count(*) from registry.party_identifier_current")).scalar_one() == 120
        assert session.execute(text("select jti, expires_at from registry.revoked_token")).all() == []
    for statement in (
        "select * from registry.signing_key",
        "select * from registry.client",
        "select * from registry.party",
        "select * from registry.revoked_token",
        "select * from registry.audit_event",
        "insert into registry.revoked_token values ('a', 'b', now(), now())",
        "update registry.change set position = 1",
    ):
        with pytest.raises(ProgrammingError) as refusal, session_on(register, role=role) as session:
            session.execute(text(statement))
        assert isinstance(refusal.value.orig, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "delete from registry.audit_event",
        "update registry.audit_event set actor = 'x'",
        "delete from registry.change",
        "select * from ingest.audit_event",
    ],
)
def test_the_registry_itself_cannot_rewrite_what_happened(register: str, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refusal, session_on(register) as session:
        session.execute(text(statement))
    assert isinstance(refusal.value.orig, InsufficientPrivilege)


def test_an_unreadable_list_says_what_it_lacks(register: str) -> None:
    with pytest.raises(BadInput) as refusal:
        load(register, b"tier\nrijk\n")

    assert "organisation_type, name" in refusal.value.errors[0].detail


@pytest.fixture(scope="module")
def lists() -> Path:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder or not (Path(folder) / "parties").is_dir():
        pytest.skip("PPDS_TEST_DATA does not name the folder with the organisation lists")
    return Path(folder) / "parties"


def test_the_real_core_list_gives_387_parties_and_a_second_import_changes_nothing(register: str, lists: Path) -> None:
    content = (lists / "parties_core.csv").read_bytes()
    first = load(register, content)
    again = load(register, content, on=JUNE)

    assert (len(first.created), len(first.changed), first.unchanged, first.findings) == (363, 0, 24, ())
    assert (again.created, again.changed, again.unchanged) == ((), (), 387)
    with session_on(register) as session:
        assert session.execute(text("select count(*) from registry.party")).scalar_one() == 387
        assert (
            session.execute(text("select count(*) from registry.party_current where province is not null")).scalar_one()
            == 342
        )


def test_an_edited_copy_of_the_core_list_changes_exactly_what_was_edited(register: str, lists: Path) -> None:
    content = (lists / "parties_core.csv").read_bytes()
    load(register, content)
    edited = content.replace(b",Voorne aan Zee,", b",Voorne op Zee,").replace(b",88738388,", b",88738389,")

    report = load(register, edited, on=JUNE)

    assert [one.party for one in report.changed] == ["https://identifier.overheid.nl/tooi/id/gemeente/gm1992"]
    assert report.changed[0].aspects == ("name", "identifier")


def test_an_edited_copy_ends_moves_and_adds_exactly_what_was_edited(register: str, lists: Path) -> None:
    lines = (lists / "parties_core.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    load(register, "".join(lines).encode())
    new = "waterschap,waterschap,https://identifier.overheid.nl/tooi/id/waterschap/ws9999,,,Voorbeeld" + "," * 12 + "\n"
    edited = [line for line in lines if "/waterschap/ws0155," not in line]
    edited = [line.replace("/pv20,", "/pv21,") if "/gm0014," in line else line for line in edited]

    report = load(register, "".join([*edited, new]).encode(), on=JUNE, complete=True)

    assert [one.party[-6:] for one in report.ended] == ["ws0155"]
    assert [(one.party[-6:], one.aspects) for one in report.changed] == [("gm0014", ("province",))]
    assert ([one.party[-6:] for one in report.created], report.unchanged) == (["ws9999"], 385)


def test_the_list_of_other_bodies_is_taken_with_its_oddities_named(register: str, lists: Path) -> None:
    load(register, (lists / "parties_core.csv").read_bytes())
    content = (lists / "parties_other.csv").read_bytes()
    report = load(register, content)

    assert len(report.created) == 1076
    assert report.refused == 0
    assert {one.problem for one in report.findings} == {"bad-identifier", "duplicate-identifier", "held-by-another"}
    assert load(register, content).unchanged == 1076


def listed(*rows: Mapping[str, str]) -> bytes:
    """A list with the columns that its rows have."""
    text_out = io.StringIO()
    columns = dict.fromkeys(column for row in rows for column in row)
    writer = csv.DictWriter(text_out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text_out.getvalue().encode()


def name_of(database: str, uri: str) -> str:
    with session_on(database) as session:
        statement = text("select name from registry.party_current where party = :uri")
        return str(session.execute(statement, {"uri": uri}).scalar_one())


def holders(database: str, value: str) -> list[str]:
    with session_on(database) as session:
        statement = text("select party from registry.party_identifier_current where value = :value")
        return list(session.scalars(statement, {"value": value}))
