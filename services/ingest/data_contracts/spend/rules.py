"""What can be found in the lines of spend, whatever carries them."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NATURAL_PERSON: Final = Rule(
    "SPE-003",
    Severity.INFO,
    "De leverancier is hier en in {others} andere regels een natuurlijk persoon; de naam is weg, de regel telt.",
    "Here and in {others} other rows a natural person is the supplier; the name is not kept, the row counts.",
    Text("Is het een onderneming, geef dan haar KvK-nummer.", "If it is a firm, give its trade register number."),
)
UNKNOWN_CATEGORY: Final = Rule(
    "SPE-004",
    Severity.WARNING,
    "Deze categorie staat in geen lijst; zij telt onder haar eigen naam, en van keten en ISV is niets bekend.",
    "This category is on no list; it counts by its own name, and of chain and social conditions nothing is known.",
    Text(
        "{meant}Bekend zijn de productketens, de inkoopcategorieën van het Rijk en de ISV-categorieën.",
        "{meant}Known are the product chains, the purchasing categories of the Rijk and the ISV categories.",
    ),
)
MORE_UNKNOWN: Final = Rule(
    "SPE-009",
    Severity.WARNING,
    "Nog {number} andere categorieën staan in geen lijst.",
    "{number} more categories are on no list.",
    Text("Gebruik de namen van de lijst; de regels tellen mee.", "Use the names of the list; the lines count."),
)
TOTALS_DIFFER: Final = Rule(
    "SPE-005",
    Severity.WARNING,
    "Van deze categorie staat er meer dan een totaal; de regels per leverancier zijn opgeteld.",
    "There is more than one total of this category; its rows by supplier are added up.",
    Text("Laat er een staan.", "Leave one."),
)
GRAND_TOTAL: Final = Rule(
    "SPE-006",
    Severity.INFO,
    "Dit is een totaal van alle categorieën; het telt niet nog eens mee.",
    "This is a total of all categories; it is not counted again.",
)
ROW_APART: Final = Rule(
    "SPE-007",
    Severity.ERROR,
    "Deze regel past niet bij de andere van dit bestand.",
    "This row does not fit the others of this file.",
    Text("Controleer elke cel en stuur een nieuwe versie.", "Check each cell and send a new version."),
)
TOO_MANY_LINES: Final = Rule(
    "SPE-008",
    Severity.ERROR,
    "Dit zijn te veel regels voor een keer: hoogstens {most} met een sleutel.",
    "These are too many rows for one time: {most} of one key at most.",
    Text("Geef elke categorie een eigen sleutel, of stuur een jaar per keer.",
         "Give each category a key of its own, or send one year at a time."),
)  # fmt: skip
