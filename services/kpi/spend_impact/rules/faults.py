"""What can be wrong with a question about the impact of spend."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

UNKNOWN_GROUPING: Final = Rule(
    "spend-impact-grouping",
    Severity.ERROR,
    "Uitgaven zijn niet te groeperen op {name}.",
    "Spend cannot be grouped by {name}.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
UNKNOWN_MEASURE: Final = Rule(
    "spend-impact-measure",
    Severity.ERROR,
    "De factorset heeft geen factoren voor {name}.",
    "The factor set has no factors for {name}.",
    Text("Kies uit: {known}.", "Choose one of {known}."),
)
