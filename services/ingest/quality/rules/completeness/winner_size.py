"""Each winner says whether it is a small or medium-sized enterprise (COM025 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

WINNER_WITHOUT_SIZE: Final = Rule(
    "QUA-103",
    Severity.WARNING,
    "Van deze winnaar is de grootte van de onderneming niet bekend.",
    "The size of the winner's enterprise is not known.",
    Text(
        "Vermeld de grootte van elke winnaar (BT-165).",
        "State the size of every winner (BT-165).",
    ),
)
RULE: Final = QualityRule(
    WINNER_WITHOUT_SIZE,
    dimension="completeness",
    unit="winner",
    placed_by="awarded",
    term="BT-165",
    applies="true",
    passes="r.sme is not null",
    european="COM025",
)
