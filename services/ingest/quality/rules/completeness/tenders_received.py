"""Each lot with a result has its number of tenders (COM023 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

TENDERS_RECEIVED_MISSING: Final = Rule(
    "QUA-102",
    Severity.WARNING,
    "Van dit gegunde perceel is niet gezegd hoeveel inschrijvingen er waren.",
    "It is not said how many tenders were received for this awarded lot.",
    Text(
        "Vermeld het aantal inschrijvingen (BT-759, soort tenders).",
        "State the number of tenders (BT-759, of type tenders).",
    ),
)
RULE: Final = QualityRule(
    TENDERS_RECEIVED_MISSING,
    dimension="completeness",
    unit="lot",
    placed_by="awarded",
    term="BT-759",
    applies="r.state is not distinct from 'awarded' and r.tenders_received_state not in ('withheld', 'not-applicable')",
    passes="r.tenders_received_state in ('known', 'conflicting')",
    european="COM023",
)
