"""A procedure was awarded after it was launched."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

AWARDED_BEFORE_LAUNCH: Final = Rule(
    "QUA-304",
    Severity.WARNING,
    "Deze aanbesteding is gegund voordat zij werd aangekondigd.",
    "This procedure was awarded before it was announced.",
    Text(
        "Controleer de dag van gunning (BT-1451) en van verzending (BT-05).",
        "Check the day of award (BT-1451) and of dispatch (BT-05).",
    ),
)
RULE: Final = QualityRule(
    AWARDED_BEFORE_LAUNCH,
    dimension="consistency",
    unit="procedure",
    placed_by="awarded",
    term="BT-1451",
    applies="r.launch_known and r.launched_on is not null",
    passes="r.awarded_on >= r.launched_on",
    shown="r.awarded_on::text",
)
