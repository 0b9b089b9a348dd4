"""A body's own themes stand in its own figures, and in no figure of more than one body (R005)."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from services.kpi.definitions.facts import facts
from tests.flow.bad_bodies import release
from tests.flow.house import LINES, House, house_on
from tests.flow.loads import lines
from tests.oracle.card import every_card
from tests.services import eventually

OIN, OTHER_OIN = "00000099100000001000", "00000099100000002000"
SECONDS = 30.0
YEAR = {"from": "2025-01", "until": "2025-12"}
FARMING = {
    "choice": "added",
    "theme": "own:stadslandbouw",
    "nameNl": "Stadslandbouw",
    "nameEn": "Urban farming",
    "reason": "Besluit van de raad.",
}
PRIVACY = {"choice": "added", "theme": "privacy", "reason": "Besluit van de raad.", "validFrom": "2025-04-01"}
NO_CLIMATE = {"choice": "left-out", "theme": "climate", "reason": "Besluit van de raad."}


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def called(number: int, oin: str, *, on: str = "2025-05-01") -> dict[str, Any]:
    """A call of this buyer."""
    buyer = {"id": "b", "name": "Voorbeeldgemeente", "roles": ["buyer"], "identifier": {"scheme": "NL-OIN", "id": oin}}
    lots = [{"id": "LOT-0001", "title": "Perceel", "status": "active"}]
    tender = {"id": f"T-{number}", "title": "Schoonmaak", "mainProcurementCategory": "services", "lots": lots}
    own = {"parties": [buyer], "buyer": {"id": "b", "name": buyer["name"]}, "tender": tender}
    return release(number, **own, date=f"{on}T09:00:00Z")


def supplement(number: int, oin: str, **answers: str) -> dict[str, Any]:
    own = [{"theme": theme.replace("_", ":"), "answer": answer} for theme, answer in answers.items()]
    return {
        "buyer": oin,
        "senderKey": f"INK-{number}",
        "procurement": {"ocid": f"ocds-goed-{number:04}"},
        "lots": [{"lotId": "LOT-0001", "themes": {"climate": "yes"}, "ownThemes": own}],
        "release": "now",
    }


def keep(house: House, party: str, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Let a body send what it says of a procedure; gives the findings of its answer."""
    own = house.services.http("ingest", "ingest:write", "ingest:read", party=party)
    answer = own.put(f"/supplements/{record['senderKey']}", json=dict(record))
    assert answer.status_code == 201, answer.text
    return [(each["code"], each["location"]) for each in answer.json()["findings"]]


def state(house: House, party: str, *choices: Mapping[str, str], version: int = 0) -> None:
    steward = house.services.person("registry", "registry:body", subject="bronhouder-1", party=party)
    stated = {"roles": [], "instruments": [], "themes": list(choices)}
    answer = steward.put("/governance", params={"party": party}, json=stated, headers={"If-Match": f'"{version}"'})
    assert answer.status_code == 200, answer.text


def asked(house: House, **query: str) -> httpx.Response:
    return house.reader.get("/indicators/ALG-P22/values", params={**YEAR, "countedOn": "launched", **query})


def counts(house: House) -> dict[tuple[str, str], tuple[int, int, int]]:
    answer = asked(house, groupBy="organisation,localTheme")
    assert answer.status_code == 200, answer.text
    return {
        (row["organisation"], row["localTheme"]): tuple(row["counts"]["in"][name] for name in ("yes", "no", "unknown"))
        for row in answer.json()["rows"]
        if row["counts"] is not None
    }


def national(house: House) -> dict[str, Any]:
    """The figures of every card over all bodies and per tier, without what only says when they were read."""
    shown = {}
    for code, card in every_card().items():
        if facts()[card.fact].needs:
            continue
        for place in ("", "tier"):
            grouped = ",".join((*filter(None, [place]), *card.required))
            query = {**YEAR, **({"groupBy": grouped} if grouped else {})}
            answer = house.reader.get(f"/indicators/{code}/values", params=query)
            assert answer.status_code == 200, (code, answer.text)
            shown[f"{code} {place}"] = [
                {name: value for name, value in row.items() if name != "links"} for row in answer.json()["rows"]
            ]
    return shown


