"""Why a final figure differs from the first: a list, a definition or a linked buyer, each by an act over HTTP (C9)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from services.kpi.proposals import routes as proposals
from tests.flow.bad_bodies import release
from tests.flow.house import LINES, House, everything, house_on, query
from tests.flow.loads import lines
from tests.flow.test_lists import bought, mapping, publish
from tests.kpi.office import Office
from tests.kpi.test_proposals import TOML, card_text
from tests.oracle.card import every_card
from tests.services import eventually

CHANGED, WHY = "DIV-P01", {"reason": "Besluit van de stuurgroep"}
OINS = ("00000099100000001000", "00000099100000002000")
UNKNOWN_OIN = "00000099100000009000"


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def of_buyer(oin: str, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    buyer = {"id": "b", "name": f"Koper {oin}", "roles": ["buyer"], "identifier": {"scheme": "NL-OIN", "id": oin}}
    return [{**each, "parties": [buyer], "buyer": {"id": "b", "name": buyer["name"]}} for each in documents]


def office_of(house: House) -> Office:
    services = house.services
    maker, approver = (services.person("kpi", "kpi:publish", subject=name) for name in ("opmaker", "vaststeller"))
    return Office(services, None, maker, approver, house.reader, services.http("kpi"))  # type: ignore[arg-type]


def adopt(house: House, card: str, *, since: str) -> None:
    proposer, adopter = (
        house.services.person("kpi", "kpi:propose", "kpi:adopt", subject=name) for name in ("voorsteller", "beslisser")
    )
    proposed = proposer.post("/card-proposals", content=card, headers=TOML, params=WHY)
    assert proposed.status_code == 201, proposed.text
    adopted = adopter.post(
        f"/card-proposals/{proposed.json()['id']}/adoption",
        json={**WHY, "validFrom": since},
        headers={"If-Match": proposed.headers["ETag"]},
    )
    assert adopted.status_code == 200, adopted.text


def causes(office: Office) -> Mapping[tuple[str, str], list[list[str]]]:
    """By indicator and body, or tier, or nothing for the country, the causes of each figure that differs."""
    found: dict[tuple[str, str], list[list[str]]] = {}
    for each in everything(office.anybody, "/publications/2024-final/differences", against="2024-first", limit=500):
        named = [cause["cause"] for cause in each["causes"]]
        found.setdefault((each["indicator"], each["place"]), []).append(named)
    return found


def test_a_list_a_definition_and_a_linked_buyer_are_each_named_behind_the_figures_they_moved(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_list, of_definition = (
        house.services.add_party(f"Voorbeeldgemeente {name}", oin=oin)
        for name, oin in zip(("Lijst", "Definitie"), OINS, strict=True)
    )
    linked = house.services.add_party("Voorbeeldgemeente Gekoppeld")
    other = release(7, date="2024-03-01T09:00:00Z")
    sent = [
        *of_buyer(OINS[0], bought(1, "2024-06-10")),
        *of_buyer(OINS[1], [other]),
        *of_buyer(UNKNOWN_OIN, bought(3, "2024-06-12")),
    ]
    assert house.deliver(lines(sent), LINES)["state"] == "done"
    house.settle()
    office = office_of(house)
    drawn = office.draw_up("first").json()
    assert drawn["state"] == "draft", drawn

    # In the spring, before anything of the year was published, a definition may still change for it.
    monkeypatch.setattr(proposals, "today", lambda: date(2025, 5, 1))
    adopt(house, card_text("2.0.0", population="climate or not climate"), since="2024-07-01")
    refused = office.decide("2024-first", "approval")
    assert refused.status_code == 409, refused.text
    [fault] = refused.json()["errors"]
    assert (fault["code"], fault["location"]) == ("publication-definitions-changed", "/laterChanges")
    assert CHANGED in fault["detail"]
    assert office.decide("2024-first", "approval", laterChanges="leave-out").status_code == 200

    url = house.services.database_url
    followed = "select position = (select max(position) from registry.change) from ingest.register_applied"
    # One after the other: what is followed together moves rows by one change, of which both are the cause.
    publish(house, mapping("warmte"), since="2024-01-01")
    eventually(lambda: query(url, followed) == [(True,)], seconds=60)
    house.settle()
    administrator = house.services.person("registry", "registry:parties")
    link = {"scheme": "oin", "value": UNKNOWN_OIN, "party": linked, "reason": "Zelfde organisatie"}
    assert administrator.post("/buyer-links", json=link).is_success
    eventually(lambda: query(url, followed) == [(True,)], seconds=60)
    house.settle()
    office.publish("final")

    found = causes(office)

    def behind(place: str) -> dict[str, set[tuple[str, ...]]]:
        return {code: {tuple(each) for each in named} for (code, at), named in found.items() if at == place}

    # The other chain is not in the criteria tool and has fewer themes: nothing else of the same rows moved.
    of_chain = {
        code
        for code, card in every_card().items()
        if any(name == "in_criteria_tool" or name.startswith("relevant_") for name in card.columns)
    }
    moved = behind(of_list)
    assert moved.pop(CHANGED) == {("definition",)}
    assert {"ALG-P01", "ALG-P04"} <= set(moved) <= of_chain
    assert set().union(*moved.values()) == {("list",)}
    assert behind(of_definition) == {CHANGED: {("definition",)}}
    now = behind(linked)
    assert {"ALG-P12", "MKT-P01"} <= set(now)
    assert set().union(*now.values()) == {("linked-buyer",)}
    assert behind("unknown")["ALG-P12"] == {("linked-buyer",)}
    assert behind("")["ALG-P01"] == {("list",)}
