"""docs/reference/findings.md: every rule that can fire, with its severity and both texts."""

from types import ModuleType

from services.ingest.formats import container_rules
from services.ingest.formats.eforms import rules as eforms_rules
from services.ingest.formats.ocds import rules as ocds_rules
from services.ingest.procedures.rules import findings as of_procedures
from services.ingest.processing import findings as of_intake
from services.registry.parties.schemas.answers import FINDING_TEXTS
from shared.procurement.finding import catalogue
from tools.reference.markdown import code, page, table


def findings_page() -> str:
    """Every rule, by where it fires."""
    return page(
        "Findings",
        "*error*: this record is refused, the others go on. *warning*: kept, but something in it does not count. "
        "*info*: worth knowing. Words in braces are filled in per finding. A finding names its place in the kept copy "
        "(XPath in XML, JSON Pointer in JSON) and carries the sender's own key.",
        _part("Submissions (ING)", "About a record as a piece of what was sent, whatever its format.", of_intake),
        _part("eForms (EF)", "About one notice in XML, or a zip or tar of many.", eforms_rules, container_rules),
        _part("OCDS (OC)", "About one release, or the package or lines it came in.", ocds_rules),
        _part(
            "Procedures (CMP)",
            "About all notices of a procedure together. They stand on the procedure (`GET /v1/procedures/{id}`).",
            of_procedures,
        ),
        _lists(),
    )


def _part(title: str, about: str, *modules: ModuleType) -> list[str]:
    rows = [(code(rule.code), rule.severity, *rule.said) for rule in catalogue(*modules).values()]
    return [f"## {title}", "", about, "", *table(("rule", "severity", "Nederlands", "English"), rows)]


def _lists() -> list[str]:
    rows = [(code(problem), nl, en) for problem, (nl, en) in FINDING_TEXTS.items()]
    return [
        "## Lists of organisations",
        "",
        "What `ppds parties import` and `POST /v1/parties/_import` can say about a line of a list.",
        "",
        *table(("problem", "Nederlands", "English"), rows),
    ]
