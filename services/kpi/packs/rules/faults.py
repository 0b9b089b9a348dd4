"""What can be wrong with drawing up or deciding on a pack."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR

ORGANISATION_NEEDED: Final = Rule(
    "pack-organisation-needed",
    _ERROR,
    "Een stand van zaken is van een organisatie.",
    "A yearly status is of one body.",
    Text("Noem haar sleutel bij organisation.", "State its key at organisation."),
)
NO_ORGANISATION: Final = Rule(
    "pack-no-organisation",
    _ERROR,
    "Dit pakket gaat over allen, niet over een organisatie.",
    "This pack is about all, not about one body.",
    Text("Laat organisation weg.", "Leave organisation out."),
)
YEARS_NEEDED: Final = Rule(
    "pack-years",
    _ERROR,
    "Alleen een evaluatie gaat over meer dan een jaar: over 2.5 of 5.",
    "Only an evaluation is about more than one year: about 2.5 or 5.",
    Text("Noem bij evaluation years 2.5 of 5, en laat het anders weg.", "State years 2.5 or 5 for an evaluation only."),
)
TOO_EARLY: Final = Rule(
    "pack-too-early",
    _ERROR,
    "Het jaar {year} is nog niet voorbij.",
    "The year {year} is not over yet.",
    Text("Neem een eerder jaar.", "Take an earlier year."),
)
SAME_PERSON: Final = Rule(
    "pack-same-person",
    _ERROR,
    "Wie een pakket opmaakt, stelt het niet zelf vast.",
    "Whoever draws up a pack does not approve it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
