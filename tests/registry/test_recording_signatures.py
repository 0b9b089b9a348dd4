"""Recording and withdrawing a signature: what is refused, with its place, and what remains of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from psycopg.errors import CheckViolation, ExclusionViolation, InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from services.registry.access import today
from tests.registry.builders import bearer, person_headers, registered, registry_on, session_on
from tests.registry.signature_house import A_DAY, SIGNED, House, codes, house_of_its_own
from tests.services import add_party


@pytest.fixture(scope="module")
def registry(database_module: str) -> Iterator[tuple[TestClient, str]]:
    with registry_on(database_module) as http:
        registered(database_module, "registry:parties", client="machine")
        yield http, database_module


@pytest.fixture
def house(registry: tuple[TestClient, str]) -> House:
    return house_of_its_own(*registry)


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"signedOn": "2021-12-31"}, ("/signedOn", "before-document")),
        ({"signedOn": (today() + A_DAY).isoformat()}, ("/signedOn", "in-the-future")),
        ({"document": "manifest-2016", "signedOn": "2022-01-01"}, ("/signedOn", "document-over")),
        ({"document": "agenda-2026"}, ("/document", "literal-error")),
        ({"parties": []}, ("/parties", "too-short")),
        ({"parties": ["urn:nobody"]}, ("/parties/0", "unknown-party")),
        ({"through": "urn:nobody"}, ("/through", "unknown-party")),
        ({"source": "Telefoon van mevrouw Jansen"}, ("/source", "personal-data")),
        ({"published": "no"}, ("/published", "extra-forbidden")),
    ],
)
def test_a_signature_with_a_fault_is_refused_with_its_place(
    house: House, stated: dict[str, Any], fault: tuple[str, str]
) -> None:
    refused = house.sign(**stated)

    assert (refused.status_code, codes(refused)) == (400, [fault])
    assert house.listed(house.alpha) == []


def test_who_cannot_sign_is_refused_and_nobody_beside_it_has_signed(house: House) -> None:
    demo = add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True)

    assert codes(house.sign(house.alpha, house.provider)) == [("/parties/1", "buys-nothing")]
    assert codes(house.sign(house.alpha, house.alpha)) == [("/parties/1", "named-twice")]
    assert codes(house.sign(house.alpha, through=house.beta)) == [("/through", "no-association")]
    assert codes(house.sign(house.association, through=house.association)) == [("/parties/0", "own-association")]
    assert codes(house.sign(house.alpha, demo, through=house.association)) == [("/parties/1", "demo-with-demo")]
    for party in (house.alpha, house.provider, house.association, demo):
        assert house.listed(party) == []


def test_bodies_of_a_demonstration_and_associations_for_themselves_do_sign(house: House) -> None:
    demo = add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True)

    house.signed(demo, house.association)

    assert [signature["demo"] for signature in house.listed(demo)] == [True]


def test_a_party_signs_on_a_day_on_which_it_exists_also_when_it_ended_since(house: House) -> None:
    house.end_party(house.alpha, "2024-01-01")

    late = house.sign(signedOn="2024-01-01")
    house.signed(house.alpha, signedOn="2023-12-31")

    assert (late.status_code, codes(late)) == (400, [("/parties/0", "ended-party")])
    assert [signature["status"] for signature in house.listed(house.alpha)] == ["party-ended"]


def test_nobody_has_two_signatures_under_one_document_on_the_same_day(house: House) -> None:
    [number] = house.signed(house.alpha)

    for signed_on in (SIGNED, "2022-03-01", "2023-06-01"):
        again = house.sign(house.beta, house.alpha, signedOn=signed_on)
        assert (again.status_code, codes(again)) == (409, [("/parties/1", "signed-already")])
    assert house.listed(house.beta) == []
    house.signed(house.alpha, document="manifest-2016", signedOn="2016-12-08")

    house.withdraw(number, withdrawnOn="2024-03-01")
    assert house.sign(signedOn="2024-02-29").status_code == 409
    assert house.sign(signedOn="2024-03-01").status_code == 201


def test_of_many_who_record_the_same_signature_at_once_one_does(house: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: house.sign().status_code, range(4)))

    assert sorted(answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("withdrawn_on", "fault"),
    [
        ("2022-11-23", "before-signing"),
        ((today() + A_DAY).isoformat(), "in-the-future"),
    ],
)
def test_a_withdrawal_on_an_impossible_day_is_refused(house: House, withdrawn_on: str, fault: str) -> None:
    [number] = house.signed(house.alpha)

    refused = house.withdraw(number, withdrawnOn=withdrawn_on)

    assert (refused.status_code, codes(refused)) == (400, [("/withdrawnOn", fault)])
    assert [signature["status"] for signature in house.listed(house.alpha)] == ["signed"]


def test_what_is_over_is_not_withdrawn_any_more(house: House) -> None:
    [number] = house.signed(house.alpha)
    house.end_party(house.alpha, "2024-01-01")

    refused = house.withdraw(number)

    assert (refused.status_code, codes(refused)) == (400, [("/withdrawnOn", "over")])


def test_a_withdrawal_starts_from_the_version_that_was_read_and_happens_once(house: House) -> None:
    [number] = house.signed(house.alpha)

    assert house.withdraw(number, if_match=None).status_code == 428
    assert house.withdraw(number, if_match='"2"').status_code == 412
    done = house.withdraw(number)
    assert (done.status_code, done.headers["ETag"], done.json()["status"]) == (200, '"2"', "withdrawn")
    assert done.json()["withdrawnOn"] == today().isoformat()
    assert house.withdraw(number, if_match='"2"').status_code == 409
    assert house.withdraw(999_999_999).status_code == 404


def test_a_signature_that_was_recorded_by_mistake_leaves_the_lists_and_makes_room_for_the_right_one(
    house: House,
) -> None:
    [number] = house.signed(house.alpha)

    assert house.withdraw(number, withdrawnOn=SIGNED).status_code == 200
    assert house.listed(house.alpha) == []
    assert house.due(house.alpha) == []
    house.signed(house.alpha, signedOn="2022-11-01")

    assert [signature["signedOn"] for signature in house.listed(house.alpha)] == ["2022-11-01"]
    assert house.http.get(f"/v1/signatures/{number}").json()["status"] == "withdrawn"


def test_a_person_with_the_scope_records_and_no_program_or_steward_does(house: House) -> None:
    for headers in (
        bearer(house.http, "machine", scope="registry:parties"),
        person_headers("registry:body", party=house.alpha),
    ):
        assert house.sign(by=headers).status_code == 403
    assert house.listed(house.alpha) == []


def test_recording_and_withdrawing_stand_in_the_audit_trail_with_who_and_why(house: House) -> None:
    [number] = house.signed(house.alpha)
    house.withdraw(number)

    with session_on(house.database) as session:
        rows = session.execute(
            text(
                "select act, detail from registry.audit_event where act like 'signature.%'"
                " and detail::text like :party order by number"
            ),
            {"party": f"%{house.alpha}%"},
        ).all()

    assert [act for act, _ in rows] == ["signature.record", "signature.withdraw"]
    assert rows[0].detail["signatures"] == [number]
    assert rows[1].detail["reason"] == "Letter of the board"


@pytest.mark.parametrize(
    ("stated", "cause"),
    [
        (("manifest-2022", "2023-01-01", None, None), ExclusionViolation),
        (("manifest-2016", "2017-01-01", "2016-01-01", "somebody"), CheckViolation),
        (("manifest-2016", "2017-01-01", "2018-01-01", None), CheckViolation),
        (("agenda-2026", "2026-01-01", None, None), CheckViolation),
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    house: House, stated: tuple[str | None, ...], cause: type[Exception]
) -> None:
    house.signed(house.alpha)

    with pytest.raises(IntegrityError) as refused, session_on(house.database) as session:
        session.execute(
            text(
                "insert into registry.signature"
                " (document, signed_on, withdrawn_on, withdrawn_by, party_id, source, recorded_by)"
                " select :document, cast(:signed as date), cast(:withdrawn as date), :by, id, 'x', 'x'"
                " from registry.party where uri = :uri"
            ),
            {**dict(zip(("document", "signed", "withdrawn", "by"), stated, strict=True)), "uri": house.alpha},
        )
    assert isinstance(refused.value.orig, cause)


@pytest.mark.parametrize("role", ["ppds_ingest", "ppds_kpi"])
def test_other_services_do_not_read_the_table(house: House, role: str) -> None:
    with pytest.raises(ProgrammingError) as refused, session_on(house.database, role=role) as session:
        session.execute(text("select * from registry.signature"))
    assert isinstance(refused.value.orig, InsufficientPrivilege)
