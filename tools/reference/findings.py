"""docs/reference/findings.md: every rule that can fire, with its severity and both texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.ingest.formats.eforms import rules as eforms_rules
from services.ingest.formats.ocds import rules as ocds_rules
from services.ingest.procedures.rules import findings as of_procedures
from services.ingest.processing import findings as of_intake
from services.registry.parties.schemas.answers import FINDING_TEXTS
from shared.procurement.finding import Finding
from tools.reference.markdown import code, page, table


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the page shows it."""

    id: str
    severity: str
    nl: str
    en: str


def findings_page() -> str:
    """Every rule, by where it fires."""
    return page(
        "Findings",
        "*error*: this record is refused, the others go on. *warning*: kept, but something in it does not count. "
        "*info*: worth knowing. Words in braces are filled in per finding. A finding names its place in the kept copy "
        "(XPath in XML, JSON Pointer in JSON) and carries the sender's own key.",
        _part("Submissions (ING)", "About a record as a piece of what was sent, whatever its format.", intake_rules()),
        _part("eForms (EF)", "About one notice in XML, or a zip or tar of many.", eforms_rules_shown()),
        _part("OCDS (OC)", "About one release, or the package or lines it came in.", ocds_rules_shown()),
        _part(
            "Procedures (CMP)",
            "About all notices of a procedure together. They stand on the procedure (`GET /v1/procedures/{id}`).",
            procedure_rules(),
        ),
        _lists(),
    )


def intake_rules() -> list[Rule]:
    """Rules about a record as a piece of a submission."""
    found = (
        of_intake.no_right_to_send(""),
        of_intake.no_buyer(),
        of_intake.too_many_notices(2000),
        of_intake.rehearsal(),
        of_intake.outdated_mandates(datetime(2026, 1, 1, tzinfo=UTC)),
        of_intake.could_not_process(""),
    )
    return [_of_finding(one) for one in found]


def eforms_rules_shown() -> list[Rule]:
    """Rules about eForms notices and their containers."""
    return [Rule(name, rule.severity.value, rule.nl, rule.en) for name, rule in eforms_rules.RULES.items()]


def ocds_rules_shown() -> list[Rule]:
    """Rules about OCDS releases."""
    return [_of_finding(ocds_rules.finding(rule, "")) for rule in ocds_rules.Rule]


def procedure_rules() -> list[Rule]:
    """Rules about procedures."""
    return [Rule(rule.id, rule.severity.value, rule.nl, rule.en) for rule in of_procedures.RULES]


def _of_finding(finding: Finding) -> Rule:
    return Rule(finding.rule, finding.severity.value, finding.nl, finding.en)


def _part(title: str, about: str, rules: Iterable[Rule]) -> list[str]:
    rows = [(code(rule.id), rule.severity, rule.nl, rule.en) for rule in rules]
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
