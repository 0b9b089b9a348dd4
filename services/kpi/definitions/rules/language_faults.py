"""What can be wrong with an expression of a definition card."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.kpi.definitions.declarations.fact import ColumnType
from shared.procurement.finding import Rule, Severity, Text


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
TOO_DEEP: Final = Rule(
    "card-too-deep",
    Severity.ERROR,
    "De uitdrukking nest dieper dan {most} niveaus.",
    "The expression nests deeper than {most} levels.",
    Text("Schrijf haar met minder haakjes en NOT.", "Write it with fewer brackets and NOT."),
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
