from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from services.registry.party_lists.operations import import_parties
from shared.dutch_day import today
from tests.registry.builders import (
    BZK,
    bearer,
    party_csv,
    party_row,
    person_headers,
    registered,
    registry_on,
    session_on,
)
from tests.services import add_party

TERMS = {"textNl": "Voorwaarden van de dataruimte.", "textEn": "Terms of the data space."}
ADMINISTRATOR = ("registry:parties", "registry:read")
_number = count(1)


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    """A register with version 1 of the terms of the data space."""
    with registry_on(database_module) as client:
        stated = {**TERMS, "version": "1", "validFrom": today().isoformat()}
        answer = client.post("/v1/terms", json=stated, headers=person_headers(*ADMINISTRATOR))
        assert answer.status_code == 201, answer.text
        yield client


@pytest.fixture
def party(database_module: str) -> str:
    """A municipality that never applied."""
    return add_party(database_module, name=f"Voorbeeldgemeente {next(_number)}", admitted=False)


def steward(party: str, subject: str = "medewerker-1") -> dict[str, str]:
    return person_headers("registry:body", subject=subject, party=party)


def administrator(subject: str = "beheerder-1") -> dict[str, str]:
    return person_headers(*ADMINISTRATOR, subject=subject)


def applied(http: TestClient, party: str, *, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = apply(http, party, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def apply(http: TestClient, party: str, *, version: str = "1", headers: dict[str, str] | None = None) -> Response:
    stated = {"party": party, "accepts": [{"document": "data-space", "version": version}]}
    return http.post("/v1/participations", json=stated, headers=headers or steward(party))


def step(
    http: TestClient,
    participation: str,
    name: str,
    *,
    headers: dict[str, str] | None = None,
    version: int | None = None,
    reason: str | None = None,
) -> Response:
    path = f"/v1/participations/{participation}"
    tag = f'"{version}"' if version else http.get(path, headers=administrator()).headers["etag"]
    return http.post(
        f"{path}/transitions",
        json={"step": name, "reason": reason},
        headers={**(headers or administrator()), "If-Match": tag},
    )


def codes(answer: Response) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def state_of(session: Session, party: str) -> str | None:
    query = "select state from registry.participation p join registry.party on party.id = party_id where uri = :party"
    state: str | None = session.execute(text(query), {"party": party}).scalar_one_or_none()
    return state


def test_a_body_applies_and_another_person_admits_it(http: TestClient, database_module: str, party: str) -> None:
    made = applied(http, party)
    admitted = step(http, made["id"], "admit")

    assert (made["state"], made["possibleSteps"]) == ("applied", ["admit", "decline", "leave"])
    assert [(acceptance["document"], acceptance["version"]) for acceptance in made["accepted"]] == [("data-space", "1")]
    assert made["accepted"][0]["acceptedBy"].startswith("person:")
    assert admitted.status_code == 200, admitted.text
    assert admitted.headers["etag"] == '"2"'
    assert [taken["step"] for taken in admitted.json()["steps"]] == ["apply", "admit"]
    with session_on(database_module) as session:
        assert state_of(session, party) == "admitted"
        statement = text("select act, detail from registry.audit_event where subject = :party order by number")
        acts = session.execute(statement, {"party": party})
        assert [(act, detail["accepted"]) for act, detail in acts] == [
            ("participation.apply", {"data-space": "1"}),
            ("participation.admit", {}),
        ]


def test_whoever_applied_for_a_party_does_not_admit_it(http: TestClient, party: str) -> None:
    made = applied(http, party, headers=administrator("beheerder-2"))
    refused = step(http, made["id"], "admit", headers=administrator("beheerder-2"))

    assert (refused.status_code, codes(refused)) == (403, ["same-person"])
    assert step(http, made["id"], "admit", headers=administrator("beheerder-3")).status_code == 200


def test_a_suspended_party_is_told_why_and_can_be_resumed_and_leave_and_come_back(http: TestClient, party: str) -> None:
    made = applied(http, party)
    states = [
        step(http, made["id"], name, headers=headers, reason=reason).json()["state"]
        for name, headers, reason in (
            ("admit", administrator(), None),
            ("suspend", administrator(), "Inzendingen bevatten gegevens van anderen."),
            ("resume", administrator(), None),
            ("leave", steward(party), None),
        )
    ]
    again = applied(http, party)

    assert states == ["admitted", "suspended", "admitted", "left"]
    assert (again["id"], again["state"], len(again["steps"])) == (made["id"], "applied", 6)
    assert again["steps"][2]["reason"] == "Inzendingen bevatten gegevens van anderen."


@pytest.mark.parametrize(
    ("name", "reason", "status", "code"),
    [
        ("resume", None, 409, "not-from-here"),
        ("suspend", "Zomaar.", 409, "not-from-here"),
        ("decline", None, 400, "reason-needed"),
        ("decline", "Bel mevrouw Jansen", 400, "personal-data"),
        ("decline", "Vraag het iemand@voorbeeld.test", 400, "personal-data"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_leaves_the_state(
    http: TestClient, party: str, name: str, reason: str | None, status: int, code: str
) -> None:
    made = applied(http, party)
    refused = step(http, made["id"], name, reason=reason)

    assert (refused.status_code, codes(refused)) == (status, [code])
    assert http.get(f"/v1/participations/{made['id']}", headers=administrator()).json() == made


def test_a_steward_cannot_admit_its_own_body_nor_act_for_another(http: TestClient, party: str) -> None:
    made = applied(http, party)
    own = step(http, made["id"], "admit", headers=steward(party, "medewerker-2"))
    other = step(http, made["id"], "leave", headers=steward(BZK))
    for_other = apply(http, party, headers=steward(BZK))

    assert (own.status_code, codes(own)) == (403, ["not-yours"])
    assert (other.status_code, for_other.status_code) == (403, 403)


def test_two_administrators_at_once_one_of_them_reads_again(http: TestClient, party: str) -> None:
    made = applied(http, party)
    first = step(http, made["id"], "admit", version=1)
    second = step(http, made["id"], "decline", version=1, reason="Dubbel aangemeld.")
    without = http.post(f"/v1/participations/{made['id']}/transitions", json={"step": "leave"}, headers=administrator())

    assert (first.status_code, second.status_code, without.status_code) == (200, 412, 428)


def test_only_exactly_the_terms_in_force_are_accepted(http: TestClient, party: str) -> None:
    old = apply(http, party, version="0.9")
    demo = apply(http, party, version="demo")

    assert (old.status_code, codes(old)) == (400, ["not-in-force"])
    assert (demo.status_code, codes(demo)) == (400, ["not-in-force"])
    assert http.get("/v1/participations", params={"party": party}, headers=administrator()).json()["items"] == []


def test_a_party_that_takes_part_cannot_apply_again(http: TestClient, party: str) -> None:
    applied(http, party)
    again = apply(http, party)

    assert (again.status_code, codes(again)) == (409, ["not-from-here"])


def test_a_party_that_nobody_knows_cannot_apply(http: TestClient) -> None:
    assert apply(http, "https://voorbeeld.test/niemand", headers=administrator()).status_code == 404


def test_programs_apply_for_nobody(http: TestClient, database_module: str, party: str) -> None:
    registered(database_module, "registry:read", "registry:body", client="program", party=party)

    assert apply(http, party, headers=bearer(http, "program")).status_code == 403


def test_a_participation_is_read_by_its_own_party_and_by_administrators(
    http: TestClient, database_module: str, party: str
) -> None:
    registered(database_module, "ingest:write", client="own", party=party)
    registered(database_module, "registry:read", client="other", party=BZK)
    path = f"/v1/participations/{applied(http, party)['id']}"

    assert http.get(path).status_code == 401
    assert http.get(path, headers=bearer(http, "own")).status_code == 200
    assert http.get(path, headers=bearer(http, "other")).status_code == 404
    own = http.get("/v1/participations", headers=bearer(http, "own"))
    assert [item["party"] for item in own.json()["items"]] == [party]
    of_another = http.get("/v1/participations", params={"party": BZK}, headers=bearer(http, "own"))
    assert of_another.status_code == 403
    asked = {"state": "applied", "tier": "municipality", "limit": "1000"}
    listed = http.get("/v1/participations", params=asked, headers=bearer(http, "other"))
    assert party in [item["party"] for item in listed.json()["items"]]
    assert "steps" not in listed.json()["items"][0]


def test_me_says_what_is_missing_at_each_step(http: TestClient, database_module: str, party: str) -> None:
    registered(database_module, "ingest:write", client=f"me-{party[-2:].strip('-')}", party=party)
    headers = bearer(http, f"me-{party[-2:].strip('-')}")

    def missing() -> list[str]:
        return [right["code"] for right in http.get("/v1/me", headers=headers).json()["missing"]]

    seen = [missing()]
    made = applied(http, party)
    seen.append(missing())
    for name, reason in (("admit", None), ("suspend", "Onderzoek."), ("leave", None)):
        assert step(http, made["id"], name, reason=reason).status_code == 200
        seen.append(missing())

    assert seen == [["not-applied"], ["not-admitted"], [], ["suspended"], ["left"]]


def test_new_terms_are_to_be_accepted_and_until_then_the_party_goes_on(database: str) -> None:
    party = add_party(database, name="Voorbeeldgemeente Nieuw", admitted=False)
    registered(database, "ingest:write", client="sender", party=party)
    with registry_on(database) as http:
        assert codes(apply(http, party)) == ["no-terms"]
        for version, day in (("1", today()), ("2", today() + timedelta(days=30))):
            stated = {**TERMS, "version": version, "validFrom": day.isoformat()}
            assert http.post("/v1/terms", json=stated, headers=administrator()).status_code == 201
        made = applied(http, party)
        assert step(http, made["id"], "admit").status_code == 200
        usage = {
            **TERMS,
            "version": "1",
            "validFrom": today().isoformat(),
            "uses": [{"audience": "anyone", "purposeNl": "Hergebruik.", "purposeEn": "Reuse."}],
        }
        headers = {**administrator(), "If-Match": '"0"'}
        put = http.put("/v1/datasets/procedures/usage-terms", json=usage, headers=headers)
        assert put.status_code == 200, put.text

        me = http.get("/v1/me", headers=bearer(http, "sender")).json()
        assert [right["code"] for right in me["missing"]] == ["new-terms"]
        assert "procedures" in me["missing"][0]["message"]["en"]
        read = http.get(f"/v1/participations/{made['id']}", headers=steward(party)).json()
        assert (read["state"], read["toAccept"]) == ("admitted", [{"document": "procedures", "version": "1"}])

        accepted = http.post(
            f"/v1/participations/{made['id']}/acceptances", json={"accepts": read["toAccept"]}, headers=steward(party)
        )
        assert accepted.json()["toAccept"] == []
        assert http.get("/v1/me", headers=bearer(http, "sender")).json()["missing"] == []


def test_an_application_on_terms_that_were_replaced_is_not_admitted(database: str) -> None:
    party = add_party(database, name="Voorbeeldgemeente Later", admitted=False)
    with registry_on(database) as http:
        for version in ("1", "2"):
            stated = {**TERMS, "version": version, "validFrom": today().isoformat()}
            assert http.post("/v1/terms", json=stated, headers=administrator()).status_code == 201
            if version == "1":
                made = applied(http, party)
        refused = step(http, made["id"], "admit")

    assert (refused.status_code, codes(refused)) == (409, ["terms-not-accepted"])


def test_not_even_the_registry_itself_changes_what_was_done(http: TestClient, database_module: str, party: str) -> None:
    applied(http, party)
    for statement in (
        "update registry.participation_step set reason = 'x'",
        "delete from registry.terms_acceptance",
        "update registry.terms set text_nl = 'x'",
    ):
        with pytest.raises(ProgrammingError) as refused, session_on(database_module) as session:
            session.execute(text(statement))
        assert isinstance(refused.value.orig, InsufficientPrivilege)


def test_an_import_of_demo_bodies_admits_them_and_an_ordinary_import_admits_nobody(database: str) -> None:
    with registry_on(database):
        pass
    demo = party_row(tooi_uri="", roo_id="", kvk="", oin="00000099000000001000")
    with session_on(database) as session:
        import_parties(session, party_csv(party_row()), actor="test", source="list", on=today())
        made = import_parties(session, party_csv(demo), actor="test", source="demo", on=today(), demo=True)
    with session_on(database) as session:
        assert [state_of(session, record.party) for record in made.created] == ["admitted"]
        assert state_of(session, party_row()["tooi_uri"]) is None
        accepted = session.execute(text("select document, version from registry.terms_acceptance")).all()
        assert accepted == [("data-space", "demo")]
