"""What can be found in a zip or tar of many notices."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

UNREADABLE_ARCHIVE: Final = Rule(
    "EF-050",
    Severity.ERROR,
    "Dit bestand is geen leesbare {kind}, of het is vanaf hier beschadigd. Wat ervoor stond is gelezen.",
    "This file is no readable {kind}, or it is damaged from here on. What stood before was read.",
    Text("Pak het opnieuw in en stuur het nog eens.", "Pack it again and send it once more."),
)
DAMAGED_ENTRY: Final = Rule(
    "EF-051",
    Severity.ERROR,
    "Dit bestand in de {kind} is beschadigd en niet gelezen. De rest gaat door.",
    "This file in the {kind} is damaged and was not read. The rest goes on.",
    Text("Stuur dit bestand opnieuw.", "Send this file again."),
)
ENCRYPTED_ENTRY: Final = Rule(
    "EF-052",
    Severity.ERROR,
    "Dit bestand in de {kind} is versleuteld.",
    "This file in the {kind} is encrypted.",
    Text("Stuur het zonder wachtwoord.", "Send it without a password."),
)
ENTRY_TOO_LARGE: Final = Rule(
    "EF-053",
    Severity.ERROR,
    "Dit bestand is uitgepakt te groot: hoogstens {limit} bytes, en hoogstens {ratio} keer zo groot als ingepakt.",
    "This file is too large when unpacked: {limit} bytes at most, and {ratio} times its packed size at most.",
    Text("Splits het.", "Split it."),
)
ARCHIVE_TOO_LARGE: Final = Rule(
    "EF-054",
    Severity.ERROR,
    "De {kind} bevat te veel: hoogstens {entries} bestanden en {limit} bytes uitgepakt. Wat hierna komt is niet "
    "gelezen.",
    "The {kind} holds too much: {entries} files and {limit} bytes unpacked at most. What comes after this was not "
    "read.",
    Text("Stuur het in delen.", "Send it in parts."),
)
NOT_SENT: Final = Rule(
    "EF-055",
    Severity.INFO,
    "Dit bestand hoort niet bij wat is ingezonden (verborgen, of geen gewoon bestand) en is overgeslagen.",
    "This file is no part of what was sent (hidden, or no ordinary file) and was skipped.",
)
UNKNOWN_PACKING: Final = Rule(
    "EF-056",
    Severity.ERROR,
    "Dit bestand in de {kind} is ingepakt met een methode die hier niet wordt gelezen.",
    "This file in the {kind} is packed with a method that is not read here.",
    Text("Gebruik deflate.", "Use deflate."),
)
EMPTY_ARCHIVE: Final = Rule(
    "EF-057",
    Severity.ERROR,
    "Deze {kind} bevat geen enkele aankondiging.",
    "This {kind} holds no notice at all.",
    Text("Pak bestanden in met een formaat van /v1/formats.", "Pack files in a format of /v1/formats."),
)
NO_FORMAT: Final = Rule(
    "EF-058",
    Severity.ERROR,
    "Aan de naam van dit bestand is geen formaat te zien dat hier wordt gelezen, dus het is niet gelezen.",
    "The name of this file tells no format that is read here, so it was not read.",
    Text(
        "Geef het een naam die het formaat noemt (zie /v1/formats), of laat het weg.",
        "Give it a name that tells its format (see /v1/formats), or leave it out.",
    ),
)
