"""What can be wrong with the facts of a party."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

IN_USE: Final = Rule(
    "in-use",
    Severity.ERROR,
    "Andere partijen noemen deze als hun {kind}; die soort blijft zij.",
    "Other parties name this one as their {kind}; it stays of that kind.",
    Text("Wijzig eerst die andere partijen.", "Change those other parties first."),
)
WRONG_TIER: Final = Rule(
    "wrong-tier",
    Severity.ERROR,
    "Een dienstverlener koopt niets in en heeft geen overheidslaag; elke andere soort heeft er een.",
    "A service provider buys nothing and has no tier; every other kind has one.",
    Text("Voeg de laag toe, of laat haar weg.", "State the tier, or leave it out."),
)
NO_NAME: Final = Rule(
    "no-name",
    Severity.ERROR,
    "Een partij heeft ten minste een naam.",
    "A party has at least one name.",
    Text("Noem haar naam.", "State its name."),
)
GAP: Final = Rule(
    "gap",
    Severity.ERROR,
    "{what}",
    "{what}",
    Text(
        "Laat elke naam beginnen waar de vorige eindigt, en de laatste zonder einde.",
        "Let each name begin where the one before ends, and the last one have no end.",
    ),
)
DUPLICATE_IDENTIFIER: Final = Rule(
    "duplicate-identifier",
    Severity.ERROR,
    "Dit nummer of adres staat al in de lijst, op een deel van dezelfde dagen.",
    "This identifier stands in the list already, on some of the same days.",
    Text("Noem het een keer.", "Name it once."),
)
HELD_BY_ANOTHER: Final = Rule(
    "held-by-another",
    Severity.ERROR,
    "{holder} heeft dit nummer of adres op een deel van dezelfde dagen.",
    "{holder} has this identifier on some of the same days.",
    Text("Controleer welke van beide partijen het heeft.", "Check which of the two parties has it."),
)
CYCLE: Final = Rule(
    "cycle",
    Severity.ERROR,
    "De partij zou onder zichzelf vallen of zichzelf opvolgen{before}.",
    "The party would be its own ancestor or successor{before}.",
    Text("Noem een andere partij.", "Name another party."),
)
UNKNOWN_PROVINCE: Final = Rule(
    "unknown-province",
    Severity.ERROR,
    "Deze provincie staat niet in het register.",
    "The register has no other province with this key.",
    Text("Zoek haar sleutel op met GET /v1/parties.", "Look up its key with GET /v1/parties."),
)
UNKNOWN_ASSOCIATION: Final = Rule(
    "unknown-association",
    Severity.ERROR,
    "Deze koepel staat niet in het register.",
    "The register has no other umbrella association with this key.",
    Text("Zoek haar sleutel op met GET /v1/parties.", "Look up its key with GET /v1/parties."),
)
OVERLAPPING_MEMBERSHIP: Final = Rule(
    "overlapping-membership",
    Severity.ERROR,
    "Dit lidmaatschap staat al in de lijst, op een deel van dezelfde dagen.",
    "This membership stands in the list already, on some of the same days.",
    Text("Noem het een keer.", "Name it once."),
)
OVERLAPPING_NAME: Final = Rule(
    "overlapping-name",
    Severity.ERROR,
    "Deze naam overlapt in tijd met een eerdere in de lijst.",
    "This name overlaps with one before it in the list.",
    Text("Laat elke naam beginnen waar de vorige eindigt.", "Let each name begin where the one before ends."),
)
OVERLAPPING_LISTING: Final = Rule(
    "overlapping-listing",
    Severity.ERROR,
    "Dit overlapt in tijd met een eerdere in de lijst.",
    "This overlaps with one before it in the list.",
    Text("Laat elke regel beginnen waar de vorige eindigt.", "Let each entry begin where the one before ends."),
)
