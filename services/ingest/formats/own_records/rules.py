"""What can be found in a record that a body keeps itself, whatever carries it."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_CORRECT: Final = Text("Herstel dit en stuur de gegevens opnieuw.", "Correct this and send the record again.")

NOT_JSON: Final = Rule(
    "REC-001",
    Severity.ERROR,
    "Dit is geen geldige JSON: {why}",
    "This is no valid JSON: {why}",
    Text("Herstel de JSON en stuur haar opnieuw.", "Correct the JSON and send it again."),
)
TOO_LARGE: Final = Rule(
    "REC-002",
    Severity.ERROR,
    "Dit is te groot voor een keer: hoogstens {limit} bytes, {elements} waarden en {depth} niveaus.",
    "This is too large for one time: {limit} bytes, {elements} values and {depth} levels at most.",
    Text("Stuur een record per regel (.jsonl).", "Send one record per line (.jsonl)."),
)
NO_OBJECT: Final = Rule(
    "REC-003",
    Severity.ERROR,
    "Hier hoort een object te staan, of een lijst van objecten.",
    "An object should stand here, or a list of objects.",
    _CORRECT,
)
UNPRINTABLE: Final = Rule(
    "REC-018",
    Severity.ERROR,
    "Deze tekst bevat tekens die niet te zien zijn of het beeld sturen; de waarde hierbij noemt ze: [U+202E].",
    "This text holds characters that do not show or that steer a screen; the value here spells them: [U+202E].",
    Text("Laat ze weg.", "Leave them out."),
)
UNKNOWN_FORMAT: Final = Rule(
    "REC-004",
    Severity.ERROR,
    "Dit formaat bestaat niet. Bekend zijn: {known}.",
    "There is no such format. Known are: {known}.",
    _CORRECT,
)
NULL: Final = Rule(
    "REC-005",
    Severity.ERROR,
    "De waarde null betekent niets of alles en wordt daarom niet gelezen.",
    "The value null means nothing or everything, and is therefore not read.",
    Text(
        "Laat het gegeven weg als u er niets over zegt; geef een lege lijst als er geen zijn.",
        "Leave the property out when you say nothing of it; give an empty list when there are none.",
    ),
)
MISSING: Final = Rule(
    "REC-006",
    Severity.ERROR,
    "Dit gegeven ontbreekt: {name}.",
    "This property is missing: {name}.",
    Text("Vul het in.", "Fill it in."),
)
NOT_ONE_OF: Final = Rule(
    "REC-007",
    Severity.ERROR,
    "Deze waarde is er geen van: {known}.",
    "This value is none of: {known}.",
    Text("Kies een van deze waarden.", "Take one of these values."),
)
NO_DAY: Final = Rule(
    "REC-008",
    Severity.ERROR,
    "Dit is geen datum die hier kan staan.",
    "This is no date that can stand here.",
    Text("Schrijf een dag als 2026-06-18.", "Write a day as 2026-06-18."),
)
NO_NUMBER: Final = Rule(
    "REC-009",
    Severity.ERROR,
    "Dit is geen getal dat hier kan staan: {why}.",
    "This is no number that can stand here: {why}.",
    Text("Schrijf een getal met een punt voor de decimalen.", "Write a number with a point before its decimals."),
)
WRONG_FORM: Final = Rule(
    "REC-010",
    Severity.ERROR,
    "Deze waarde heeft niet de vorm die hier hoort: {why}.",
    "This value is not of the form that belongs here: {why}.",
    Text("Zie het schema van dit formaat bij GET /v1/formats.", "See the schema of this format at GET /v1/formats."),
)
UNKNOWN_PROPERTY: Final = Rule(
    "REC-011",
    Severity.WARNING,
    "Dit gegeven kent het formaat niet. Het wordt bewaard en telt niet.",
    "The format does not know this property. It is kept and counts for nothing.",
    Text("Controleer de naam; bekend zijn: {known}.", "Check its name; known are: {known}."),
)
BUYER_UNREADABLE: Final = Rule(
    "REC-012",
    Severity.ERROR,
    "Dit nummer wijst geen organisatie aan: {why}",
    "This number names no organisation: {why}",
    Text(
        "Geef het TOOI-adres, OIN, KvK-nummer of RSIN van de organisatie.",
        "Give the TOOI address, OIN, KvK number or RSIN of the body.",
    ),
)
TOO_MANY_FINDINGS: Final = Rule(
    "REC-013",
    Severity.WARNING,
    "Er zijn nog {number} bevindingen; alleen de eerste staan hier.",
    "There are {number} more findings; only the first stand here.",
    Text("Herstel deze eerst en stuur de gegevens opnieuw.", "Correct these first and send the record again."),
)
NO_ROWS: Final = Rule(
    "REC-014",
    Severity.ERROR,
    "De lijst `rows` is leeg: er is niets ingezonden.",
    "The list `rows` is empty: nothing was sent.",
    _CORRECT,
)
REASON_MISSING: Final = Rule(
    "REC-015",
    Severity.ERROR,
    "Een intrekking noemt haar reden niet.",
    "A withdrawal does not state its reason.",
    Text("Geef bij state = withdrawn een reason.", "Give a reason beside state = withdrawn."),
)
DRAFT: Final = Rule(
    "REC-016",
    Severity.INFO,
    "Dit is een concept: het wordt bewaard en telt nergens.",
    "This is a draft: it is kept and counts nowhere.",
    Text("Stuur het met state = final als het klaar is.", "Send it with state = final when it is ready."),
)
