"""What can be wrong with a question that compares bodies."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NO_MEMBERS: Final = Rule(
    "no-members",
    Severity.ERROR,
    "{party} is geen koepel met leden die inkopen.",
    "{party} is no umbrella association with members that buy.",
    Text(
        "Zoek de koepel op met GET /v1/parties?name= van het register.",
        "Look the association up with GET /v1/parties?name= of the registry.",
    ),
)
NO_CRITERION: Final = Rule(
    "unknown-peers",
    Severity.ERROR,
    "{name} is geen kenmerk waarop organisaties te vergelijken zijn.",
    "{name} is nothing by which bodies can be compared.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
