"""Each lot fills in the fields on strategic procurement, without contradiction (indicator ALG-P12)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

STRATEGIC_FIELDS_MISSING: Final = Rule(
    "QUA-105",
    Severity.WARNING,
    "Niet elk perceel vult de velden over strategisch aanbesteden in, of zij spreken elkaar tegen.",
    "Not every lot fills in the fields on strategic procurement, or they contradict each other.",
    Text(
        "Vul BT-06, BT-754 en BT-805 in voor elk perceel, ook als het antwoord nee is.",
        "Fill in BT-06, BT-754 and BT-805 for every lot, also when the answer is no.",
    ),
)
RULE: Final = QualityRule(
    STRATEGIC_FIELDS_MISSING,
    dimension="completeness",
    unit="procedure",
    placed_by="launched",
    term="BT-06",
    applies="r.strategic_fields_complete is not null",
    passes="r.strategic_fields_complete",
)
