"""What can be wrong with a question about plans."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

UNKNOWN_STATE: Final = Rule(
    "plan-unknown-state",
    Severity.ERROR,
    "Deze toestand bestaat niet.",
    "There is no such state.",
    Text("Kies uit: {known}.", "Choose from: {known}."),
)
UNKNOWN_KIND: Final = Rule(
    "plan-unknown-kind",
    Severity.ERROR,
    "Zo iets staat niet in de lijst.",
    "There is no such kind of item.",
    Text("Kies uit: {known}.", "Choose from: {known}."),
)
