"""A link of an unmatched buyer, or an objection to harvested data, changes figures within seconds, old years too."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.flow.bad_bodies import release
from tests.flow.house import LINES, House, everything, house_on
from tests.flow.loads import lines
from tests.services import eventually

UNKNOWN_OIN = "00000099100000009000"
SECONDS = 20.0
"""How long a change may take to show; it takes about one. The machine may be busy."""


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


@pytest.fixture
def administrator(house: House) -> httpx.Client:
    return house.services.person("registry", "registry:parties")


def bought(number: int, name: str, oin: str | None, day: str) -> dict[str, Any]:
    """A call of a buyer, dispatched on this day."""
    buyer: dict[str, Any] = {"id": "b", "name": name, "roles": ["buyer"]}
    if oin is not None:
        buyer["identifier"] = {"scheme": "NL-OIN", "id": oin}
    return release(number, parties=[buyer], buyer={"id": "b", "name": name}, date=f"{day}T09:00:00Z")


def by_body(house: House) -> dict[tuple[str, str], int]:
    """Launched procedures by year and body, as kpi counts them; what counts nowhere is left out."""
    answer = house.values("ALG-P12", from_="2024-01", until="2025-12", granularity="year", groupBy="organisation")
    found = {}
    for row in answer["rows"]:
        counts = row["counts"]
        if counts is None:  # nothing is known yet at all
            continue
        number = sum(counts["in"].values()) + sum(counts["undetermined"].values())
        if number:
            found[row["period"]["from"][:4], row["organisation"]] = number
    return found


def shows(house: House, expected: dict[tuple[str, str], int]) -> None:
    eventually(lambda: by_body(house) == expected, seconds=SECONDS)


def told(http: httpx.Client, path: str, **body: str | None) -> dict[str, Any]:
    answer = http.post(path, json=body)
    assert answer.is_success, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def test_a_linked_buyer_was_the_buyer_all_along_until_it_is_unlinked(house: House, administrator: httpx.Client) -> None:
    party = house.services.add_party("Westerveen")
    sent = [
        bought(1, "Gemeente Westerveen", UNKNOWN_OIN, "2024-05-01"),
        bought(2, "gemeente Westerveen", UNKNOWN_OIN, "2025-05-01"),
        bought(3, "Stichting Zonder Nummer", None, "2024-06-01"),
    ]
    house.deliver(lines(sent), LINES)
    house.settle()
    nobody = {("2024", "unknown"): 2, ("2025", "unknown"): 1}
    assert by_body(house) == nobody

    listed, nameless = everything(administrator, "/unmatched-buyers", limit=1)
    assert (listed["keys"], listed["procedures"]) == ([{"scheme": "oin", "value": UNKNOWN_OIN}], 2)
    assert [(each["party"], each["kind"], each["because"]) for each in listed["candidates"]] == [
        (party, "municipality", ["similar-name"])
    ]
    assert nameless["keys"] == [{"scheme": "name", "value": "stichting zonder nummer"}]

    link = told(administrator, "/buyer-links", **listed["keys"][0], party=party, reason="Zelfde organisatie")
    shows(house, {("2024", party): 1, ("2025", party): 1, ("2024", "unknown"): 1})
    assert [each["name"] for each in everything(administrator, "/unmatched-buyers")] == ["Stichting Zonder Nummer"]
    house.deliver(lines([bought(4, "Westerveen", UNKNOWN_OIN, "2025-06-01")]), LINES)
    shows(house, {("2024", party): 1, ("2025", party): 2, ("2024", "unknown"): 1})

    told(administrator, f"/buyer-links/{link['id']}/unlinking", reason="Vergissing")
    shows(house, {("2024", "unknown"): 2, ("2025", "unknown"): 2})


def test_a_buyer_without_identifiers_is_linked_by_its_name_however_it_is_written(
    house: House, administrator: httpx.Client
) -> None:
    party = house.services.add_party("Voorbeeldstichting", kind="public-law-body")
    sent = [
        bought(1, "Stichting Zonder Nummer", None, "2024-05-01"),
        bought(2, "STICHTING  zonder nummer.", None, "2025-05-01"),
        bought(3, "Stichting Zonder Nummer", UNKNOWN_OIN, "2025-05-01"),
    ]
    house.deliver(lines(sent), LINES)
    house.settle()
    told(
        administrator, "/buyer-links", scheme="name", value="Stichting zonder nummer", party=party, reason="Zelfde naam"
    )
    shows(house, {("2024", party): 1, ("2025", party): 1, ("2025", "unknown"): 1})


def test_an_objection_takes_harvested_figures_away_and_its_withdrawal_brings_them_back(
    house: House, administrator: httpx.Client
) -> None:
    oin = "00000099100000001000"
    party = house.services.add_party("Voorbeeldgemeente Bezwaar", oin=oin)
    own = house.services.http("ingest", "ingest:write", "ingest:read", party=party)
    house.deliver(
        lines(
            [
                bought(1, "Bezwaar", oin, "2024-05-01"),
                bought(2, "Bezwaar", oin, "2025-05-01"),
                bought(3, "Anders", UNKNOWN_OIN, "2025-05-01"),
            ]
        ),
        LINES,
    )
    body = lines([bought(5, "Bezwaar", oin, "2025-07-01")])
    assert own.post("/submissions", content=body, headers={"Content-Type": LINES}).status_code == 202
    everybody = {("2024", party): 1, ("2025", party): 2, ("2025", "unknown"): 1}
    shows(house, everybody)

    objection = told(administrator, "/objections", party=party, validFrom="2025-01-01", reason="Wij leveren zelf aan")
    shows(house, {("2024", party): 1, ("2025", party): 1, ("2025", "unknown"): 1})
    house.deliver(lines([bought(6, "Bezwaar", oin, "2025-08-01")]), LINES)
    house.settle()
    assert by_body(house) == {("2024", party): 1, ("2025", party): 1, ("2025", "unknown"): 1}

    told(administrator, f"/objections/{objection['id']}/withdrawal", reason="Opgelost")
    shows(house, {**everybody, ("2025", party): 3})


def test_an_objection_leaves_alone_what_a_harvester_sent_under_a_mandate(
    house: House, administrator: httpx.Client
) -> None:
    oins = ("00000099100000001000", "00000099100000002000")
    names = ("Voorbeeldgemeente Gemachtigd", "Voorbeeldgemeente Geoogst")
    given, harvested = (house.services.add_party(name, oin=oin) for name, oin in zip(names, oins, strict=True))
    mandate = {"mandatary": house.party, "bodies": [given], "kinds": ["notice"], "basis": "Besluit (fictief)"}
    proposed = house.services.person("registry", "registry:parties", subject="voorsteller").post(
        "/mandates", json=mandate
    )
    granted = administrator.post(
        f"/mandates/{proposed.json()['id']}/grants",
        json={"bodies": [given], "basis": "Brief van 3 november"},
        headers={"If-Match": proposed.headers["ETag"]},
    )
    assert granted.status_code == 200, granted.text
    sent = [bought(number, "Voorbeeld", oin, "2025-05-01") for number, oin in enumerate(oins, start=1)]
    house.deliver(lines(sent), LINES)
    shows(house, {("2025", given): 1, ("2025", harvested): 1})

    for party in (given, harvested):
        told(administrator, "/objections", party=party, reason="Wij leveren zelf aan")

    shows(house, {("2025", given): 1})
