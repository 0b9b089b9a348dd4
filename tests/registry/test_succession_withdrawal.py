"""Taking back a merger, split or renaming that was recorded by mistake, over HTTP."""

from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from shared.log.audit import verify_chain
from tests.registry.builders import bearer, person_headers, registered, registry_on, session_on

TOOI = "https://identifier.overheid.nl/tooi/id/gemeente"
DAY = "2026-01-01"
Json: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "registry:parties", client="machine")
        yield client


_counter = iter(range(1, 10_000))


def administrator() -> dict[str, str]:
    return {**person_headers("registry:parties"), "Accept-Language": "en"}


def added(http: TestClient, **others: object) -> str:
    body = {"kind": "municipality", "names": [{"name": "Voorbeeldstad"}], "source": "a test", **others}
    answer = http.post(
        "/v1/parties", json={"key": f"{TOOI}/gm{7_000 + next(_counter)}", **body}, headers=administrator()
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["key"])


def read(http: TestClient, key: str) -> Json:
    shown: Json = http.get(f"/v1/parties/{key}").json()
    return shown


def recorded(http: TestClient, kind: str, before: list[str], after: list[str], day: str = DAY) -> str:
    """Record a succession; gives its address."""
    body = {"kind": kind, "effectiveOn": day, "predecessors": before, "successors": after, "source": "a test"}
    answer = http.post("/v1/successions", json=body, headers=administrator())
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def withdrawn(http: TestClient, address: str, *, reason: str = "Vergissing", if_match: str = '"1"') -> Any:  # noqa: ANN401
    return http.post(
        f"{address}/withdrawal", json={"reason": reason}, headers={**administrator(), "If-Match": if_match}
    )


def end(http: TestClient, key: str, day: str) -> None:
    tag = http.get(f"/v1/parties/{key}").headers["etag"]
    body = {"on": day, "reason": "a test"}
    answer = http.post(f"/v1/parties/{key}/_end", json=body, headers={**administrator(), "If-Match": tag})
    assert answer.status_code == 200, answer.text


def published(database: str, key: str) -> list[tuple[str, str]]:
    """The successions of this party that kpi reads."""
    statement = text("select predecessor, successor from registry.succession_current where predecessor = :key")
    with session_on(database, role="ppds_kpi") as session:
        return [(before, after) for before, after in session.execute(statement, {"key": key})]


def test_what_a_wrong_merger_ended_exists_on_and_the_record_of_it_stays(http: TestClient, database_module: str) -> None:
    kept, gone = added(http), added(http)
    address = recorded(http, "merger", [kept, gone], [kept])
    assert read(http, gone)["validUntil"] == DAY

    answer = withdrawn(http, address, reason="De verkeerde gemeente gekozen")

    assert answer.status_code == 200, answer.text
    assert (answer.json()["withdrawalReason"], answer.headers["etag"]) == ("De verkeerde gemeente gekozen", '"2"')
    assert http.get(address).json() == answer.json()
    assert answer.json()["withdrawnAt"].endswith("Z")
    assert (read(http, gone)["validUntil"], read(http, gone)["successors"]) == (None, [])
    assert read(http, kept)["predecessors"] == []
    assert http.get(f"/v1/parties/{gone}").headers["etag"] == '"3"'
    assert published(database_module, gone) == []
    listed = {
        state: [
            each["predecessors"]
            for each in http.get("/v1/successions", params={"party": gone, **asked}).json()["items"]
        ]
        for state, asked in {"standing": {}, "withdrawn": {"withdrawn": "true"}}.items()
    }
    assert listed == {"standing": [], "withdrawn": [sorted([kept, gone])]}


def test_it_is_audited_and_told_to_the_other_services_in_one_act(http: TestClient, database_module: str) -> None:
    before, after = added(http), added(http)
    address = recorded(http, "renaming", [before], [after])
    withdrawn(http, address)

    number = address.rsplit("/", 1)[1]
    with session_on(database_module) as session:
        acts = session.execute(
            text("select actor, act, detail from registry.audit_event where subject = :number order by number"),
            {"number": number},
        ).all()
        touched = session.scalars(
            text(
                "select party from registry.change_party join registry.change c on c.id = change"
                " where cause = 'succession.withdraw' and party in (:before, :after) and position is not null"
            ),
            {"before": before, "after": after},
        )
        assert set(touched) == {before, after}
        assert [act for _, act, _ in acts][-1] == "succession.withdraw"
        assert acts[-1][0].startswith("person:")
        assert acts[-1][2]["restored"] == [before]
        assert verify_chain(session.connection(), "registry") == []


