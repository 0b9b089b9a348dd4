"""What the data space publishes: datasets, the forms in which they can be had, and the services that give them.

Words and paths only; `services.registry.catalogue.rules.rdf` makes RDF of it, and a test asks every address that is
named.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

Service: TypeAlias = Literal["registry", "ingest", "kpi"]
Access: TypeAlias = Literal["PUBLIC", "RESTRICTED", "NON_PUBLIC"]

DESCRIBED_ON: Final = date(2026, 12, 1)
"""Day on which the descriptions below were last changed; set it when you change one."""
_LIST_FORMS: Final = (
    ("json", "JSON", "application/json"),
    ("csv", "CSV", "text/csv"),
    ("skos", "SKOS", "text/turtle"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in Dutch and English."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Distribution:
    """A form in which a dataset can be had; `path` is below `/v1` of the service."""

    name: str
    service: Service
    path: str
    media_type: str
    title: Words
    conforms_to: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of data that the data space publishes."""

    name: str
    access: Access
    title: Words
    description: Words
    keywords: tuple[Words, ...]
    distributions: tuple[Distribution, ...]
    usage_terms: str | None = None

    @property
    def terms_of(self) -> str:
        """The dataset whose usage terms hold for this one: its own unless said otherwise."""
        return self.usage_terms or self.name


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A reference list of which a version holds today; it is a dataset of its own, in three forms."""

    name: str
    title: Words

    def as_dataset(self) -> Dataset:
        """What the catalogue says of it."""
        return Dataset(
            f"list-{self.name}",
            "PUBLIC",
            self.title,
            Words(
                f"De referentielijst {self.name} zoals die vandaag geldt; andere dagen met de vraag `on`.",
                f"The reference list {self.name} as it holds today; other days with the query `on`.",
            ),
            (SUSTAINABLE, Words("referentielijsten", "reference lists")),
            tuple(
                Distribution(
                    f"list-{self.name}-{form}",
                    "registry",
                    f"/reference-lists/{self.name}",
                    media_type,
                    Words(f"{self.title.nl} ({label})", f"{self.title.en} ({label})"),
                )
                for form, label, media_type in _LIST_FORMS
            ),
            usage_terms="reference-lists",
        )


@dataclass(frozen=True, slots=True)
class DataService:
    """An API, described by its OpenAPI document."""

    name: Service
    access: Access
    title: Words
    description: Words


PROCUREMENT: Final = Words("inkopen door de overheid", "public procurement")
SUSTAINABLE: Final = Words("maatschappelijk verantwoord inkopen", "sustainable procurement")

SERVICES: Final = (
    DataService(
        "registry",
        "PUBLIC",
        Words("PPDS register", "PPDS registry"),
        Words(
            "Wie is wie, wie mag wat en welke lijst geldt wanneer. Namen, opvolging en lijsten zijn openbaar.",
            "Who is who, who may do what and which list holds when. Names, succession and lists are public.",
        ),
    ),
    DataService(
        "ingest",
        "RESTRICTED",
        Words("PPDS aanlevering", "PPDS ingest"),
        Words(
            "Kennisgevingen aanleveren (eForms, OCDS) en teruglezen wat ervan begrepen is.",
            "Send notices (eForms, OCDS) and read back what was understood of them.",
        ),
    ),
    DataService(
        "kpi",
        "RESTRICTED",
        Words("PPDS indicatoren", "PPDS kpi"),
        Words(
            "Indicatoren van maatschappelijk verantwoord inkopen: waarde, aantallen, grenzen, dekking en definitie."
            " Definities zijn openbaar.",
            "Indicators of sustainable procurement: value, counts, bounds, coverage and definition. Definitions are"
            " public.",
        ),
    ),
)

OCDS: Final = "https://standard.open-contracting.org/1.1/en/"
EPO: Final = "http://data.europa.eu/a4g/ontology"
_SUBJECTS: Final = {
    "procedures": Words("Procedures", "Procedures"),
    "lots": Words("Percelen", "Lots"),
    "winners": Words("Winnaars", "Winners"),
    "contracts": Words("Vrijgegeven contracten", "Released contracts"),
    "commitments": Words("Vrijgegeven toezeggingen", "Released commitments"),
    "reports": Words("Vrijgegeven prestatierapporten", "Released performance reports"),
    "spend": Words("Vrijgegeven uitgaven", "Released spend"),
}
_IN_BULK: Final = tuple(
    Distribution(
        f"bulk-{name}",
        "ingest",
        f"/bulk/{name}",
        "application/json",
        Words(
            f"{title.nl} in bulk, openbaar: bestanden per jaar (Parquet, CSV, JSON-lines) met hun kolommen",
            f"{title.en} in bulk, public: files a year (Parquet, CSV, JSON lines) with their columns",
        ),
    )
    for name, title in _SUBJECTS.items()
)
"""Where the files of each subject are listed; the subjects are those of ingest, a test asks each address."""

DATASETS: Final = (
    Dataset(
        "parties",
        "PUBLIC",
        Words("Partijen", "Parties"),
        Words(
            "Overheden en andere inkopende organisaties met hun TOOI-URI, namen, identificaties en opvolging.",
            "Public bodies and other buyers with their TOOI URI, names, identifiers and succession.",
        ),
        (PROCUREMENT, Words("overheidsorganisaties", "public bodies")),
        (
            Distribution("parties", "registry", "/parties", "application/json", Words("Partijen", "Parties")),
            Distribution(
                "successions",
                "registry",
                "/successions",
                "application/json",
                Words("Fusies, splitsingen en naamswijzigingen", "Mergers, splits and renamings"),
            ),
        ),
    ),
    Dataset(
        "reference-lists",
        "PUBLIC",
        Words("Referentielijsten", "Reference lists"),
        Words(
            "Thema's, productketens, drempelbedragen en andere lijsten, elk met versies en geldigheid.",
            "Themes, product chains, thresholds and other lists, each with versions and validity.",
        ),
        (SUSTAINABLE, Words("referentielijsten", "reference lists")),
        (
            Distribution(
                "reference-lists",
                "registry",
                "/reference-lists",
                "application/json",
                Words("Overzicht van de lijsten", "Overview of the lists"),
            ),
        ),
    ),
    Dataset(
        "submissions",
        "NON_PUBLIC",
        Words("Aanleveringen", "Submissions"),
        Words(
            "Wat een partij heeft aangeleverd, zonder persoonsgegevens, en wat er bij het lezen van gevonden is; alleen"
            " voor die partij.",
            "What a party sent, without personal data, and what was found in reading it; for that party alone.",
        ),
        (PROCUREMENT,),
        (
            Distribution(
                "submissions", "ingest", "/submissions", "application/json", Words("Aanleveringen", "Submissions")
            ),
        ),
    ),
    Dataset(
        "procedures",
        "RESTRICTED",
        Words("Aanbestedingsprocedures", "Procurement procedures"),
        Words(
            "Procedures, percelen en gunningen zoals afgeleid uit kennisgevingen, met per thema de vindplaats.",
            "Procedures, lots and awards as derived from notices, with the place in the notice for each theme.",
        ),
        (PROCUREMENT, SUSTAINABLE),
        (
            Distribution("procedures", "ingest", "/procedures", "application/json", Words("Procedures", "Procedures")),
            Distribution("changes", "ingest", "/changes", "application/json", Words("Wijzigingen", "Changes")),
        ),
    ),
    Dataset(
        "open-procedures",
        "PUBLIC",
        Words("Aanbestedingsprocedures als open data", "Procurement procedures as open data"),
        Words(
            "Procedures, percelen, gunningen en contracten per jaar als OCDS 1.1 en als RDF (ePO), zonder token.",
            "Procedures, lots, awards and contracts by year as OCDS 1.1 and as RDF (ePO), without a token.",
        ),
        (PROCUREMENT, SUSTAINABLE),
        (
            *_IN_BULK,
            Distribution(
                "ocds-releases",
                "ingest",
                "/ocds/releases?year=2025",
                "application/json",
                Words("OCDS-releases: een voorbeeldjaar", "OCDS releases: an example of a year"),
                OCDS,
            ),
            Distribution(
                "ocds-records",
                "ingest",
                "/ocds/records?year=2025",
                "application/json",
                Words("OCDS-records: een voorbeeldjaar", "OCDS records: an example of a year"),
                OCDS,
            ),
            Distribution(
                "rdf-procedures",
                "ingest",
                "/rdf/procedures?year=2025",
                "text/turtle",
                Words("RDF (ePO): een voorbeeldjaar", "RDF (ePO): an example of a year"),
                EPO,
            ),
        ),
        usage_terms="procedures",
    ),
    Dataset(
        "indicators",
        "RESTRICTED",
        Words("Indicatoren", "Indicators"),
        Words(
            "Definities van indicatoren (openbaar) en hun waarden per periode, bestuurslaag, organisatie en thema.",
            "Definitions of indicators (public) and their values by period, tier, organisation and theme.",
        ),
        (SUSTAINABLE, Words("indicatoren", "indicators")),
        (
            Distribution("definitions", "kpi", "/indicators", "application/json", Words("Definities", "Definitions")),
            Distribution(
                "values",
                "kpi",
                "/values?indicators=MKT-P01&from=2025-01&until=2025-12",
                "application/json",
                Words("Waarden: een voorbeeldvraag", "Values: an example of a question"),
            ),
            Distribution(
                "values-csv",
                "kpi",
                "/values?indicators=MKT-P01&from=2025-01&until=2025-12",
                "text/csv",
                Words("Waarden als CSV: een voorbeeldvraag", "Values as CSV: an example of a question"),
            ),
        ),
    ),
)
"""What is there always; their names are those of the datasets that have usage terms."""
