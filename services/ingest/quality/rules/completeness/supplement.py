"""Each awarded procedure has the supplement of its buyer."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

SUPPLEMENT_MISSING: Final = Rule(
    "QUA-106",
    Severity.WARNING,
    "Bij deze gegunde aanbesteding is geen MVOI-aanvulling van de inkoper.",
    "This awarded procedure has no supplement of its buyer.",
    Text(
        "Vul de aanvulling in; alleen wat nog ontbreekt wordt gevraagd.",
        "Fill in the supplement; only what is still missing is asked.",
    ),
)
RULE: Final = QualityRule(
    SUPPLEMENT_MISSING,
    dimension="completeness",
    unit="procedure",
    placed_by="awarded",
    term="MVOI",
    applies="r.state = 'awarded'",
    passes="r.supplemented",
)
