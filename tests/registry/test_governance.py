from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from services.registry.governance.rules import tier_profiles
from services.registry.governance.rules.monitoring_instruments import LIST, instruments_in
from services.registry.governance.rules.statement import OF_ITS_OWN
from services.registry.governance.rules.tier_profiles import profile, rules_in
from services.registry.parties.rules.words import PARTY_KINDS
from services.registry.personal_data import names_a_person
from shared.procurement.themes import THEMES
from shared.reference.codes import TIERS
from shared.reference.lists import columns_of, rows
from tests.registry.builders import BZK, person_headers, registry_on, session_on
from tests.registry.list_acts import decide, of_code, propose
from tests.services import add_party

RULES = rules_in(rows(tier_profiles.LIST, columns_of(tier_profiles.LIST)))
NOTHING: dict[str, Any] = {"roles": [], "instruments": [], "themes": []}
TODAY = date(2026, 6, 1)
_number = count(1)


@pytest.fixture(scope="module")
def http(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as client:
        yield client


@pytest.fixture
def party(database_module: str) -> str:
    return add_party(database_module, name=f"Voorbeeldgemeente Bestuur {next(_number)}")


def role(**stated: str | None) -> dict[str, str | None]:
    return {"role": "owner", "function": "Directeur Bedrijfsvoering", **stated}


def use(**stated: str | None) -> dict[str, str | None]:
    return {"instrument": "mvi-zet", "quality": "insufficient", "qualityReason": "Niet altijd ingevuld.", **stated}


def choice(**stated: str | None) -> dict[str, str | None]:
    return {"choice": "added", "theme": "animal-welfare", "reason": "Besluit van de raad.", **stated}


def put(
    http: TestClient,
    party: str,
    stated: dict[str, Any],
    *,
    version: int | None = 0,
    headers: dict[str, str] | None = None,
) -> Response:
    sent = headers or person_headers("registry:body", subject="medewerker-1", party=party)
    match = {} if version is None else {"If-Match": f'"{version}"'}
    return http.put("/v1/governance", params={"party": party}, json={**NOTHING, **stated}, headers={**sent, **match})


def read(http: TestClient, party: str) -> Response:
    return http.get("/v1/governance", params={"party": party}, headers=person_headers("registry:read"))


def test_a_body_that_stated_nothing_has_the_common_themes_and_the_questions_of_its_tier(
    http: TestClient, party: str
) -> None:
    answer = read(http, party)
    shown = answer.json()

    assert (answer.status_code, answer.headers["etag"]) == (200, '"0"')
    assert (shown["statedAt"], shown["roles"], shown["instruments"], shown["themes"]) == (None, [], [], [])
    assert shown["commonThemes"] == shown["ownThemes"] == list(THEMES)
    assert {question["code"]: question["obligation"] for question in shown["profile"]}["isv"] == "voluntary"


def test_what_a_body_states_is_read_back_with_its_dates(http: TestClient, database_module: str, party: str) -> None:
    stated = {
        "roles": [
            role(validUntil="2026-01-01"),
            role(function="Concerncontroller", department="Financiën", validFrom="2026-01-01"),
            role(role="steward", function="Inkoopadviseur"),
        ],
        "instruments": [use(usedFor="Aanbestedingen"), use(instrument="own:excel-lijst", name="Lijst van inkoop")],
        "themes": [
            choice(validFrom="2020-01-01"),
            choice(choice="left-out", theme="circular", validFrom="2020-01-01"),
            choice(theme="own:stilte", nameNl="Stilte", nameEn="Silence", validUntil="2021-01-01"),
        ],
    }
    answer = put(http, party, stated)
    shown = read(http, party).json()

    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"'), answer.text
    assert [(role["role"], role["function"], role["validFrom"], role["validUntil"]) for role in shown["roles"]] == [
        ("owner", "Concerncontroller", "2026-01-01", None),
        ("owner", "Directeur Bedrijfsvoering", None, "2026-01-01"),
        ("steward", "Inkoopadviseur", None, None),
    ]
    assert {instrument["instrument"] for instrument in shown["instruments"]} == {"mvi-zet", "own:excel-lijst"}
    assert shown["ownThemes"] == [*(theme for theme in THEMES if theme != "circular"), "animal-welfare"]
    assert shown["commonThemes"] == list(THEMES)
    assert "National totals" in shown["nationalTotals"]["en"]
    with session_on(database_module) as session:
        statement = text(
            "select actor, detail from registry.audit_event where act = 'governance.state' and subject = :p"
        )
        actor, detail = session.execute(statement, {"p": party}).one()
    assert actor.startswith("person:")
    assert len(detail["roles"]) == 3


def test_a_statement_stands_in_the_change_log_so_that_procedures_follow_its_themes(
    http: TestClient, database_module: str, party: str
) -> None:
    assert put(http, party, {"themes": [choice()]}).status_code == 200
    with session_on(database_module) as session:
        changed = text(
            "select c.cause, c.position is not null from registry.change c"
            " join registry.change_party p on p.change = c.id where p.party = :party order by c.id desc limit 1"
        )
        assert session.execute(changed, {"party": party}).one() == ("governance.state", True)


@pytest.mark.parametrize(
    ("stated", "place", "code"),
    [
        ({"roles": [role(), role(function="Secretaris")]}, "/roles/1", "overlap"),
        ({"roles": [role(function="dhr. Jansen")]}, "/roles/0/function", "personal-data"),
        ({"roles": [role(department="j.jansen@voorbeeld.test")]}, "/roles/0/department", "personal-data"),
        ({"roles": [role(validFrom="2026-01-01", validUntil="2026-01-01")]}, "/roles/0/validUntil", "bad-period"),
        ({"instruments": [use(instrument="glazen-bol")]}, "/instruments/0/instrument", "unknown-instrument"),
        ({"instruments": [use(instrument="own:bol")]}, "/instruments/0/name", "name-of-own"),
        ({"instruments": [use(name="Anders")]}, "/instruments/0/name", "name-of-own"),
        ({"instruments": [use(), use(validFrom="2026-01-01")]}, "/instruments/1", "overlap"),
        ({"instruments": [use(qualityReason="Bel 0612345678")]}, "/instruments/0/qualityReason", "personal-data"),
        ({"themes": [choice(theme="climate")]}, "/themes/0/theme", "already-common"),
        ({"themes": [choice(theme="weather")]}, "/themes/0/theme", "unknown-theme"),
        ({"themes": [choice(theme="own:stilte", nameNl="Stilte")]}, "/themes/0/nameNl", "name-of-own"),
        ({"themes": [choice(choice="left-out")]}, "/themes/0/theme", "not-common"),
        ({"themes": [choice(), choice(validFrom="2026-01-01")]}, "/themes/1", "overlap"),
    ],
)
def test_a_statement_with_a_fault_is_refused_with_its_place_and_nothing_is_kept(
    http: TestClient, party: str, stated: dict[str, Any], place: str, code: str
) -> None:
    refused = put(http, party, stated)

    assert refused.status_code == 400, refused.text
    assert [(error["location"], error["code"]) for error in refused.json()["errors"]] == [(place, code)]
    assert read(http, party).headers["etag"] == '"0"'


def test_every_fault_is_named_at_once(http: TestClient, party: str) -> None:
    refused = put(http, party, {"roles": [role(function="mevr. X")], "themes": [choice(theme="climate")]})

    assert [error["code"] for error in refused.json()["errors"]] == ["personal-data", "already-common"]


def test_two_stewards_at_once_one_of_them_reads_again(http: TestClient, party: str) -> None:
    first = put(http, party, {"roles": [role()]})
    second = put(http, party, {"roles": []})
    third = put(http, party, {"roles": []}, version=1)
    without = put(http, party, {"roles": []}, version=None)

    assert [answer.status_code for answer in (first, second, third, without)] == [200, 412, 200, 428]
    assert third.headers["etag"] == '"2"'
    assert third.json()["roles"] == []


def test_a_body_is_kept_by_its_own_stewards_and_by_administrators(http: TestClient, party: str) -> None:
    stranger = put(http, party, NOTHING, headers=person_headers("registry:body", subject="x", party=BZK))
    reader = put(http, party, NOTHING, headers=person_headers("registry:read", subject="x", party=party))
    administrator = put(http, party, NOTHING, headers=person_headers("registry:parties"))

    assert (stranger.status_code, reader.status_code, administrator.status_code) == (403, 403, 200)
    own = person_headers("registry:body", party=party)
    other = person_headers("registry:body", party=BZK)
    readings = [
        http.get("/v1/governance", params={"party": party}, headers=headers_of) for headers_of in ({}, own, other)
    ]
    assert [reading.status_code for reading in readings] == [401, 200, 403]


def test_a_body_that_nobody_knows_has_no_governance(http: TestClient) -> None:
    unknown = "https://voorbeeld.test/niemand"

    assert read(http, unknown).status_code == 404
    assert put(http, unknown, NOTHING, headers=person_headers("registry:parties")).status_code == 404


def test_the_landscape_says_how_many_bodies_use_an_instrument_and_how_they_judge_it(database: str) -> None:
    with registry_on(database) as http:
        for name, quality in (("Aa", "good"), ("Bee", "insufficient"), ("Cee", "insufficient")):
            party = add_party(database, name=f"Voorbeeldgemeente {name}")
            assert put(http, party, {"instruments": [use(quality=quality)]}).status_code == 200
        demo = add_party(database, name="Voorbeeldgemeente Demo", demo=True)
        own = [use(instrument="own:bol", name="Bol"), use(instrument="jbr", validUntil="2020-01-01")]
        assert put(http, demo, {"instruments": own}).status_code == 200
        party = add_party(database, name="Voorbeeldgemeente Dee")
        assert put(http, party, {"instruments": own}).status_code == 200
        items = {item["code"]: item for item in http.get("/v1/instruments").json()["items"]}

    assert (items["mvi-zet"]["bodies"], items["mvi-zet"]["judged"]) == (
        3,
        [{"quality": "good", "bodies": 1}, {"quality": "insufficient", "bodies": 2}],
    )
    assert (items["own:bol"]["kind"], items["own:bol"]["bodies"]) == ("own", 1)
    assert (items["jbr"]["kind"], items["jbr"]["bodies"]) == ("source", 0)


def test_instruments_are_kept_by_administrators_as_any_list(database: str) -> None:
    with registry_on(database) as http:
        party = add_party(database, name="Voorbeeldgemeente Eff")
        added = use(instrument="meetlat")
        assert put(http, party, {"instruments": [added]}).status_code == 400
        row = {"code": "meetlat", "kind": "instrument", "nl": "Meetlat", "en": "Yardstick", "source": "Besluit"}
        assert propose(http, LIST, [*of_code(LIST), row]).status_code == 201
        published = decide(http, LIST, days={"validFrom": "2026-01-02"})
        assert published.status_code == 200, published.text
        listed = {item["code"]: item["name"] for item in http.get("/v1/instruments").json()["items"]}
        assert listed["meetlat"] == {"nl": "Meetlat", "en": "Yardstick"}
        assert "mvi-zet" in listed
        assert put(http, party, {"instruments": [added]}).status_code == 200


def test_known_instruments_have_both_languages_and_a_source() -> None:
    known = instruments_in(rows(LIST, columns_of(LIST)))
    assert {"mvi-criteriatool", "mvi-zet", "co2-prestatieladder", "ambitieweb"} <= set(known)
    assert all(instrument.nl and instrument.en and instrument.source for instrument in known.values())
    assert not any(OF_ITS_OWN.fullmatch(code) for code in known)


def test_the_isv_duty_holds_for_central_government_only(http: TestClient) -> None:
    answer = http.get("/v1/tier-profiles", params={"on": TODAY.isoformat()})
    found = {
        item["tier"]: {question["code"]: question["obligation"] for question in item["questions"]}
        for item in answer.json()["items"]
    }

    assert list(found) == list(TIERS)
    assert {tier for tier, asked in found.items() if asked.get("isv") == "duty"} == {"central"}
    assert {tier for tier, asked in found.items() if "impact-weight" in asked} == {"central"}
    assert all(asked["themes"] == "voluntary" for asked in found.values())


def test_duties_are_kept_by_administrators_as_any_list(database: str) -> None:
    with registry_on(database) as http:
        row = {
            **dict.fromkeys(columns_of(tier_profiles.LIST), ""),
            "code": "deforestation",
            "nl": "Is ontbossingsvrij ingekocht?",
            "en": "Was it free of deforestation?",
            "from_day": "2026-01-02",
            "duty": "province;water-authority",
            "source": "Besluit",
        }
        wrong = propose(http, tier_profiles.LIST, [*of_code(tier_profiles.LIST), {**row, "duty": "provincie"}])
        assert (wrong.status_code, "provincie" in wrong.text) == (400, True)
        assert propose(http, tier_profiles.LIST, [*of_code(tier_profiles.LIST), row]).status_code == 201
        published = decide(http, tier_profiles.LIST, days={"validFrom": "2026-01-02"})
        assert published.status_code == 200, published.text

        def tiers(day: str) -> set[str]:
            items = http.get("/v1/tier-profiles", params={"on": day}).json()["items"]
            return {item["tier"] for item in items for each in item["questions"] if each["code"] == "deforestation"}

        assert (tiers("2026-01-01"), tiers("2026-01-02")) == (set(), {"province", "water-authority"})


def test_a_question_is_asked_from_its_first_day() -> None:
    def codes(day: date) -> set[str]:
        return {question.rule.code for question in profile(RULES, "central", on=day)}

    assert "isv" not in codes(date(2017, 8, 31))
    assert "isv" in codes(date(2017, 9, 1))


def test_a_duty_of_ministries_is_voluntary_for_others_of_their_tier() -> None:
    of_ministry = {
        question.rule.code: question.obligation for question in profile(RULES, "central", on=TODAY, kind="ministry")
    }
    of_agency = {
        question.rule.code: question.obligation for question in profile(RULES, "central", on=TODAY, kind="agency")
    }

    assert (of_ministry["action-plan"], of_agency["action-plan"]) == ("duty", "voluntary")


def test_the_rules_name_tiers_and_kinds_that_exist_and_none_twice() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert not rule.duty & rule.voluntary, rule.code
        assert rule.kinds <= set(PARTY_KINDS), rule.code
        assert rule.source
        assert rule.nl
        assert rule.en
        assert (rule.condition_nl is None) == (rule.condition_en is None)


@pytest.mark.parametrize(
    "stated",
    [
        "dhr. Jansen",
        "Mevrouw De Vries",
        "drs. P. Pietersen",
        "J.P. van der Berg",
        "iemand@voorbeeld.test",
        "bel 06-12345678",
        "06 12 34 56 78",
        "+31 612345678",
    ],
)
def test_a_text_that_names_a_person_is_found(stated: str) -> None:
    assert names_a_person(stated)


@pytest.mark.parametrize(
    "stated",
    [
        "Directeur Bedrijfsvoering",
        "Directie Financieel-Economische Zaken (FEZ)",
        "CDI-office, team inkoop 3",
        "Besluit van 01-01-2026, zaaknummer 2026-004512",
        "EUR 250.000 in 2025",
    ],
)
def test_a_function_or_a_department_is_no_person(stated: str) -> None:
    assert not names_a_person(stated)