def test_the_right_event_can_be_recorded_after_the_wrong_one(http: TestClient, database_module: str) -> None:
    before, wrong, right = added(http), added(http), added(http)
    withdrawn(http, recorded(http, "renaming", [before], [wrong]))

    recorded(http, "renaming", [before], [right], day="2026-03-01")

    assert read(http, before)["validUntil"] == "2026-03-01"
    assert published(database_module, before) == [(before, right)]


def test_an_end_that_the_event_did_not_give_stays(http: TestClient) -> None:
    ended_by_hand, other, heir = added(http), added(http), added(http)
    end(http, ended_by_hand, DAY)
    address = recorded(http, "merger", [ended_by_hand, other], [heir])

    assert withdrawn(http, address).status_code == 200

    assert (read(http, ended_by_hand)["validUntil"], read(http, other)["validUntil"]) == (DAY, None)


def test_memberships_go_on_as_they_were_unless_somebody_changed_them_since(http: TestClient) -> None:
    associations = [added(http, kind="umbrella-association") for _ in range(5)]
    running, over, to_come, changed, ended = associations
    stated = [
        {"association": running, "validFrom": "2020-01-01", "validUntil": "2030-01-01"},
        {"association": over, "validFrom": "2020-01-01", "validUntil": "2025-01-01"},
        {"association": to_come, "validFrom": "2027-01-01"},
        {"association": changed},
        {"association": ended},
    ]
    member, heir = added(http, memberships=stated), added(http)
    address = recorded(http, "renaming", [member], [heir])
    facts = read(http, member)["recorded"]
    cut = {(membership["association"], membership.get("validUntil")) for membership in facts["memberships"]}
    assert cut == {(running, DAY), (over, "2025-01-01"), (changed, DAY), (ended, DAY)}
    facts["memberships"] = [
        {**membership, "validUntil": "2024-01-01"} if membership["association"] == changed else membership
        for membership in facts["memberships"]
    ]
    tag = http.get(f"/v1/parties/{member}").headers["etag"]
    put = http.put(f"/v1/parties/{member}", json=facts, headers={**administrator(), "If-Match": tag})
    assert put.status_code == 200, put.text
    end(http, ended, "2026-06-01")

    assert withdrawn(http, address).status_code == 200

    restored = {
        (membership["association"], membership.get("validFrom"), membership.get("validUntil"))
        for membership in read(http, member)["recorded"]["memberships"]
    }
    assert restored == {
        (running, "2020-01-01", "2030-01-01"),
        (over, "2020-01-01", "2025-01-01"),
        (to_come, "2027-01-01", None),
        (changed, None, "2024-01-01"),
        (ended, None, "2026-06-01"),
    }


def test_an_event_on_which_a_later_one_rests_is_taken_back_after_that_one(http: TestClient) -> None:
    first, second, third = added(http), added(http), added(http)
    earlier = recorded(http, "renaming", [first], [second])
    later = recorded(http, "renaming", [second], [third], day="2026-06-01")

    refused = withdrawn(http, earlier)

    assert refused.status_code == 409
    [error] = refused.json()["errors"]
    assert (error["code"], later.rsplit("/", 1)[1] in error["detail"]) == ("built-upon", True)
    assert read(http, first)["validUntil"] == DAY
    assert withdrawn(http, later).status_code == 200
    assert withdrawn(http, earlier).status_code == 200
    assert [read(http, key)["validUntil"] for key in (first, second, third)] == [None, None, None]


def test_nothing_is_taken_back_twice_unseen_without_reason_or_by_a_program(http: TestClient) -> None:
    before, after = added(http), added(http)
    address = recorded(http, "renaming", [before], [after])
    path, reason = f"{address}/withdrawal", {"reason": "Vergissing"}
    tagged = {"If-Match": '"1"'}
    asked: list[tuple[str, Json, dict[str, str]]] = [
        (path, reason, tagged),
        (path, reason, {**bearer(http, "machine"), **tagged}),
        (path, reason, {**person_headers("registry:read"), **tagged}),
        (path, {"reason": ""}, {**administrator(), **tagged}),
        (path, reason, administrator()),
        (path, reason, {**administrator(), "If-Match": '"7"'}),
        ("/v1/successions/999999/withdrawal", reason, {**administrator(), **tagged}),
        ("/v1/successions/0/withdrawal", reason, {**administrator(), **tagged}),
        ("/v1/successions/99999999999999999999/withdrawal", reason, {**administrator(), **tagged}),
    ]
    answers = [http.post(where, json=body, headers=headers).status_code for where, body, headers in asked]
    assert answers == [401, 403, 403, 400, 428, 412, 404, 400, 400]
    assert read(http, before)["validUntil"] == DAY

    assert withdrawn(http, address).status_code == 200
    assert withdrawn(http, address).status_code == 412
    assert withdrawn(http, address, if_match='"2"').status_code == 409