def test_own_themes_count_for_the_body_that_added_them_and_no_figure_of_more_bodies_changes(house: House) -> None:
    ours = house.services.add_party("Met Thema", oin=OIN)
    theirs = house.services.add_party("Zonder", oin=OTHER_OIN)
    house.deliver(lines([called(1, OIN), called(2, OIN), called(3, OIN, on="2025-03-01"), called(4, OTHER_OIN)]), LINES)
    said = {"own_stadslandbouw": "yes", "privacy": "no", "own_vergeten": "yes"}
    never = [("SUP-017", f"/lots/0/ownThemes/{number}/theme") for number in range(3)]
    assert keep(house, ours, supplement(1, OIN, **said)) == never
    keep(house, ours, supplement(3, OIN, privacy="yes"))
    keep(house, theirs, supplement(4, OTHER_OIN, privacy="yes"))
    house.settle()
    before = national(house)
    assert counts(house) == {}

    state(house, ours, FARMING, PRIVACY, NO_CLIMATE)

    now = {(ours, "own:stadslandbouw"): (1, 0, 2), (ours, "privacy"): (0, 1, 1)}
    eventually(lambda: counts(house) == now, seconds=SECONDS)
    house.settle()
    assert national(house) == before
    found = {
        finding["location"]: finding["code"]
        for each in house.procedures()
        for finding in house.sender.get(f"/procedures/{each['id']}").json()["findings"]
        if "ownThemes" in finding["location"]
    }
    assert found == {"/lots/LOT-0001/ownThemes/own:vergeten": "CMP-017", "/lots/LOT-0001/ownThemes/privacy": "CMP-017"}

    said_of_theme = asked(house, groupBy="localTheme", organisation=ours).json()["rows"]
    assert {row["localTheme"]: row["localThemeNames"]["nl"] for row in said_of_theme} == {
        "own:stadslandbouw": "Stadslandbouw",
        "privacy": "Privacy",
    }
    common = house.values(
        "ALG-P15", from_="2025-01", until="2025-12", groupBy="organisation,theme", countedOn="launched"
    )
    left_out = {(row["organisation"], row["theme"]) for row in common["rows"] if "leftOut" in row}
    assert left_out == {(ours, "climate")}
    [own] = [each for each in house.reader.get("/dimensions").json()["items"] if each["name"] == "localTheme"]
    assert {"own:stadslandbouw", "privacy"} <= {each["code"] for each in own["codes"]}
    used = {each["code"]: each["bodies"] for each in house.reader.get("/themes").json()["items"]}
    assert (used["privacy"], used["animal-welfare"], used["climate"]) == (1, 0, None)

    about = {**YEAR, "localTheme": "privacy"}
    ranked = house.reader.get("/indicators/ALG-P22/ranking", params={**about, "countedOn": "launched"})
    assert ranked.status_code == 200, ranked.text
    rows = {row["organisation"]: row for row in ranked.json()["rows"]}
    assert rows[ours]["counts"]["in"] == {"yes": 0, "no": 1, "unknown": 1}
    assert rows[theirs]["standing"]["notComparable"] == "no-value"
    scored = house.reader.get(f"/scorecards/{ours}", params={**about, "indicators": "ALG-P22"})
    assert scored.status_code == 200, scored.text
    assert [(each["indicator"], len(each["rows"])) for each in scored.json()["items"]] == [("ALG-P22", 1)]

    state(house, ours, version=1)
    eventually(lambda: counts(house) == {}, seconds=SECONDS)
    assert theirs not in {body for body, _ in counts(house)}


@pytest.mark.parametrize("query", [{}, {"groupBy": "tier,localTheme"}, {"groupBy": "localTheme"}, {"groupBy": "tier"}])
def test_no_question_over_more_than_one_body_has_an_answer(house: House, query: dict[str, str]) -> None:
    refused = asked(house, **query)
    assert refused.status_code == 400
    assert "dimension-needed" in {each["code"] for each in refused.json()["errors"]}
