"""The catalogue of the data space as RDF: DCAT-AP-NL 3.0, which is DCAT-AP 3.0 with more that must be there.

Values in, text out; the addresses and the publisher are those of whoever runs the data space.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Namespace, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.term import Node

from services.registry.catalogue.rules.contents import (
    DATASETS,
    DESCRIBED_ON,
    PROCUREMENT,
    SERVICES,
    DataService,
    Dataset,
    Distribution,
    ReferenceList,
    Service,
    Words,
)

Form: TypeAlias = Literal["text/turtle", "application/ld+json"]

TURTLE: Final = "text/turtle"
JSON_LD: Final = "application/ld+json"
PROFILE: Final = "https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/"
OPENAPI: Final = "https://spec.openapis.org/oas/v3.1.0"

VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_CC0: Final = URIRef(f"{_AUTHORITY}licence/CC0")
_THEMES: Final = URIRef(f"{_AUTHORITY}data-theme")
_GOVERNMENT: Final = URIRef(f"{_THEMES}/GOVE")
_NETHERLANDS: Final = URIRef(f"{_AUTHORITY}country/NLD")
_CONTINUOUSLY: Final = URIRef(f"{_AUTHORITY}frequency/UPDATE_CONT")
_ACCESS: Final = MappingProxyType(
    {name: URIRef(f"{_AUTHORITY}access-right/{name}") for name in ("PUBLIC", "RESTRICTED", "NON_PUBLIC")}
)
_LANGUAGE: Final = MappingProxyType(
    {"nl": URIRef(f"{_AUTHORITY}language/NLD"), "en": URIRef(f"{_AUTHORITY}language/ENG")}
)
_FILE_TYPE: Final = MappingProxyType({"application/json": "JSON", "text/csv": "CSV", "text/turtle": "RDF_TURTLE"})
_RANGE: Final[Mapping[Node, URIRef]] = MappingProxyType(
    {
        DCTERMS.accessRights: DCTERMS.RightsStatement,
        DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
        DCTERMS.conformsTo: DCTERMS.Standard,
        DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
        DCTERMS.language: DCTERMS.LinguisticSystem,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.rights: DCTERMS.RightsStatement,
        DCTERMS.spatial: DCTERMS.Location,
        DCAT.accessURL: RDFS.Resource,
        DCAT.endpointDescription: RDFS.Resource,
        DCAT.endpointURL: RDFS.Resource,
        DCAT.mediaType: DCTERMS.MediaType,
        DCAT.theme: SKOS.Concept,
        DCAT.themeTaxonomy: SKOS.ConceptScheme,
        FOAF.homepage: FOAF.Document,
    }
)
"""What a value of each property is: the profile's shapes ask the type of what is described elsewhere too."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs the data space, and where its services are (addresses without `/v1`)."""

    registry_url: str
    ingest_url: str
    kpi_url: str
    publisher: str
    publisher_name: str
    contact_name: str
    contact_url: str
    contact_email: str

    def address(self, service: Service) -> str:
        """Base path of a service's API."""
        return {"registry": self.registry_url, "ingest": self.ingest_url, "kpi": self.kpi_url}[service] + "/v1"


@lru_cache(maxsize=8)
def serialised(operator: Operator, lists: tuple[ReferenceList, ...], form: Form) -> str:
    """The catalogue as Turtle or JSON-LD; the same operator with the same lists gives the same text."""
    graph = catalogue(operator, lists)
    return graph.serialize(format="turtle") if form == TURTLE else graph.serialize(format="json-ld", auto_compact=True)


def catalogue(operator: Operator, lists: Sequence[ReferenceList]) -> Graph:
    """The catalogue with everything in it."""
    graph = Graph()
    graph.bind("dcat", DCAT)
    graph.bind("dcterms", DCTERMS)
    graph.bind("foaf", FOAF)
    graph.bind("vcard", VCARD)
    this = URIRef(f"{operator.address('registry')}/catalog")
    about = _Common(graph, operator, this)
    about.add_agents()
    graph.add((this, RDF.type, DCAT.Catalog))
    about.describe(
        this,
        Words("Dataruimte overheidsinkopen (PPDS)", "Public Procurement Data Space (PPDS)"),
        Words(
            "Gegevensverzamelingen en diensten van de dataruimte voor inkopen door de overheid.",
            "Datasets and data services of the data space for public procurement.",
        ),
    )
    about.own(this)
    graph.add((this, DCTERMS.license, _CC0))
    graph.add((this, DCTERMS.conformsTo, URIRef(PROFILE)))
    graph.add((this, DCAT.themeTaxonomy, _THEMES))
    for language, title, label in (
        ("nl", "Datathema", "Overheid en publieke sector"),
        ("en", "Data theme", "Government and public sector"),
    ):
        graph.add((_THEMES, DCTERMS.title, RdfLiteral(title, lang=language)))
        graph.add((_GOVERNMENT, SKOS.prefLabel, RdfLiteral(label, lang=language)))
    graph.add((this, DCTERMS.spatial, _NETHERLANDS))
    graph.add((this, FOAF.homepage, URIRef(operator.contact_url)))
    for service in SERVICES:
        _add_service(about, service)
    for dataset in (*DATASETS, *(each.as_dataset() for each in lists)):
        _add_dataset(about, dataset)
    for _, stated, value in list(graph):
        if stated in _RANGE:
            graph.add((value, RDF.type, _RANGE[stated]))
    return graph


