"""What can be found in a publication of TenderNed."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NOT_JSON: Final = Rule(
    "TN-001",
    Severity.ERROR,
    "Dit is geen JSON.",
    "This is no JSON.",
    Text("Stuur de publicatie zoals TenderNed haar geeft.", "Send the publication as TenderNed gives it."),
)
TOO_LARGE: Final = Rule(
    "TN-002",
    Severity.ERROR,
    "De publicatie is te groot: hoogstens {limit} bytes, {depth} diep.",
    "The publication is too large: {limit} bytes at most, {depth} deep.",
    Text("Stuur elke publicatie apart.", "Send each publication by itself."),
)
NO_ID: Final = Rule(
    "TN-003",
    Severity.ERROR,
    "De publicatie heeft geen publicatieId.",
    "The publication has no publicatieId.",
    Text("Vraag haar op bij /v2/publicaties/<publicatieId>.", "Ask for it at /v2/publicaties/<publicatieId>."),
)
NO_BUYER: Final = Rule(
    "TN-010",
    Severity.WARNING,
    "De publicatie noemt geen opdrachtgever.",
    "The publication names no buyer.",
    Text("Vermeld opdrachtgeverNaam.", "State opdrachtgeverNaam."),
)
UNKNOWN_CODE: Final = Rule(
    "TN-011",
    Severity.WARNING,
    "Deze code van TenderNed ({field}) is niet bekend. Gelezen als onbekend.",
    "This code of TenderNed ({field}) is not known. Read as unknown.",
    Text("Gebruik een code uit de documentatie van TenderNed.", "Use a code of TenderNed's documentation."),
)
UNREADABLE: Final = Rule(
    "TN-012",
    Severity.WARNING,
    "Dit veld ({field}) is niet leesbaar. Gelezen als onbekend.",
    "This field ({field}) is not readable. Read as unknown.",
    Text("Controleer het veld.", "Check the field."),
)
SAYS_LITTLE: Final = Rule(
    "TN-013",
    Severity.INFO,
    "De JSON van een publicatie noemt geen percelen, winnaars, inschrijvingen en bedragen; die zijn onbekend.",
    "The JSON of a publication names no lots, winners, tenders and amounts; they are unknown.",
    Text("Stuur de eForms-aankondiging van de publicatie liever.", "Rather send the eForms notice of the publication."),
)
