"""Reference lists at run time: what holds on a day, and in which forms it is read."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef
from rdflib import Literal as RdfLiteral
from sqlalchemy import text

from services.registry.lists.operations import load_built_in_lists
from services.registry.lists.rules.csv_form import read_table
from shared.reference.lists import columns_of, reference_lists
from shared.reference.published import READ_LISTS
from tests.registry.builders import BZK, bearer, registered, registry_on, session_on
from tests.registry.list_acts import CSV, LISTS, TURTLE, of_code, propose

NAMES = [declared.name for declared in reference_lists()]
SKOS_BASE = "https://identifier.ppds.example/id/list"


@pytest.fixture(scope="module")
def reading(database_module: str) -> Iterator[TestClient]:
    """A register in which nobody changes a list."""
    with registry_on(database_module) as client:
        registered(database_module, "registry:lists", client="programme")
        yield client


@pytest.fixture
def http(database: str) -> Iterator[TestClient]:
    with registry_on(database) as client:
        yield client


def test_every_list_of_the_code_is_published_as_it_stands_there(reading: TestClient) -> None:
    listed = reading.get(LISTS, params={"on": "2026-11-01"}).json()["items"]

    assert {row["name"] for row in listed} == set(NAMES)
    assert {row["name"]: row["current"]["version"] for row in listed} == {
        declared.name: declared.version for declared in reference_lists()
    }
    for name in NAMES:
        answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"})
        assert answer.json()["rows"] == of_code(name), name


def test_a_list_says_whether_notices_are_read_by_it(reading: TestClient) -> None:
    listed = reading.get(LISTS).json()["items"]

    assert {row["name"] for row in listed if row["ruling"]} == set(READ_LISTS)
    assert len(READ_LISTS) == 9 < len(listed)


def test_the_counts_of_the_agenda_come_over_the_line(reading: TestClient) -> None:
    chains = reading.get(f"{LISTS}/product-chains", params={"on": "2026-11-01"}).json()["rows"]
    themes = ("climate", "circular", "pollution-biodiversity", "human-rights-labour", "diversity-inclusion")

    assert len(chains) == 58
    assert [sum(row[theme] != "false" for row in chains) for theme in themes] == [58, 47, 58, 57, 37]
    assert sum(row["in_criteria_tool"] == "false" for row in chains) == 11
    assert sum(row["priority"] == "true" for row in chains) == 20


@pytest.mark.parametrize("name", NAMES)
def test_csv_is_the_same_list(reading: TestClient, name: str) -> None:
    answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"}, headers=CSV)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert read_table(answer.content) == (columns_of(name), tuple(of_code(name)))


@pytest.mark.parametrize("name", NAMES)
def test_turtle_holds_a_concept_for_every_row_in_one_scheme(reading: TestClient, name: str) -> None:
    answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"}, headers=TURTLE)
    graph = Graph().parse(data=answer.text, format="turtle")

    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    schemes = list(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(schemes) == 1
    assert len(concepts) == len(of_code(name))
    assert {str(graph.value(concept, SKOS.inScheme)) for concept in concepts} <= {str(schemes[0])}


def test_a_chain_is_a_concept_with_its_names_and_its_cluster(reading: TestClient) -> None:
    graph = Graph().parse(data=reading.get(f"{LISTS}/product-chains", headers=TURTLE).text, format="turtle")
    chain = URIRef(f"{SKOS_BASE}/product-chains/batterijen")

    assert set(graph.objects(chain, SKOS.prefLabel)) == {
        RdfLiteral("Batterijen", lang="nl"),
        RdfLiteral("Batteries", lang="en"),
    }
    assert graph.value(chain, SKOS.broader) == URIRef(f"{SKOS_BASE}/clusters/energy")
    assert str(graph.value(chain, SKOS.notation)) == "batterijen"


def test_the_crosswalk_ties_a_theme_to_what_became_of_it(reading: TestClient) -> None:
    graph = Graph().parse(data=reading.get(f"{LISTS}/themes", headers=TURTLE).text, format="turtle")
    labour = URIRef(f"{SKOS_BASE}/themes/agenda-2026/human-rights-labour")
    isv = URIRef(f"{SKOS_BASE}/themes/impact-2019/international-social-conditions")
    innovation = URIRef(f"{SKOS_BASE}/themes/impact-2019/innovation")
    climate = URIRef(f"{SKOS_BASE}/themes/agenda-2026/climate")

    assert graph.value(labour, SKOS.definition, any=True) is not None
    assert (isv, SKOS.closeMatch, labour) in graph
    assert (labour, DCTERMS.replaces, isv) in graph
    assert (URIRef(f"{SKOS_BASE}/themes/impact-2019/climate"), SKOS.exactMatch, climate) in graph
    assert graph.value(innovation, SKOS.changeNote) is not None
    assert graph.value(innovation, SKOS.exactMatch) is None


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/turtle, application/json;q=0.5", "text/turtle; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.2, application/json", "application/json"),
    ],
)
def test_the_form_is_the_one_that_the_reader_likes_best(reading: TestClient, accept: str, media: str) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers={"Accept": accept})

    assert (answer.headers["content-type"], answer.headers["vary"]) == (media, "Accept")


def test_an_answer_for_a_day_names_the_version_that_stays(reading: TestClient) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers=CSV)
    address = "http://registry.test/v1/reference-lists/clusters/versions/1.0.0"

    assert answer.headers["link"] == f'<{address}>; rel="canonical"'
    # The same address has other rows when a next version begins, so it has no tag of one version.
    assert "etag" not in answer.headers
    assert reading.get(address).headers["etag"] == '"2"'


def test_a_form_that_is_not_there_is_refused(reading: TestClient) -> None:
    assert reading.get(f"{LISTS}/clusters", headers={"Accept": "application/pdf"}).status_code == 406


def test_any_web_page_may_read_the_lists(reading: TestClient) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers={"Origin": "https://elsewhere.example"})

    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_list_says_when_it_did_not_hold_yet_or_any_more(reading: TestClient) -> None:
    early = reading.get(f"{LISTS}/product-chains", params={"on": "2025-12-31"}, headers={"Accept-Language": "en"})
    late = reading.get(f"{LISTS}/eu-thresholds", params={"on": "2028-01-01"})

    assert early.status_code == late.status_code == 404
    assert "the oldest holds from 2026-01-01" in early.json()["detail"]


def test_unknown_lists_versions_and_days_are_refused(reading: TestClient) -> None:
    assert reading.get(f"{LISTS}/colours").status_code == 404
    assert reading.get(f"{LISTS}/colours/versions").status_code == 404
    assert reading.get(f"{LISTS}/clusters/versions/9").status_code == 404
    assert reading.get(f"{LISTS}/clusters", params={"on": "yesterday"}).status_code == 400
    assert propose(reading, "colours", []).status_code == 404


def test_a_second_start_loads_nothing(database: str) -> None:
    with session_on(database) as session:
        assert load_built_in_lists(session) == len(NAMES)
    with session_on(database) as session:
        assert load_built_in_lists(session) == 0
        assert session.execute(text("select count(*) from registry.list_version")).scalar_one() == len(NAMES)


def test_a_sender_reads_what_everybody_reads(reading: TestClient, database_module: str) -> None:
    registered(database_module, "ingest:write", client="sender", party=BZK)

    answer = reading.get(f"{LISTS}/clusters", headers=bearer(reading, "sender"))

    assert answer.status_code == 200
    assert answer.json()["proposedBy"] is None
