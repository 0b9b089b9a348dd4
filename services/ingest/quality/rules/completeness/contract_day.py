"""Each contract of a result has the day on which it was concluded (COM022 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

CONTRACT_WITHOUT_DAY: Final = Rule(
    "QUA-101",
    Severity.WARNING,
    "Van dit contract zegt geen enkele aankondiging op welke dag het is gesloten.",
    "No notice says on which day this contract was concluded.",
    Text(
        "Vermeld de dag van sluiting (BT-145) in de aankondiging van de gunning.",
        "State the day of conclusion (BT-145) in the result notice.",
    ),
)
RULE: Final = QualityRule(
    CONTRACT_WITHOUT_DAY,
    dimension="completeness",
    unit="contract",
    placed_by="awarded",
    term="BT-145",
    applies="jsonb_path_exists(r.contract, '$.statements[*] ? (@.stage == \"result\")')",
    passes="jsonb_path_exists(r.contract, '$.statements[*].signed_on ? (@ != null)')",
    european="COM022",
)
