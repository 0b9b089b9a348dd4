"""What can be wrong with a step of a reporting cycle."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NOT_NOW: Final = Rule(
    "reporting-step-not-now",
    Severity.ERROR,
    "Stap {step} kan niet vanuit {state}.",
    "Step {step} cannot be taken from {state}.",
    Text("Nu kan: {possible}.", "What can be done now: {possible}."),
)
OTHER_PERSON: Final = Rule(
    "reporting-same-person",
    Severity.ERROR,
    "Wie {before} deed, doet {step} niet.",
    "Whoever did {before} does not {step}.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
REASON_NEEDED: Final = Rule(
    "reporting-reason-needed",
    Severity.ERROR,
    "Bij stap {step} hoort een reden.",
    "Step {step} takes a reason.",
    Text("Schrijf waarom.", "Write why."),
)
YEAR_AHEAD: Final = Rule(
    "reporting-year-ahead",
    Severity.ERROR,
    "{year} is nog niet begonnen.",
    "{year} has not begun.",
    Text("Noem dit jaar of een eerder.", "State this year or an earlier one."),
)
