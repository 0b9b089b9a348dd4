"""Adding, changing and ending one party over HTTP, each as one whole act."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from shared.log.audit import verify_chain
from tests.registry.builders import BZK, ZUID_HOLLAND, bearer, person_headers, registered, registry_on, session_on
from tests.registry.party_acts import TOOI, Json, added, administrator, faults, newest_change, read, stated, tag


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        registered(database_module, "registry:parties", client="machine")
        yield client


@pytest.fixture
def numbers() -> Iterator[int]:
    """Fresh numbers for codes and KvK numbers, so that tests of one register do not meet."""
    return _counter


_counter = iter(range(1, 10_000))


def test_a_party_is_added_with_all_that_is_known_of_it(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    number = next(numbers)
    koepel = added(http, next(numbers), kind="umbrella-association", names=[{"name": "Koepel van voorbeelden"}])
    shown = added(
        http,
        number,
        names=[
            {"name": "Oud Voorbeeld", "validUntil": "2026-01-01"},
            {"name": "Nieuw Voorbeeld", "officialName": "gemeente Nieuw Voorbeeld", "validFrom": "2026-01-01"},
        ],
        identifiers=[{"scheme": "kvk", "value": f"{91_000_000 + number}", "validFrom": "2020-01-01"}],
        province=ZUID_HOLLAND,
        parent=BZK,
        memberships=[{"association": koepel["key"], "validFrom": "2021-01-01", "validUntil": "2024-01-01"}],
        annexI=[{"source": "a fictitious listing", "validFrom": "2022-01-01"}],
        validFrom="2019-01-01",
    )

    key = shown["key"]
    assert (shown["name"], shown["tier"], shown["province"]) == ("Nieuw Voorbeeld", "municipality", ZUID_HOLLAND)
    assert {identifier["scheme"] for identifier in shown["identifiers"]} == {"kvk", "tooi"}
    assert (shown["parent"], shown["memberships"], shown["centralGovernmentAuthority"]) == (BZK, [], True)
    then = read(http, key, on="2021-06-01")
    assert (then["name"], then["memberships"], then["centralGovernmentAuthority"]) == (
        "Oud Voorbeeld",
        [koepel["key"]],
        False,
    )
    assert (then["exists"], read(http, key, on="2018-12-31")["exists"]) == (True, False)
    assert read(http, key)["recorded"] == shown["recorded"]
    assert newest_change(database_module) == ("party.create", {key})
    children = http.get("/v1/parties", params={"parent": BZK}).json()["items"]
    assert key in [relative["key"] for relative in children]


def test_a_party_without_a_tooi_uri_gets_a_stable_key_of_this_register(http: TestClient) -> None:
    answer = http.post("/v1/parties", json=stated(kind="private-buyer"), headers=administrator())

    key = answer.json()["key"]
    assert key.startswith("https://identifier.ppds.example/id/party/")
    assert http.get(answer.headers["location"]).json()["key"] == key
    assert answer.headers["etag"] == '"1"'


def test_every_wrong_identifier_is_named_in_its_place_and_nothing_is_written(
    http: TestClient, numbers: Iterator[int]
) -> None:
    key = f"{TOOI}/gemeente/gm{9_000 + next(numbers)}"
    wrong = [
        {"scheme": "oin", "value": "0000000100321434500"},
        {"scheme": "oin", "value": "00000005003214345000"},
        {"scheme": "oin", "value": "00000099000000001000"},
        {"scheme": "kvk", "value": "5020009O"},
        {"scheme": "rsin", "value": "123456789"},
        {"scheme": "tooi", "value": f"{TOOI}/gemeente/hv_gm1"},
        {"scheme": "kvk", "value": "50200097"},
    ]
    answer = http.post("/v1/parties", json=stated(key=key, identifiers=wrong, parent=key), headers=administrator())

    places = {f"/identifiers/{place}/value" for place in range(7)}
    assert {place for place, _ in faults(answer)} == {*places, "/parent"}
    assert ("/identifiers/6/value", "held-by-another") in faults(answer)
    assert http.get(f"/v1/parties/{key}").status_code == 404


@pytest.mark.parametrize(
    "key", [f"{TOOI}/gemeente/hv_gm1", "https://elsewhere.example/1", "urn:x", f"{TOOI}/gemeente/gm 1"]
)
def test_a_key_is_the_tooi_uri_of_the_organisation_itself(http: TestClient, key: str) -> None:
    answer = http.post("/v1/parties", json=stated(key=key), headers=administrator())

    assert faults(answer) == {("/key", "bad-identifier")}


def test_a_party_is_added_once(http: TestClient) -> None:
    answer = http.post("/v1/parties", json=stated(key=BZK, kind="ministry"), headers=administrator())

    assert answer.status_code == 409


def test_a_new_name_holds_from_its_day_and_the_old_one_stays(http: TestClient, numbers: Iterator[int]) -> None:
    party = added(http, next(numbers))
    changed = party["recorded"]
    changed["names"] = [
        {"name": "Voorbeeldstad", "validUntil": "2026-03-01"},
        {"name": "Voorbeelddorp", "validFrom": "2026-03-01"},
    ]
    answer = http.put(
        f"/v1/parties/{party['key']}",
        json=changed,
        headers={**administrator(), "If-Match": tag(http, party["key"])},
    )

    assert answer.status_code == 200
    assert (answer.json()["name"], answer.headers["etag"]) == ("Voorbeelddorp", '"2"')
    assert read(http, party["key"], on="2026-02-28")["name"] == "Voorbeeldstad"


def test_the_same_facts_again_are_no_change(http: TestClient, database_module: str, numbers: Iterator[int]) -> None:
    party = added(http, next(numbers))
    before = newest_change(database_module)
    headers = {**administrator(), "If-Match": tag(http, party["key"])}
    answer = http.put(f"/v1/parties/{party['key']}", json=party["recorded"], headers=headers)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert newest_change(database_module) == before


def test_of_two_administrators_the_second_reads_again(http: TestClient, numbers: Iterator[int]) -> None:
    party = added(http, next(numbers))
    seen = tag(http, party["key"])
    path = f"/v1/parties/{party['key']}"
    first = {**party["recorded"], "province": ZUID_HOLLAND}
    second = {**party["recorded"], "parent": BZK}

    assert http.put(path, json=first, headers={**administrator(), "If-Match": seen}).status_code == 200
    late = http.put(path, json=second, headers={**administrator("beheerder-2"), "If-Match": seen})
    blind = http.put(path, json=second, headers=administrator("beheerder-2"))
    ending = http.post(f"{path}/_end", json={"reason": "x"}, headers={**administrator(), "If-Match": seen})

    assert [answer.status_code for answer in (late, blind, ending)] == [412, 428, 412]
    assert read(http, party["key"])["parent"] is None
    assert http.put(path, json=second, headers={**administrator("beheerder-2"), "If-Match": '"2"'}).status_code == 200


def test_of_two_at_the_very_same_moment_one_wins_and_nothing_is_mixed(http: TestClient, numbers: Iterator[int]) -> None:
    party = added(http, next(numbers))
    path = f"/v1/parties/{party['key']}"
    wanted = [{**party["recorded"], "names": [{"name": name}]} for name in ("Ene naam", "Andere naam")]

    def change(facts: Json) -> int:
        return http.put(path, json=facts, headers={**administrator(), "If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(max_workers=2) as people:
        statuses = list(people.map(change, wanted))

    assert sorted(statuses) == [200, 412]
    winner = wanted[statuses.index(200)]["names"][0]["name"]
    assert (read(http, party["key"])["name"], tag(http, party["key"])) == (winner, '"2"')


def test_a_province_or_association_of_others_keeps_its_kind(http: TestClient, numbers: Iterator[int]) -> None:
    koepel = added(http, next(numbers), kind="umbrella-association")
    added(http, next(numbers), memberships=[{"association": koepel["key"]}], province=ZUID_HOLLAND)
    for key, kind in ((koepel["key"], "private-buyer"), (ZUID_HOLLAND, "municipality")):
        recorded = {**read(http, key)["recorded"], "kind": kind, "tier": None}
        answer = http.put(f"/v1/parties/{key}", json=recorded, headers={**administrator(), "If-Match": tag(http, key)})
        assert faults(answer) == {("/kind", "in-use")}


def test_an_association_shows_its_members_of_today_to_anyone(http: TestClient, numbers: Iterator[int]) -> None:
    koepel = added(http, next(numbers), kind="umbrella-association")["key"]
    member = added(http, next(numbers))
    added(http, next(numbers), memberships=[{"association": koepel, "validUntil": "2024-01-01"}])
    assert http.get("/v1/parties", params={"memberOf": koepel}).json()["items"] == []

    joined = {**member["recorded"], "memberships": [{"association": koepel}]}
    headers = {**administrator(), "If-Match": tag(http, member["key"])}
    assert http.put(f"/v1/parties/{member['key']}", json=joined, headers=headers).status_code == 200

    members = http.get("/v1/parties", params={"memberOf": koepel}).json()["items"]
    assert [relative["key"] for relative in members] == [member["key"]]
    for asked in ({"memberOf": member["key"]}, {"memberOf": koepel, "kind": "province"}):
        assert http.get("/v1/parties", params=asked).json()["items"] == []


def test_parents_never_form_a_cycle(http: TestClient, numbers: Iterator[int]) -> None:
    top = added(http, next(numbers))
    middle = added(http, next(numbers), parent=top["key"])
    low = added(http, next(numbers), parent=middle["key"])
    path = f"/v1/parties/{top['key']}"
    headers = {**administrator(), "If-Match": tag(http, top["key"])}

    for parent in (low["key"], middle["key"], top["key"]):
        answer = http.put(path, json={**top["recorded"], "parent": parent}, headers=headers)
        assert faults(answer) == {("/parent", "cycle")}


def test_an_ended_party_keeps_its_names_and_numbers_and_leaves_its_associations(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    number = next(numbers)
    kvk = f"{91_000_000 + number}"
    koepel = added(http, next(numbers), kind="umbrella-association")["key"]
    party = added(
        http,
        number,
        identifiers=[{"scheme": "kvk", "value": kvk}],
        memberships=[{"association": koepel}],
        validFrom="2020-01-01",
    )
    path = f"/v1/parties/{party['key']}"
    headers = {**administrator(), "If-Match": tag(http, party["key"])}
    early = http.post(f"{path}/_end", json={"on": "2020-01-01", "reason": "a test"}, headers=headers)
    ended = http.post(f"{path}/_end", json={"on": "2025-01-01", "reason": "a test"}, headers=headers)
    again = http.post(
        f"{path}/_end", json={"on": "2025-02-01", "reason": "a test"}, headers={**administrator(), "If-Match": '"2"'}
    )

    assert faults(early) == {("/on", "not-begun")}
    assert (ended.status_code, again.status_code) == (200, 409)
    shown = ended.json()
    assert (shown["validUntil"], shown["exists"], shown["memberships"]) == ("2025-01-01", False, [])
    assert shown["recorded"]["memberships"] == [{"association": koepel, "validFrom": None, "validUntil": "2025-01-01"}]
    assert {"scheme": "kvk", "value": kvk} in shown["identifiers"]
    (found,) = http.get("/v1/parties", params={"identifier": f"kvk:{kvk}"}).json()["items"]
    assert found["key"] == party["key"]
    assert newest_change(database_module) == ("party.end", {party["key"]})


def granted_mandate(http: TestClient, body: str, mandatary: str) -> str:
    """A mandate that runs: proposed by one person, granted by another."""
    asked = {"mandatary": mandatary, "bodies": [body], "kinds": ["notice"], "basis": "a fictitious decision"}
    proposed = http.post("/v1/mandates", json=asked, headers=administrator("voorsteller"))
    assert proposed.status_code == 201, proposed.text
    path = f"/v1/mandates/{proposed.json()['id']}"
    headers = {**administrator("verlener"), "If-Match": http.get(path, headers=administrator()).headers["etag"]}
    granted = http.post(f"{path}/grants", json={"bodies": [body], "basis": "a fictitious letter"}, headers=headers)
    assert granted.status_code == 200, granted.text
    return path


def test_a_party_with_a_running_mandate_does_not_end_whoever_asks_and_however(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    body, other, heir = (added(http, next(numbers))["key"] for _ in range(3))
    provider = added(http, next(numbers), kind="service-provider")["key"]
    mandate = granted_mandate(http, body, provider)
    before = newest_change(database_module)
    merger = {
        "kind": "merger",
        "effectiveOn": "2026-01-01",
        "predecessors": [other, body],
        "successors": [heir],
        "source": "a test",
    }
    refused = [
        http.post(f"/v1/parties/{key}/_end", json={"reason": "x"}, headers={**administrator(), "If-Match": '"1"'})
        for key in (body, provider)
    ] + [http.post("/v1/successions", json=merger, headers=administrator())]
    over = f"organisation_type,name,tooi_uri,valid_until\ngemeente,Voorbeeldstad,{body},2026-01-01\n"
    listed = http.post(
        "/v1/parties/_import", content=over, headers={**administrator(), "Content-Type": "text/csv"}
    ).json()

    assert [answer.status_code for answer in refused] == [409, 409, 409]
    number = mandate.rpartition("/")[2]
    told = [
        [(error["in"], error["location"], error["code"], error["detail"]) for error in each.json()["errors"]]
        for each in refused
    ]
    assert told == [
        [(where, location, "running-mandate", f"Mandate {number} of {key} is running. Withdraw it first.")]
        for where, location, key in (
            ("path", "key", body),
            ("path", "key", provider),
            ("body", "/predecessors/1", body),
        )
    ]
    assert (listed["ended"], [finding["code"] for finding in listed["findings"]]) == ([], ["list-running-mandates"])
    assert newest_change(database_module) == before
    tagged = {**administrator(), "If-Match": http.get(mandate, headers=administrator()).headers["etag"]}
    assert http.post(f"{mandate}/withdrawals", json={"bodies": [body]}, headers=tagged).status_code == 200
    ended = http.post(f"/v1/parties/{body}/_end", json={"reason": "x"}, headers={**administrator(), "If-Match": '"1"'})
    assert ended.status_code == 200


def test_a_number_that_nobody_has_any_more_still_leads_to_who_had_it_last(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    number = next(numbers)
    kvk = f"{91_000_000 + number}"
    first = added(http, number, identifiers=[{"scheme": "kvk", "value": kvk, "validUntil": "2024-01-01"}])["key"]

    def holder() -> str:
        with session_on(database_module, role="ppds_ingest") as session:
            statement = text("select party from registry.party_identifier_current where value = :value")
            return str(session.execute(statement, {"value": kvk}).scalar_one())

    assert holder() == first
    assert {"scheme": "kvk", "value": kvk} not in read(http, first)["identifiers"]
    heir = added(http, next(numbers), identifiers=[{"scheme": "kvk", "value": kvk, "validFrom": "2024-01-01"}])["key"]
    assert holder() == heir


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/parties", stated()),
        ("PUT", f"/v1/parties/{BZK}", {"kind": "ministry", "names": [{"name": "x"}]}),
        ("POST", f"/v1/parties/{BZK}/_end", {"reason": "x"}),
        (
            "POST",
            "/v1/successions",
            {
                "kind": "renaming",
                "effectiveOn": "2026-01-01",
                "predecessors": [BZK],
                "successors": [BZK],
                "source": "x",
            },
        ),
    ],
)
def test_only_a_person_with_the_right_changes_parties(http: TestClient, method: str, path: str, body: Json) -> None:
    anonymous = http.request(method, path, json=body)
    machine = http.request(method, path, json=body, headers=bearer(http, "machine"))
    reader = http.request(method, path, json=body, headers=person_headers("registry:read"))

    assert [answer.status_code for answer in (anonymous, machine, reader)] == [401, 403, 403]
    assert machine.json()["errors"][0]["code"] == "person-needed"


def test_every_act_on_a_party_is_audited_under_a_pseudonym_and_the_trail_is_whole(
    http: TestClient, database_module: str, numbers: Iterator[int]
) -> None:
    key = added(http, next(numbers))["key"]
    http.post(
        f"/v1/parties/{key}/_end",
        json={"on": str(date(2026, 1, 1)), "reason": "a test"},
        headers={**administrator(), "If-Match": '"1"'},
    )

    with session_on(database_module) as session:
        acts = session.execute(
            text("select actor, act from registry.audit_event where subject = :key order by number"), {"key": key}
        ).all()
        assert [act for _, act in acts] == ["party.create", "party.end"]
        assert all(actor.startswith("person:") for actor, _ in acts)
        assert verify_chain(session.connection(), "registry") == []
