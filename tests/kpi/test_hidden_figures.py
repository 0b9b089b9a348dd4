"""Small numbers in publications (C24), from what suppliers reported to what anybody can read."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from tests.ingest.own_records.keeping import keep
from tests.ingest.own_records.records import contract, observed, report
from tests.kpi.builders import Procurement
from tests.kpi.office import Office
from tests.services import add_party, running_services

YEAR = {"from": "2024-01", "until": "2024-12"}
TONNES = "KLI-E02"
JOBS = "SOR-E01"
PEOPLE_OF_A_YEAR = 25.5 * 52
REPORTS = {
    # Tonnes avoided, and jobs, by supplier.
    "Voorbeeldgemeente Vier": {"1": (40, 30), "2": (40, 30), "3": (40, 30), "4": (40, 32)},
    "Voorbeeldgemeente Twee": {"1": (70, 2), "2": (30, 1)},
    "Voorbeeldgemeente Drie": {"5": (10, 1), "6": (11, 1), "7": (12, 1)},
    "Voorbeeldgemeente Vijf": {"2": (10, 1), "3": (11, 1), "4": (12, 2)},
    "Voorbeeldgemeente Groot": {"5": (400, 20), "6": (30, 20), "7": (30, 20), "8": (30, 2)},
    "Voorbeeldprovincie": {"9": (50, 3)},
}
KIND = {"Voorbeeldprovincie": "province"}
HIDDEN = ("value", "lower", "upper", "counts", "coverage")


@dataclass(frozen=True)
class World:
    office: Office
    bodies: dict[str, str]

    def figures(self, code: str, level: str, *, publication: str = "2024-first") -> dict[str, dict[str, Any]]:
        items = json.loads(self.office.file(publication, "figures.json"))["items"]
        found = [each for each in items if (each["indicator"], each["level"]) == (code, level)]
        names = {party: name for name, party in self.bodies.items()}
        return {names.get(each.get("organisation", ""), each.get("tier", "")): each for each in found}


def sent(key: str, supplier: str, tonnes: float, jobs: float) -> Iterator[dict[str, Any]]:
    number = {"scheme": "NL-KVK", "id": f"1234567{supplier}"}
    yield contract(key, startsOn="2024-01-01", supplier=number, release="now", commitments=...)
    climate: dict[str, Any] = {
        "indicator": TONNES,
        "theme": "climate",
        "unit": "TNE",
        "realised": 0,
        "reference": tonnes,
    }
    work: dict[str, Any] = {
        "indicator": JOBS,
        "theme": "social-return",
        "unit": "HUR",
        "realised": jobs * PEOPLE_OF_A_YEAR,
    }
    year = ("2024-01-01", "2024-12-31")
    effects = [observed(*year, key=name, commitment=..., **stated) for name, stated in (("K", climate), ("J", work))]
    yield report(f"NAK-{key}", *effects, contract=key)


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    owner = create_engine(database_module, poolclass=NullPool)
    ingest = create_engine(role_url(database_module, "ppds_ingest"), poolclass=NullPool)
    bodies = {}
    for number, (name, suppliers) in enumerate(REPORTS.items()):
        body = add_party(
            database_module, name=name, kind=KIND.get(name, "municipality"), oin=f"0000009910000{number}001000"
        )
        bodies[name] = body
        documents = [each for key, amounts in suppliers.items() for each in sent(f"C-{number}-{key}", key, *amounts)]
        with worker_transaction(ingest) as session:
            keep(session, documents, body=body, register=load_register(session), finished=True)
    ingest.dispose()
    with running_services(database_module, only=("registry", "kpi"), workers=("kpi",)) as running:
        office = Office(
            running,
            Procurement(owner),
            running.person("kpi", "kpi:publish", "kpi:read", subject="opmaker"),
            running.person("kpi", "kpi:publish", subject="vaststeller"),
            running.http("kpi", "kpi:read"),
            running.http("kpi"),
        )
        office.publish("first")
        yield World(office, bodies)
    owner.dispose()


def test_a_body_with_fewer_than_three_suppliers_or_one_that_has_nearly_all_is_hidden(world: World) -> None:
    figures = world.figures(TONNES, "body")
    shown = {name: row["value"] for name, row in figures.items() if row["value"] is not None}
    assert shown == {"Voorbeeldgemeente Vier": 160, "Voorbeeldgemeente Drie": 33, "Voorbeeldgemeente Vijf": 33}
    for name in ("Voorbeeldgemeente Twee", "Voorbeeldgemeente Groot", "Voorbeeldprovincie"):
        hidden = figures[name]
        assert hidden["reason"] == "suppressed"
        assert [hidden[each] for each in HIDDEN] == [None] * len(HIDDEN)


def test_a_total_less_its_parts_gives_no_single_supplier_away(world: World) -> None:
    """The province has one supplier: the country less the municipalities would be it."""
    [country] = world.figures(TONNES, "national").values()
    tiers = world.figures(TONNES, "tier")
    assert country["value"] == 866
    assert {tier: row["reason"] for tier, row in tiers.items()} == {
        "municipality": "suppressed",
        "province": "suppressed",
    }


def test_people_are_rounded_to_five_and_below_ten_shown_as_fewer_than_ten(world: World) -> None:
    [country] = world.figures(JOBS, "national").values()
    bodies = world.figures(JOBS, "body")
    assert (country["value"], country["lower"]) == (195, 195)
    assert bodies["Voorbeeldgemeente Vier"]["value"] == 120
    few = bodies["Voorbeeldgemeente Vijf"]
    assert [few[each] for each in ("value", "reason", "lower", "upper")] == [None, "fewer-than-10", 0, 10]
    assert [set(row["counts"]["in"]) for row in (country, few)] == [{"known", "unknown"}] * 2
    assert bodies["Voorbeeldgemeente Twee"]["reason"] == "suppressed"


def test_a_hidden_figure_is_hidden_in_files_values_evidence_and_explanation(world: World) -> None:
    office, body = world.office, world.bodies["Voorbeeldgemeente Twee"]
    manifest = json.loads(office.file("2024-first", "manifest.json"))
    figures = json.loads(office.file("2024-first", "figures.json"))["items"]
    assert manifest["suppressed"] == sum(each["reason"] == "suppressed" for each in figures) > 0
    lines = [
        each
        for each in csv.DictReader(io.StringIO(office.file("2024-first", "figures.csv").decode()))
        if (each["indicator"], each["organisation"]) == (TONNES, body)
    ]
    stated = {"indicator", "version", "countedOn", "from", "until", "organisation", "reason"}
    assert [{name for name, value in each.items() if value} for each in lines] == [stated]
    asked = {**YEAR, "series": "first", "organisation": body}
    answer = office.anybody.get(f"/indicators/{TONNES}/values", params=asked).json()
    [row] = answer["rows"]
    assert (row["reason"], row["counts"]) == ("suppressed", None)
    evidence = office.anybody.get(row["links"]["evidence"].removeprefix("/v1")).json()
    assert (evidence["reason"], evidence["rows"]) == ("suppressed", [])
    explained = office.anybody.get(row["links"]["explanation"].removeprefix("/v1")).json()
    assert (explained["figure"]["reason"], explained["figure"]["value"]) == ("suppressed", None)


def test_behind_a_publication_nothing_outside_its_grid_is_told_of_amounts_that_are_not_public(world: World) -> None:
    asked = {"from": "2024-07", "until": "2024-12", "publication": "2024-first", "indicator": TONNES}
    explained = world.office.anybody.get("/explanations", params=asked).json()
    assert (explained["figure"]["reason"], explained["figure"]["value"]) == ("not-published", None)
    exact = {**YEAR, "publication": "2024-first", "indicator": JOBS}
    people = world.office.anybody.get("/explanations", params=exact).json()
    assert (people["figure"]["reason"], people["figure"]["value"]) == ("suppressed", None)
    position = json.loads(world.office.file("2024-first", "manifest.json"))["position"]
    as_published = {**YEAR, "asOf": str(position)}
    with_token = world.office.reader.get(f"/indicators/{TONNES}/values", params=as_published).json()
    assert with_token["rows"][0]["value"] == 866


def test_a_later_publication_does_not_hide_again_what_was_shown_before(world: World) -> None:
    """A third supplier makes a municipality's figure safe, but the rest of the total would be nearly all of one.

    Hiding one of the smaller municipalities instead would not help: they were shown in the first publication.
    """
    url = world.office.running.database_url
    ingest = create_engine(role_url(url, "ppds_ingest"), poolclass=NullPool)
    documents = list(sent("C-1-4", "4", 40, 2))
    with worker_transaction(ingest) as session:
        body = world.bodies["Voorbeeldgemeente Twee"]
        keep(session, documents, body=body, register=load_register(session), finished=True)
    ingest.dispose()
    assert world.office.publish("final")["name"] == "2024-final"
    figures = world.figures(TONNES, "body", publication="2024-final")
    assert {name for name, row in figures.items() if row["reason"] == "suppressed"} == {
        *("Voorbeeldgemeente Twee", "Voorbeeldgemeente Groot", "Voorbeeldprovincie")
    }
    [country] = world.figures(TONNES, "national", publication="2024-final").values()
    assert country["value"] == 906
