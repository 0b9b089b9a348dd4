"""An awarded value is no row of equal or counting digits (ACC004 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

AMOUNT_OF_ONE_DIGIT: Final = Rule(
    "QUA-201",
    Severity.WARNING,
    "Dit bedrag is een rij gelijke of oplopende cijfers; zo'n bedrag is zelden bedoeld.",
    "This amount is a row of equal or counting digits; such an amount is seldom meant.",
    Text(
        "Controleer het bedrag (BT-720), en stuur een verbeterde aankondiging.",
        "Check the amount (BT-720), and send a corrected notice.",
    ),
)
RULE: Final = QualityRule(
    AMOUNT_OF_ONE_DIGIT,
    dimension="validity",
    unit="lot",
    placed_by="awarded",
    term="BT-720",
    applies="r.awarded_value is not null",
    passes="trunc(r.awarded_value)::text !~ "
    "'^(1{5,}|2{5,}|3{5,}|4{5,}|5{5,}|6{5,}|7{5,}|8{5,}|9{5,}|12345(6(7(8(90?)?)?)?)?)$'",
    shown="r.awarded_value::text",
    european="ACC004",
)
