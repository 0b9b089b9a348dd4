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
NO_XML: Final = Rule(
    "EF-055",
    Severity.INFO,
    "Dit is geen XML-bestand en is overgeslagen.",
    "This is no XML file and was skipped.",
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
    Text("Pak XML-bestanden in, elk met een aankondiging.", "Pack XML files, each with one notice."),
)
