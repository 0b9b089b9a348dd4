"""The day of an award is one that can be believed."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

AWARD_DAY_ODD: Final = Rule(
    "QUA-205",
    Severity.WARNING,
    "Een dag van gunning of contract van deze aanbesteding kan niet kloppen; hij geldt als onbekend.",
    "A day of award or contract of this procedure cannot be right; it counts as unknown.",
    Text(
        "Controleer BT-1451 en BT-145, en stuur een verbeterde aankondiging.",
        "Check BT-1451 and BT-145, and send a corrected notice.",
    ),
)
RULE: Final = QualityRule(
    AWARD_DAY_ODD,
    dimension="validity",
    unit="procedure",
    placed_by="launched",
    term="BT-1451",
    applies="r.state = 'awarded'",
    passes='not r.findings @> \'[{"rule": "CMP-010"}]\'',
)
