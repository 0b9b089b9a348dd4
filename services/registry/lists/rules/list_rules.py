"""What can keep rows from being a version of a reference list."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR
_REMOVE: Final = Text("Verwijder er een.", "Remove one of them.")

TOO_MANY_ROWS: Final = Rule(
    "too-many-rows",
    _ERROR,
    "Een lijst heeft ten hoogste {most} rijen; deze heeft er {rows}.",
    "A list has at most {most} rows; this one has {rows}.",
    Text("Laat rijen weg.", "Leave out rows."),
)
EMPTY_LIST: Final = Rule(
    "empty-list",
    _ERROR,
    "Een versie van deze lijst heeft rijen: cijfers en kennisgevingen steunen erop.",
    "A version of this list has rows: figures and notices rest on them.",
    Text("Stuur de hele lijst.", "Send the whole list."),
)
UNKNOWN_COLUMN: Final = Rule(
    "unknown-column",
    _ERROR,
    "Deze kolom is er niet, of staat er meer dan eens.",
    "This list has no such column, or it stands here more than once.",
    Text("De kolommen zijn: {known}.", "The columns are: {known}."),
)
MISSING_COLUMN: Final = Rule(
    "missing-column",
    _ERROR,
    "Deze kolom ontbreekt.",
    "This column is missing.",
    Text("Voeg haar toe.", "Add it."),
)
UNUSABLE: Final = Rule(
    "unusable",
    _ERROR,
    "Met deze lijst zijn kennisgevingen niet te lezen ({problem}).",
    "Notices cannot be read by this list ({problem}).",
    Text("Vergelijk haar met de versie die nu geldt.", "Compare it with the version in force."),
)
MISSING_VALUE: Final = Rule(
    "missing-value",
    _ERROR,
    "Deze cel mag niet leeg zijn.",
    "This cell may not be blank.",
    Text("Vul haar in.", "Fill it in."),
)
BAD_VALUE: Final = Rule(
    "bad-value",
    _ERROR,
    "{cell} is niet {expected}.",
    "{cell} is not {expected}.",
    Text("Herstel de cel.", "Correct the cell."),
)
UNKNOWN_REFERENCE: Final = Rule(
    "unknown-reference",
    _ERROR,
    "De lijst {list} heeft niet {cells}{marked}.",
    "The list {list} does not have {cells}{marked}.",
    Text("Gebruik een code van die lijst.", "Use a code of that list."),
)
DUPLICATE_KEY: Final = Rule(
    "duplicate-key",
    _ERROR,
    "Regel {first} heeft hetzelfde in {columns}: {cells}.",
    "Line {first} has the same {columns}: {cells}.",
    _REMOVE,
)
BAD_RANGE: Final = Rule(
    "bad-range", _ERROR, "{reason}", "{reason}", Text("Herstel een van beide grenzen.", "Correct one of the two ends.")
)
OVERLAPPING_PERIOD: Final = Rule(
    "overlapping-period",
    _ERROR,
    "De periode overlapt die van regel {line} voor {key}.",
    "The period overlaps that of line {line} for {key}.",
    Text("Laat de een beginnen na de ander.", "Let one begin after the other."),
)
WRONG_AVERAGE: Final = Rule(
    "wrong-average",
    _ERROR,
    "Het gemiddelde van deze band klopt niet.",
    "The average of this band is wrong.",
    Text("Schrijf {expected}.", "Write {expected}."),
)
