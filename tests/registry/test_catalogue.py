"""The catalogue against DCAT-AP-NL 3.0, and against the house that it describes."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from services.registry.catalogue.rules.contents import DATASETS
from services.registry.catalogue.rules.rdf import TURTLE, Operator, catalogue
from services.registry.terms.rules import DATASETS as WITH_USAGE_TERMS
from tests.services import RunningServices, running_services

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
JSON_LD = "application/ld+json"

# What must be there, and how often at most (None: any number), by class. Written down by hand from:
# - DCAT-AP-NL 3.0 (Geonovum, https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/), its constraints on classes in
#   shapes/300/dcat-ap-nl-SHACL.ttl of github.com/Geonovum/DCAT-AP-NL30: marked NL;
# - DCAT-AP 3.0 (SEMIC, https://semiceu.github.io/DCAT-AP/releases/3.0.0/), on which it stands: marked EU.
MANDATORY: dict[URIRef, dict[URIRef, int | None]] = {
    DCAT.Catalog: {
        DCTERMS.title: None,  # EU
        DCTERMS.description: None,  # EU
        DCTERMS.publisher: 1,  # EU
        DCAT.contactPoint: 1,  # NL
        DCAT.dataset: None,  # NL
    },
    DCAT.Dataset: {
        DCTERMS.title: None,  # EU
        DCTERMS.description: None,  # EU
        DCTERMS.accessRights: 1,  # NL: at least one; EU: at most one
        DCAT.contactPoint: 1,  # NL
        DCTERMS.creator: None,  # NL
        DCTERMS.identifier: 1,  # NL
        DCTERMS.publisher: 1,  # NL: at least one; EU: at most one
        DCAT.theme: None,  # NL
    },
    DCAT.Distribution: {
        DCAT.accessURL: 1,  # EU: at least one; NL: at most one
        DCTERMS.license: 1,  # NL: at least one; EU: at most one
    },
    DCAT.DataService: {
        DCTERMS.title: None,  # EU
        DCTERMS.description: None,  # NL
        DCAT.endpointURL: 1,  # EU: at least one; NL: at most one
        DCAT.endpointDescription: 1,  # NL
        DCTERMS.accessRights: 1,  # NL: at least one; EU: at most one
        DCAT.contactPoint: 1,  # NL
        DCTERMS.identifier: 1,  # NL
        DCTERMS.license: 1,  # NL: at least one; EU: at most one
        DCTERMS.publisher: 1,  # NL
        DCAT.theme: None,  # NL
    },
    FOAF.Agent: {FOAF.name: None},  # EU
    VCARD.Kind: {VCARD.fn: None, VCARD.hasEmail: None},  # asked of a contact point by portals
}
AT_MOST_ONE: dict[URIRef, tuple[URIRef, ...]] = {
    DCAT.Dataset: (DCTERMS.accrualPeriodicity, DCTERMS.modified),
    DCAT.Distribution: (DCAT.accessService, DCAT.downloadURL, DCTERMS["format"], DCAT.mediaType, DCTERMS.rights),
    DCAT.DataService: (DCTERMS.creator, DCTERMS.modified),
    DCAT.Catalog: (DCTERMS.license, DCTERMS.modified, DCTERMS.creator, FOAF.homepage),
}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
CONTROLLED = {
    DCAT.theme: f"{AUTHORITY}data-theme/",
    DCTERMS.accessRights: f"{AUTHORITY}access-right/",
    DCTERMS.language: f"{AUTHORITY}language/",
    DCTERMS.license: f"{AUTHORITY}licence/",
    DCTERMS["format"]: f"{AUTHORITY}file-type/",
    DCTERMS.accrualPeriodicity: f"{AUTHORITY}frequency/",
    DCTERMS.spatial: f"{AUTHORITY}country/",
    DCAT.mediaType: "http://www.iana.org/assignments/media-types/",
}
"""Lists that the profile prescribes (its chapter on value lists)."""


@dataclass(frozen=True)
class Described:
    running: RunningServices
    http: httpx.Client
    forms: dict[str, Graph]


@pytest.fixture(scope="module")
def described(database_module: str) -> Iterator[Described]:
    with running_services(database_module, workers=()) as running:
        http = running.http("registry")
        forms = {}
        for media, name in ((TURTLE, "turtle"), (JSON_LD, "json-ld")):
            answer = http.get("/catalog", headers={"Accept": media})
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"] == f"{media}; charset=utf-8"
            with warnings.catch_warnings():
                # The JSON-LD parser of rdflib uses a class of its own that it calls outdated.
                warnings.simplefilter("ignore", DeprecationWarning)
                forms[media] = Graph().parse(data=answer.text, format=name)
        yield Described(running, http, forms)


@pytest.fixture(params=[TURTLE, JSON_LD])
def graph(request: pytest.FixtureRequest, described: Described) -> Graph:
    return described.forms[request.param]


def members(graph: Graph, kind: URIRef) -> list[Node]:
    return sorted(graph.subjects(RDF.type, kind), key=str)


@pytest.mark.parametrize("kind", MANDATORY, ids=lambda kind: kind.fragment or kind.rpartition("/")[2])
def test_every_resource_has_each_mandatory_property_and_not_too_often(graph: Graph, kind: URIRef) -> None:
    found = members(graph, kind)
    assert found
    for resource in found:
        for stated, most in MANDATORY[kind].items():
            values = list(graph.objects(resource, stated))
            assert values, (resource, stated)
            assert most is None or len(values) <= most, (resource, stated)
        for stated in AT_MOST_ONE.get(kind, ()):
            assert len(list(graph.objects(resource, stated))) <= 1, (resource, stated)


def test_both_forms_say_the_same(described: Described) -> None:
    turtle, json_ld = described.forms.values()
    assert set(turtle) == set(json_ld)
    assert len(turtle) > 200


def test_the_catalogue_holds_the_datasets_that_have_usage_terms_each_list_and_the_three_services(
    graph: Graph, described: Described
) -> None:
    overview = described.http.get("/reference-lists").json()["items"]
    held = {str(member).partition("#dataset-")[2] for member in members(graph, DCAT.Dataset)}
    listed = {f"list-{row['name']}" for row in overview if row["current"]}
    assert listed
    assert held == {dataset.name for dataset in DATASETS} | listed
    [whole] = members(graph, DCAT.Catalog)
    assert {dataset.terms_of for dataset in DATASETS} == set(WITH_USAGE_TERMS)
    assert sorted(graph.objects(whole, DCAT.dataset), key=str) == members(graph, DCAT.Dataset)
    assert sorted(graph.objects(whole, DCAT.service), key=str) == members(graph, DCAT.DataService)
    assert len(members(graph, DCAT.DataService)) == 3
    for dataset in members(graph, DCAT.Dataset):
        assert list(graph.subjects(DCAT.servesDataset, dataset)), dataset
        assert list(graph.objects(dataset, DCAT.distribution)), dataset
    distributions = sorted(set(graph.objects(None, DCAT.distribution)), key=str)
    assert distributions == members(graph, DCAT.Distribution)


def test_values_come_from_the_lists_that_the_profile_prescribes(graph: Graph) -> None:
    for stated, start in CONTROLLED.items():
        values = list(graph.objects(None, stated))
        assert values, stated
        assert all(isinstance(value, URIRef) and value.startswith(start) for value in values), stated
    rights = {str(value).rpartition("/")[2] for value in graph.objects(None, DCTERMS.accessRights)}
    assert rights == {"PUBLIC", "RESTRICTED", "NON_PUBLIC"}


def test_texts_are_dutch_and_english_and_moments_have_a_type(graph: Graph) -> None:
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.DataService):
        for resource in members(graph, kind):
            for stated in (DCTERMS.title, DCTERMS.description):
                languages = {value.language for value in graph.objects(resource, stated) if isinstance(value, Literal)}
                assert languages == {"nl", "en"}, (resource, stated)
    modified = [value for value in graph.objects(None, DCTERMS.modified) if isinstance(value, Literal)]
    assert modified
    assert {value.datatype for value in modified} == {XSD.date}


def test_every_address_of_ours_that_it_names_answers(described: Described) -> None:
    graph, running = described.forms[TURTLE], described.running
    party = running.add_party("Voorbeeldgemeente Catalogus")
    readers = {
        running.ingest_url: running.http("ingest", "ingest:read", party=party),
        running.kpi_url: running.http("kpi", "kpi:read", party=party),
        running.registry_url: described.http,
    }
    endpoints = set(graph.objects(None, DCAT.endpointURL))
    named = {str(node).partition("#")[0] for triple in graph for node in triple if isinstance(node, URIRef)}
    ours = {url for url in named if url.startswith(tuple(readers)) and URIRef(url) not in endpoints}
    assert len(ours) > 15
    for url in ours:
        http = next(reader for base, reader in readers.items() if url.startswith(base))
        assert http.get(url).status_code == 200, url
    for service in graph.subjects(RDF.type, DCAT.DataService):
        description = str(graph.value(service, DCAT.endpointDescription))
        stated = described.http.get(description).json()
        assert stated["servers"][0]["url"] == str(graph.value(service, DCAT.endpointURL))


def test_a_distribution_comes_in_the_form_it_states_and_public_ones_without_a_token(described: Described) -> None:
    graph, running = described.forms[TURTLE], described.running
    values = running.http("kpi", "kpi:read", party=running.add_party("Voorbeeldgemeente Vormen"))
    anonymous = {running.registry_url: described.http, running.kpi_url: running.http("kpi")}
    anonymous[running.urls["ingest"]] = running.http("ingest")
    for dataset in members(graph, DCAT.Dataset):
        public = str(graph.value(dataset, DCTERMS.accessRights)).endswith("/PUBLIC")
        for distribution in graph.objects(dataset, DCAT.distribution):
            media = str(graph.value(distribution, DCAT.mediaType)).removeprefix(CONTROLLED[DCAT.mediaType])
            address = str(graph.value(distribution, DCAT.accessURL))
            if public:
                http = next(one for base, one in anonymous.items() if address.startswith(base))
                answer = http.get(address, headers={"Accept": media})
            elif address.startswith(running.kpi_url):
                answer = values.get(address, headers={"Accept": media})
            else:
                assert httpx.get(address, headers={"Accept": media}, trust_env=False).status_code == 401, address
                continue
            assert answer.status_code == 200, address
            assert answer.headers["content-type"].startswith(media), address


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, TURTLE),
        ("*/*", TURTLE),
        ("text/*", TURTLE),
        ("application/ld+json", JSON_LD),
        ("application/ld+json;q=0.4, text/turtle;q=0.9", TURTLE),
        ("text/turtle;q=0.4, application/ld+json;q=0.9", JSON_LD),
        ("text/html, application/ld+json;q=0.9, */*;q=0.1", JSON_LD),
    ],
)
def test_accept_chooses_the_form(described: Described, accept: str | None, media: str) -> None:
    http = httpx.Client(headers={"Accept": accept or ""}, trust_env=False)
    if accept is None:
        del http.headers["Accept"]
    with http:
        answer = http.get(f"{described.running.registry_url}/v1/catalog")
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["vary"] == "Accept"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_another_form_is_refused_with_the_ones_there_are(described: Described) -> None:
    answer = described.http.get("/catalog", headers={"Accept": "application/rdf+xml"})
    assert answer.status_code == 406
    assert TURTLE in answer.json()["detail"]


def test_the_publisher_is_the_body_of_the_settings() -> None:
    ministry = "https://identifier.overheid.nl/tooi/id/ministerie/mnre1034"
    graph = catalogue(
        Operator(
            registry_url="https://registry.example.org",
            ingest_url="https://ingest.example.org",
            kpi_url="https://kpi.example.org",
            publisher=ministry,
            publisher_name="Voorbeeldministerie",
            contact_name="Beheer",
            contact_url="https://example.org/contact",
            contact_email="beheer@example.org",
        ),
        (),
    )
    assert set(graph.objects(None, DCTERMS.publisher)) == {URIRef(ministry)}
    assert set(graph.objects(None, DCTERMS.creator)) == {URIRef(ministry)}
    assert set(graph.objects(None, VCARD.hasEmail)) == {URIRef("mailto:beheer@example.org")}
    assert (URIRef(ministry), RDF.type, FOAF.Agent) in graph