@dataclass(frozen=True, slots=True)
class _Common:
    """What every description shares."""

    graph: Graph
    operator: Operator
    catalogue: URIRef

    def named(self, kind: str, name: str) -> URIRef:
        return URIRef(f"{self.catalogue}#{kind}-{name}")

    def describe(self, subject: URIRef, title: Words, description: Words) -> None:
        """Title and description in both languages."""
        for language in ("nl", "en"):
            self.graph.add((subject, DCTERMS.title, RdfLiteral(getattr(title, language), lang=language)))
            self.graph.add((subject, DCTERMS.description, RdfLiteral(getattr(description, language), lang=language)))
            self.graph.add((subject, DCTERMS.language, _LANGUAGE[language]))

    def own(self, subject: URIRef) -> None:
        """Who publishes and whom to ask: the same for catalogue, datasets and services."""
        publisher = URIRef(self.operator.publisher)
        self.graph.add((subject, DCTERMS.publisher, publisher))
        self.graph.add((subject, DCTERMS.creator, publisher))
        self.graph.add((subject, DCTERMS.identifier, RdfLiteral(str(subject), datatype=XSD.anyURI)))
        self.graph.add((subject, DCAT.contactPoint, self.named("agent", "contact")))
        self.graph.add((subject, DCAT.theme, _GOVERNMENT))
        self.graph.add((subject, DCTERMS.modified, RdfLiteral(DESCRIBED_ON.isoformat(), datatype=XSD.date)))

    def add_agents(self) -> None:
        """The publisher and the contact."""
        publisher, contact = URIRef(self.operator.publisher), self.named("agent", "contact")
        self.graph.add((publisher, RDF.type, FOAF.Agent))
        self.graph.add((publisher, RDF.type, FOAF.Organization))
        self.graph.add((publisher, FOAF.name, RdfLiteral(self.operator.publisher_name, lang="nl")))
        self.graph.add((publisher, DCTERMS.identifier, RdfLiteral(self.operator.publisher, datatype=XSD.anyURI)))
        self.graph.add((contact, RDF.type, VCARD.Kind))
        self.graph.add((contact, RDF.type, VCARD.Organization))
        self.graph.add((contact, VCARD.fn, RdfLiteral(self.operator.contact_name, lang="nl")))
        self.graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{self.operator.contact_email}")))
        self.graph.add((contact, VCARD.hasURL, URIRef(self.operator.contact_url)))


def _add_service(about: _Common, service: DataService) -> None:
    graph, this = about.graph, about.named("service", service.name)
    base = about.operator.address(service.name)
    graph.add((about.catalogue, DCAT.service, this))
    graph.add((this, RDF.type, DCAT.DataService))
    about.describe(this, service.title, service.description)
    about.own(this)
    graph.add((this, DCTERMS.license, _CC0))
    graph.add((this, DCTERMS.accessRights, _ACCESS[service.access]))
    graph.add((this, DCTERMS.conformsTo, URIRef(OPENAPI)))
    graph.add((this, DCAT.endpointURL, URIRef(base)))
    graph.add((this, DCAT.endpointDescription, URIRef(f"{base}/openapi.json")))
    graph.add((this, DCAT.keyword, RdfLiteral(PROCUREMENT.nl, lang="nl")))
    graph.add((this, DCAT.keyword, RdfLiteral(PROCUREMENT.en, lang="en")))


def _add_dataset(about: _Common, dataset: Dataset) -> None:
    graph, this = about.graph, about.named("dataset", dataset.name)
    graph.add((about.catalogue, DCAT.dataset, this))
    graph.add((this, RDF.type, DCAT.Dataset))
    about.describe(this, dataset.title, dataset.description)
    about.own(this)
    graph.add((this, DCTERMS.accessRights, _ACCESS[dataset.access]))
    graph.add((this, DCTERMS.accrualPeriodicity, _CONTINUOUSLY))
    graph.add((this, DCTERMS.spatial, _NETHERLANDS))
    for keyword in dataset.keywords:
        graph.add((this, DCAT.keyword, RdfLiteral(keyword.nl, lang="nl")))
        graph.add((this, DCAT.keyword, RdfLiteral(keyword.en, lang="en")))
    for distribution in dataset.distributions:
        _add_distribution(about, dataset, distribution)


def _add_distribution(about: _Common, of: Dataset, distribution: Distribution) -> None:
    graph, this = about.graph, about.named("distribution", distribution.name)
    dataset = about.named("dataset", of.name)
    usage_terms = URIRef(f"{about.operator.address('registry')}/datasets/{of.terms_of}/usage-terms")
    service = about.named("service", distribution.service)
    graph.add((dataset, DCAT.distribution, this))
    graph.add((service, DCAT.servesDataset, dataset))
    graph.add((this, RDF.type, DCAT.Distribution))
    for language in ("nl", "en"):
        graph.add((this, DCTERMS.title, RdfLiteral(getattr(distribution.title, language), lang=language)))
    graph.add((this, DCAT.accessURL, URIRef(about.operator.address(distribution.service) + distribution.path)))
    graph.add((this, DCAT.accessService, service))
    if distribution.conforms_to is not None:
        graph.add((this, DCTERMS.conformsTo, URIRef(distribution.conforms_to)))
    graph.add((this, DCTERMS.license, _CC0))
    graph.add((this, DCTERMS.rights, usage_terms))
    graph.add((this, DCTERMS.format, URIRef(f"{_AUTHORITY}file-type/{_FILE_TYPE[distribution.media_type]}")))
    graph.add((this, DCAT.mediaType, URIRef(f"http://www.iana.org/assignments/media-types/{distribution.media_type}")))
