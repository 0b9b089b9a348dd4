"""Each procedure with a call has an estimated value."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

ESTIMATE_MISSING: Final = Rule(
    "QUA-104",
    Severity.WARNING,
    "De geraamde waarde van deze aanbesteding is niet bekend.",
    "The estimated value of this procedure is not known.",
    Text(
        "Vermeld de raming (BT-27); is zij vertrouwelijk, zeg dat dan met BT-195.",
        "State the estimate (BT-27); if it is confidential, say so with BT-195.",
    ),
)
RULE: Final = QualityRule(
    ESTIMATE_MISSING,
    dimension="completeness",
    unit="procedure",
    placed_by="launched",
    term="BT-27",
    applies="r.launch_known",
    passes="r.estimated_value is not null",
)
