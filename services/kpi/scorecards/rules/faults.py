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
