"""What can be wrong with a definition card: its properties, and the expressions of its measure."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from services.kpi.definitions.facts.declaration import ColumnType
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


def named(kind: ColumnType) -> Text:
    """What a type is called in a sentence."""
    return _TYPES[kind]


_TYPES: Final[Mapping[ColumnType, Text]] = MappingProxyType(
    {
        ColumnType.TEXT: Text("tekst", "text"),
        ColumnType.BOOLEAN: Text("ja/nee", "boolean"),
        ColumnType.NUMBER: Text("getal", "number"),
        ColumnType.DATE: Text("dag", "date"),
    }
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
UNREADABLE: Final = Rule(
    "card-unreadable",
    Severity.ERROR,
    "Dit is niet als één uitdrukking te lezen: {text}.",
    "This cannot be read as one expression: {text}.",
    Text(
        "Schrijf er precies één, zonder teken dat mist of te veel is.",
        "Write exactly one, with no sign missing or left.",
    ),
)
EMPTY: Final = Rule(
    "card-empty",
    Severity.ERROR,
    "De uitdrukking is leeg.",
    "The expression is empty.",
    Text("Schrijf `true` voor alles.", "Write `true` for all."),
)
TOO_LONG: Final = Rule(
    "card-too-long",
    Severity.ERROR,
    "De uitdrukking heeft {count} tekens of woorden; ten hoogste {most} mogen er zijn.",
    "The expression has {count} characters or words; at most {most} are allowed.",
    Text("Schrijf haar korter.", "Write it shorter."),
)
FORBIDDEN_CHARACTER: Final = Rule(
    "card-character",
    Severity.ERROR,
    "Teken {character} (nummer {number}) hoort niet bij de taal van kaarten.",
    "Character {character} (number {number}) is not part of the language of cards.",
    Text(
        "Alleen gewone letters, cijfers, liggend streepje, aanhalingstekens, haakjes, komma, punt en < > = ! + - *; een"
        " uitroepteken alleen in !=, en twee koppeltekens nooit, want dat is commentaar.",
        "Plain letters, digits, underscore, quotes, brackets, comma, point and < > = ! + - * only; an exclamation mark"
        " in != only, and two hyphens never, for they start a comment.",
    ),
)
TOO_DEEP: Final = Rule(
    "card-too-deep",
    Severity.ERROR,
    "De uitdrukking nest dieper dan {most} niveaus.",
    "The expression nests deeper than {most} levels.",
    Text("Schrijf haar met minder haakjes en NOT.", "Write it with fewer brackets and NOT."),
)
BARE_VALUE: Final = Rule(
    "card-bare-value",
    Severity.ERROR,
    "Een kale waarde meet niets.",
    "A bare value measures nothing.",
    Text("Noem ten minste één kolom.", "Name at least one column."),
)
WRONG_TYPE: Final = Rule(
    "card-type",
    Severity.ERROR,
    "Dit geeft {given}, en hier is {wanted} nodig: {place}.",
    "This gives a {given}, and a {wanted} is needed here: {place}.",
    Text("Schrijf een uitdrukking die dat geeft.", "Write an expression that gives it."),
)
NOT_IN_LANGUAGE: Final = Rule(
    "card-not-in-language",
    Severity.ERROR,
    "{place} hoort niet bij de taal van kaarten ({kind}).",
    "{place} is not part of the language of cards ({kind}).",
    Text(
        "Er zijn AND, OR, NOT, vergelijken, IN, BETWEEN, + - *, teksten, getallen, true, false en de kolommen van het"
        " feit. Delen, vragen naar NULL, COALESCE, CASE, functies, omzetten en deelvragen zijn er niet: zij maken van"
        " onbekend nee.",
        "Allowed are AND, OR, NOT, comparison, IN, BETWEEN, + - *, texts, numbers, true, false and the columns of the"
        " fact. Division, NULL tests, COALESCE, CASE, functions, casts and sub-queries are left out: they turn unknown"
        " into no.",
    ),
)
QUOTED_NAME: Final = Rule(
    "card-quoted-name",
    Severity.ERROR,
    "De naam van een kolom staat er met aanhalingstekens of een voorvoegsel: {place}.",
    "A column name has quotes or a prefix: {place}.",
    Text("Schrijf alleen de naam.", "Write the name alone."),
)
UNKNOWN_COLUMN: Final = Rule(
    "card-unknown-column",
    Severity.ERROR,
    "{name} is geen kolom van het feit {fact}.",
    "{name} is no column of the fact {fact}.",
    Text("De kolommen zijn: {known}.", "Its columns are: {known}."),
)
NO_ORDER: Final = Rule(
    "card-no-order",
    Severity.ERROR,
    "Alleen getallen en dagen hebben een volgorde: {place}.",
    "Only numbers and dates have an order: {place}.",
    Text("Vergelijk met =, <> of IN.", "Compare by =, <> or IN."),
)
MEMBERS: Final = Rule(
    "card-members",
    Severity.ERROR,
    "IN neemt 1 tot {most} waarden: {place}.",
    "IN takes 1 to {most} values: {place}.",
    Text("Verdeel ze met OR, of laat IN weg.", "Divide them by OR, or leave out IN."),
)
MEMBER_OF_TRUTHS: Final = Rule(
    "card-member-of-truths",
    Severity.ERROR,
    "IN is voor teksten, getallen en dagen: {place}.",
    "IN is for texts, numbers and dates: {place}.",
    Text("Schrijf de kolom zelf, of NOT ervoor.", "Write the column itself, or NOT before it."),
)
NO_PLAIN_VALUE: Final = Rule(
    "card-no-plain-value",
    Severity.ERROR,
    "IN neemt een rij van kale waarden, niet {place}.",
    "IN takes a list of plain values, not {place}.",
    Text("Vergelijk met een kolom door =.", "Compare with a column by =."),
)
TWO_VALUES: Final = Rule(
    "card-two-values",
    Severity.ERROR,
    "Een vergelijking heeft een kolom aan ten minste één kant: {place}.",
    "A comparison needs a column on at least one side: {place}.",
    Text("Noem een kolom.", "Name a column."),
)
BAD_NUMBER: Final = Rule(
    "card-number",
    Severity.ERROR,
    "Dit getal is te lang of staat in een macht van tien: {text}.",
    "This number is too long or has an exponent: {text}.",
    Text("Schrijf ten hoogste 15 cijfers en 6 decimalen.", "Write at most 15 digits and 6 decimals."),
)
BAD_TEXT: Final = Rule(
    "card-text",
    Severity.ERROR,
    "Een tekst is een code van letters, cijfers, punten of koppeltekens: {text}.",
    "A text is a code of letters, digits, points or hyphens: {text}.",
    Text("Schrijf er 1 tot {most}.", "Write 1 to {most} of them."),
)
NO_DAY: Final = Rule(
    "card-no-day",
    Severity.ERROR,
    "{text} is geen dag.",
    "{text} is no day.",
    Text("Schrijf een dag als '2026-01-31'.", "Write it as '2026-01-31'."),
)
UNLIKE: Final = Rule(
    "card-unlike",
    Severity.ERROR,
    "{left} en {right} zijn niet te vergelijken: {place}.",
    "A {left} cannot be compared with a {right}: {place}.",
    Text("Vergelijk wat van dezelfde soort is.", "Compare what is of one kind."),
)
NEVER_OCCURS: Final = Rule(
    "card-never-occurs",
    Severity.ERROR,
    "{text} komt aan de andere kant van {place} nooit voor.",
    "{text} never occurs on the other side of {place}.",
    Text("Daar staat een van: {known}.", "It holds one of: {known}."),
)
CARRIES_MORE: Final = Rule(
    "card-carries-more",
    Severity.ERROR,
    "{place} draagt meer dan de taal van kaarten heeft: {extra}.",
    "{place} carries more than the language of cards has: {extra}.",
    Text("Laat dat weg.", "Leave that out."),
)
