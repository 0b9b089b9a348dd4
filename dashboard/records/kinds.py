"""Which records of one's own have a form, and where; each comes from its data contract."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dashboard.page.language import sentence


@dataclass(frozen=True, slots=True)
class RecordForm:
    """One kind of record: its data contract, its collection at ingest, and what it takes to keep one."""

    contract: str
    collection: str
    words: str
    lead: str
    suppliers: bool = False
    """Whether a supplier keeps one too."""


FORMS: Final[Mapping[str, RecordForm]] = {
    "registratie": RecordForm(
        "ppds-registration",
        "registrations",
        sentence("Inkoop onder de drempel"),
        sentence("Wat u kocht zonder aankondiging: een regel per opdracht."),
    ),
    "contract": RecordForm(
        "ppds-contract",
        "contracts",
        sentence("Contract met afspraken"),
        sentence("Wat u met een leverancier afsprak, per thema, en wanneer het gehaald moet zijn."),
    ),
    "nakoming": RecordForm(
        "ppds-performance-report",
        "performance-reports",
        sentence("Nakomingsrapportage"),
        sentence("Wat er van de afspraken van een contract is gekomen."),
        suppliers=True,
    ),
    "meting": RecordForm(
        "ppds-measurement",
        "measurements",
        sentence("Meting van uw organisatie"),
        sentence("Verbruik en hoeveelheden van uw hele organisatie."),
    ),
    "programma": RecordForm(
        "ppds-programme-record",
        "programme-records",
        sentence("Programma en kennis"),
        sentence("Bijeenkomsten, deelname, normen en beoordelingen."),
    ),
    "ondertekening": RecordForm(
        "ppds-signature",
        "signatures",
        sentence("Ondertekening van het manifest"),
        sentence("Dat uw organisatie het Manifest MVOI ondertekende."),
    ),
    "plan": RecordForm(
        "ppds-plan",
        "plans",
        sentence("Actieplan of categorieplan"),
        sentence("Thema's, doelen en acties van een plan."),
    ),
    "beoordeling": RecordForm(
        "ppds-plan-assessment",
        "plan-assessments",
        sentence("Beoordeling van een plan"),
        sentence("Hoe een plan langs de criteria ligt, en de adviezen."),
    ),
    "taak": RecordForm(
        "ppds-task",
        "tasks",
        sentence("Taak"),
        sentence("Wie iets doet, voor welke dag, en naar wie het anders gaat."),
    ),
}
