"""What can be wrong with a definition card, its expressions apart."""

from dataclasses import replace
from typing import Final

from shared.procurement.finding import Finding, Rule, Severity, Text


class CardError(ValueError):
    """A card is refused: `findings` say what is wrong and where in the card (at which character of an expression:
    `offset`), `card` which one it is.
    """

    def __init__(self, *findings: Finding, card: str = "", offset: int = 0) -> None:
        self.findings = findings
        self.offset = offset
        where = [" ".join(filter(None, (card, finding.location))) for finding in findings]
        super().__init__(
            " ".join(
                ": ".join(filter(None, (place, finding.en))) for place, finding in zip(where, findings, strict=True)
            )
        )

    def inside(self, card: str, location: str) -> "CardError":
        """The same faults, in this property of this card."""
        return CardError(
            *(replace(finding, location=location + finding.location) for finding in self.findings),
            card=card,
            offset=self.offset,
        )


NO_TOML: Final = Rule(
    "card-no-toml",
    Severity.ERROR,
    "Dit is geen TOML: {cause}.",
    "This is no TOML: {cause}.",
    Text("Verbeter de genoemde regel en kolom.", "Mend the line and column named."),
)
CHANGED: Final = Rule(
    "card-changed",
    Severity.ERROR,
    "Deze kaart verschilt van de kaart die onder deze versie bewaard is.",
    "This card differs from the one stored under this version.",
    Text(
        "Een definitie verandert nooit onder dezelfde versie: geef de kaart een nieuwe versie.",
        "A definition never changes under the same version: give the card a new version.",
    ),
)
NOT_COUNTED_ON: Final = Rule(
    "not-counted-on",
    Severity.ERROR,
    "{card} telt niet op {asked}.",
    "{card} is not counted on {asked}.",
    Text("Wel op: {known}.", "It is on {known}."),
)
WRONG_KIND: Final = Rule(
    "card-kind",
    Severity.ERROR,
    "Een maat van de soort {kind} noemt {wanted}; deze noemt {given}.",
    "A measure of kind {kind} states {wanted}; this one states {given}.",
    Text("Noem wat bij de soort hoort en niets anders.", "State what belongs to the kind and nothing else."),
)
WEIGHT: Final = Rule(
    "card-weight",
    Severity.ERROR,
    "Alleen een aandeel heeft een gewicht.",
    "Only a share has a weight.",
    Text("Laat het weg.", "Leave it out."),
)
SCALE: Final = Rule(
    "card-scale",
    Severity.ERROR,
    "Een schaal hoort bij een gemiddelde of een stand, een stand heeft er een, en zij loopt van laag naar hoog.",
    "A scale is for a mean or a state, a state has one, and it goes from low to high.",
    Text("Noem haar waar zij hoort, of draai haar om.", "State it where it belongs, or turn it round."),
)
OF_REGISTER: Final = Rule(
    "card-of-register",
    Severity.ERROR,
    "Alleen een aantal organisaties kan een deel van het register zijn.",
    "Only a number of bodies can be a share of the register.",
    Text("Laat of_register weg.", "Leave of_register out."),
)
HOURS: Final = Rule(
    "card-hours",
    Severity.ERROR,
    "Alleen een som die over maanden wordt opgeteld kan in banen worden uitgedrukt.",
    "Only a sum that adds up over months can be shown in jobs.",
    Text("Laat hours_per_week weg.", "Leave hours_per_week out."),
)
UNKNOWN_FACT: Final = Rule(
    "card-unknown-fact",
    Severity.ERROR,
    "Het feit {fact} bestaat niet.",
    "The fact {fact} does not exist.",
    Text("Kies uit: {known}.", "Choose one of {known}."),
)
OTHER_UNIT: Final = Rule(
    "card-other-unit",
    Severity.ERROR,
    "Een rij van het feit {fact} is niet één {given}.",
    "A row of the fact {fact} is not one {given}.",
    Text("Schrijf {unit}.", "Write {unit}."),
)
NO_DIMENSION: Final = Rule(
    "card-no-dimension",
    Severity.ERROR,
    "Het feit {fact} heeft geen dimensie {name}.",
    "The fact {fact} has no dimension {name}.",
    Text("Laat haar weg.", "Leave it out."),
)
DIMENSION_OF_FACT: Final = Rule(
    "card-dimension-of-fact",
    Severity.ERROR,
    "Een cijfer over het feit {fact} geldt alleen per {names}: anders was het een totaal van ongelijke dingen.",
    "A figure of the fact {fact} holds per {names} alone: else it would be a total of unlike things.",
    Text("Noem deze dimensies in required_dimensions.", "Name these dimensions in required_dimensions."),
)
NO_DATE: Final = Rule(
    "card-no-date",
    Severity.ERROR,
    "Het feit {fact} telt niet op {column}.",
    "The fact {fact} is not counted on {column}.",
    Text("Kies uit: {known}.", "Choose one of {known}."),
)
SAME_DATE: Final = Rule(
    "card-same-date",
    Severity.ERROR,
    "Een variant is de datum waarop de kaart al telt.",
    "A variant is the date the card is counted on already.",
    Text("Laat hem weg.", "Leave it out."),
)
