"""A lot received fewer than 250 tenders (ACC006 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

TOO_MANY_TENDERS: Final = Rule(
    "QUA-202",
    Severity.WARNING,
    "Dit perceel zou 250 of meer inschrijvingen hebben gekregen.",
    "This lot is said to have received 250 tenders or more.",
    Text(
        "Controleer het aantal (BT-759); het telt mee zoals het er staat.",
        "Check the number (BT-759); it counts as it stands.",
    ),
)
RULE: Final = QualityRule(
    TOO_MANY_TENDERS,
    dimension="validity",
    unit="lot",
    placed_by="awarded",
    term="BT-759",
    applies="r.tenders_received is not null",
    passes="r.tenders_received < 250",
    shown="r.tenders_received::text",
    european="ACC006",
)
