"""The total of the result (BT-161) and the sum of the winning tenders (BT-720) agree."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

TOTALS_DIFFER: Final = Rule(
    "QUA-301",
    Severity.WARNING,
    "Het totaal en de som van de inschrijvingen verschillen meer dan een factor drie.",
    "The total and the sum of the tenders differ by more than a factor three.",
    Text(
        "Controleer BT-161 en BT-720; tot de verbetering telt geen van beide.",
        "Check BT-161 and BT-720; until it is corrected neither counts.",
    ),
)
RULE: Final = QualityRule(
    TOTALS_DIFFER,
    dimension="consistency",
    unit="procedure",
    placed_by="awarded",
    term="BT-161",
    applies="r.state = 'awarded'",
    passes='not r.findings @> \'[{"rule": "CMP-006"}]\'',
)
