"""What gives a client more than it has needs two people: one proposes, another confirms or refuses."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from shared.identity.keys import thumbprint
from tests.registry.builders import (
    BZK,
    ZUID_HOLLAND,
    assertion,
    bearer,
    key,
    key_set,
    person_headers,
    registered,
    registry_on,
    session_on,
    token_form,
)
from tests.services import eventually

FIRST = person_headers("registry:clients", subject="beheerder-1")
SECOND = person_headers("registry:clients", subject="beheerder-2")


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        yield client


@pytest.fixture
def sender(http: TestClient, database_module: str) -> str:
    return registered(database_module, "ingest:write", "kpi:read", client=f"sender-{uuid4().hex[:8]}", party=BZK)


def propose(http: TestClient, *, by: dict[str, str] = FIRST, **stated: object) -> httpx2.Response:
    body = {"party": BZK, "label": "Inkoopsysteem", "scopes": ["ingest:write"], "jwks": key_set(), **stated}
    return http.post("/v1/client-proposals", json=body, headers=by)


def proposed(http: TestClient, *, by: dict[str, str] = FIRST, **stated: object) -> dict[str, Any]:
    answer = propose(http, by=by, **stated)
    assert answer.status_code == 201, answer.text
    content: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(f"/v1/client-proposals/{content['id']}")
    return content


def confirm(http: TestClient, proposal: dict[str, Any], *, by: dict[str, str] = SECOND) -> httpx2.Response:
    return http.post(f"/v1/client-proposals/{proposal['id']}/confirmation", headers=by)


def refuse(http: TestClient, proposal: dict[str, Any], *, by: dict[str, str] = SECOND) -> httpx2.Response:
    body = {"reason": "De sleutel is niet die van de brief"}
    return http.post(f"/v1/client-proposals/{proposal['id']}/refusal", json=body, headers=by)


def signs_in(http: TestClient, client: str, *, with_key: str | None = None) -> bool:
    signing = key() if with_key is None else key(with_key)
    return http.post("/oauth/token", data=token_form(assertion(client, signing=signing))).status_code == 200


def test_a_client_for_a_body_is_there_once_a_second_person_confirmed_it(http: TestClient) -> None:
    proposal = proposed(http)
    client = proposal["client"]
    assert (proposal["isNew"], proposal["state"], proposal["party"]) == (True, "open", BZK)
    assert proposal["thumbprints"] == [thumbprint(key().private.public_key())]
    assert http.get(f"/v1/clients/{client}", headers=SECOND).status_code == 404
    assert not signs_in(http, client)

    made = confirm(http, proposal)

    assert made.status_code == 200, made.text
    assert (made.json()["party"]["key"], made.json()["scopes"]) == (BZK, ["ingest:write"])
    assert http.get(f"/v1/clients/{client}", headers=bearer(http, client)).json() == made.json()


def test_whoever_proposed_a_client_cannot_confirm_it(http: TestClient) -> None:
    proposal = proposed(http)
    refused = confirm(http, proposal, by=FIRST)

    assert refused.status_code == 403
    assert [error["code"] for error in refused.json()["errors"]] == ["same-person"]
    assert not signs_in(http, proposal["client"])


def test_a_client_of_the_data_space_itself_needs_a_second_person_too(http: TestClient) -> None:
    proposal = proposed(http, party=None, scopes=["registry:read"])
    assert not signs_in(http, proposal["client"])
    assert confirm(http, proposal).json()["party"] is None
    assert signs_in(http, proposal["client"])


@pytest.mark.parametrize("decide", [confirm, refuse])
def test_a_proposal_is_decided_on_once(http: TestClient, decide: Callable[..., httpx2.Response]) -> None:
    proposal = proposed(http)
    assert decide(http, proposal).status_code == 200

    assert (confirm(http, proposal).status_code, refuse(http, proposal).status_code) == (409, 409)


def test_of_two_who_confirm_at_once_one_makes_the_client(http: TestClient) -> None:
    proposal = proposed(http)
    with ThreadPoolExecutor(4) as threads:
        answers = [answer.status_code for answer in threads.map(lambda _: confirm(http, proposal), range(4))]

    assert sorted(answers) == [200, 409, 409, 409]


def test_a_refused_client_never_signs_in_and_the_reason_stays(http: TestClient) -> None:
    proposal = proposed(http)
    answer = refuse(http, proposal)

    assert (answer.status_code, answer.json()["state"]) == (200, "refused")
    shown = http.get(f"/v1/client-proposals/{proposal['id']}", headers=FIRST).json()
    assert shown == answer.json()
    assert shown["reason"] == "De sleutel is niet die van de brief"
    assert shown["decidedBy"] != shown["proposedBy"]
    assert not signs_in(http, proposal["client"])


def test_who_proposed_takes_back_and_the_id_is_free_again(http: TestClient) -> None:
    proposal = proposed(http, client=f"own-{uuid4().hex[:8]}")
    assert propose(http, client=proposal["client"], by=SECOND).status_code == 409
    assert refuse(http, proposal, by=FIRST).status_code == 200

    again = proposed(http, client=proposal["client"], by=SECOND)
    assert confirm(http, again, by=FIRST).status_code == 200


def test_proposals_that_wait_are_listed_the_newest_first(http: TestClient) -> None:
    made = [proposed(http)["id"] for _ in range(3)]
    refuse(http, {"id": made[1]})
    found: list[int] = []
    query: dict[str, str] = {"state": "open", "limit": "1"}
    while len(found) < 2:
        page = http.get("/v1/client-proposals", params=query, headers=SECOND).json()
        found += [item["id"] for item in page["items"]]
        query["cursor"] = page["next"]

    assert found == [made[2], made[0]]


@pytest.mark.parametrize(
    ("more", "location"),
    [
        ({"scopes": ["kpi:read", "ingest:any-buyer"]}, "/scopes/1"),
        ({"jwks": key_set(key("thief"))}, "/jwks/keys/0"),
        ({"jwks": key_set(key(), key("thief"))}, "/jwks/keys/1"),
    ],
    ids=["a scope", "another key", "a second key"],
)
def test_one_person_alone_gives_a_client_no_more_than_it_has(
    http: TestClient, sender: str, more: dict[str, object], location: str
) -> None:
    before = http.get(f"/v1/clients/{sender}", headers=FIRST)
    body = {"label": "Nieuw", "scopes": ["kpi:read"], "jwks": key_set(), "state": "active", **more}
    answer = http.put(f"/v1/clients/{sender}", json=body, headers={**FIRST, "If-Match": before.headers["etag"]})

    assert answer.status_code == 403
    assert [(error["code"], error["location"]) for error in answer.json()["errors"]] == [("second-person", location)]
    assert http.get(f"/v1/clients/{sender}", headers=FIRST).json() == before.json()
    assert not signs_in(http, sender, with_key="thief")


def test_another_key_holds_once_it_is_confirmed_and_the_tokens_of_the_old_one_end(
    http: TestClient, sender: str
) -> None:
    token = bearer(http, sender)
    proposal = proposed(http, client=sender, scopes=["ingest:write", "kpi:read"], jwks=key_set(key("new")))
    assert (proposal["isNew"], proposal["party"]) == (False, BZK)
    assert signs_in(http, sender)
    assert not signs_in(http, sender, with_key="new")

    assert confirm(http, proposal).status_code == 200
    assert signs_in(http, sender, with_key="new")
    assert not signs_in(http, sender)
    eventually(lambda: http.get("/v1/me", headers=token).status_code == 401, seconds=3)


def test_tokens_stay_when_a_confirmed_proposal_gives_more(http: TestClient, sender: str) -> None:
    token = bearer(http, sender)
    wider = ["ingest:read", "ingest:write", "kpi:read"]
    changed = confirm(http, proposed(http, client=sender, scopes=wider, label="Nieuw", party=None))

    assert (changed.json()["scopes"], changed.json()["label"]) == (wider, "Nieuw")
    assert http.get("/v1/me", headers=token).status_code == 200


def test_a_client_that_changed_meanwhile_is_proposed_again(http: TestClient, sender: str) -> None:
    proposal = proposed(http, client=sender, scopes=["ingest:write", "kpi:read", "ingest:read"])
    tag = http.get(f"/v1/clients/{sender}", headers=FIRST).headers["etag"]
    body = {"label": "Inkoop", "scopes": ["kpi:read"], "jwks": key_set(), "state": "suspended"}
    assert http.put(f"/v1/clients/{sender}", json=body, headers={**FIRST, "If-Match": tag}).status_code == 200

    assert confirm(http, proposal).status_code == 409
    shown = http.get(f"/v1/client-proposals/{proposal['id']}", headers=SECOND).json()
    assert (shown["state"], shown["decidedBy"]) == ("open", None)
    assert not signs_in(http, sender)


def test_a_client_is_not_proposed_away_to_another_party(http: TestClient, sender: str) -> None:
    assert propose(http, client=sender, party=ZUID_HOLLAND).status_code == 409


def test_a_program_and_an_administrator_of_other_things_decide_on_nothing(
    http: TestClient, database_module: str
) -> None:
    registered(database_module, "registry:clients", client="program")
    proposal = proposed(http)
    administrator = person_headers("registry:parties", subject="beheerder-3")
    others: list[dict[str, str]] = [bearer(http, "program"), administrator, {}]

    assert [confirm(http, proposal, by=by).status_code for by in others] == [403, 403, 401]
    assert [refuse(http, proposal, by=by).status_code for by in others] == [403, 403, 401]


def test_the_database_itself_keeps_one_person_from_confirming_what_they_proposed(
    http: TestClient, database_module: str
) -> None:
    proposal = proposed(http)
    statement = text(
        "update registry.client_proposal set state = 'confirmed', decided_by = proposed_by, decided_at = now()"
        " where id = :id"
    )
    with pytest.raises(Exception, match="second_person"), session_on(database_module) as session:
        session.execute(statement, {"id": proposal["id"]})


def test_each_act_stands_in_the_audit_trail_with_who_did_it(http: TestClient, database_module: str) -> None:
    proposal = proposed(http)
    confirm(http, proposal)
    with session_on(database_module) as session:
        acts = session.execute(
            text("select act, actor from registry.audit_event where subject = :client order by number"),
            {"client": proposal["client"]},
        ).all()

    assert [act for act, _ in acts] == ["client.propose", "client.confirm", "client.register"]
    assert acts[0].actor != acts[1].actor == acts[2].actor


def test_what_waits_for_a_second_person_is_counted_for_that_person_alone(http: TestClient) -> None:
    def waiting(by: dict[str, str]) -> int:
        items = http.get("/v1/open-work", headers=by).json()["items"]
        count: int = next(each["count"] for each in items if each["kind"] == "client-proposals")
        return count

    first, second = waiting(FIRST), waiting(SECOND)
    proposal = proposed(http)
    assert (waiting(FIRST), waiting(SECOND)) == (first, second + 1)
    confirm(http, proposal)
    assert waiting(SECOND) == second
    assert http.get("/v1/open-work", headers=person_headers("registry:read")).json() == {"items": []}
