"""Each buyer of a procedure is a party of the register."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

BUYER_NOT_LINKED: Final = Rule(
    "QUA-107",
    Severity.WARNING,
    "Een van de inkopers van deze aanbesteding hoort bij geen partij in het register.",
    "One of the buyers of this procedure matches no party of the register.",
    Text(
        "Vermeld zijn OIN, KvK-nummer of TOOI-adres (BT-501), of vraag de beheerder hem te koppelen.",
        "State its OIN, KvK number or TOOI address (BT-501), or ask the administrator to link it.",
    ),
)
RULE: Final = QualityRule(
    BUYER_NOT_LINKED,
    dimension="completeness",
    unit="procedure",
    placed_by="launched",
    term="BT-501",
    applies="true",
    passes="not r.buyers @> '[{\"party\": null}]'",
)
