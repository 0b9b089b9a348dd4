"""What can be found in a table of own records, as a CSV or a workbook."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_TEMPLATE: Final = Text("Zie het sjabloon bij GET /v1/formats.", "See the template at GET /v1/formats.")

NO_HEADINGS: Final = Rule(
    "TAB-001",
    Severity.ERROR,
    "Hier staat geen regel met kolomkoppen van een bekend formaat.",
    "No row of headings of a known format stands here.",
    _TEMPLATE,
)
UNKNOWN_COLUMN: Final = Rule(
    "TAB-002",
    Severity.WARNING,
    "Deze kolom is niet begrepen; wat erin staat wordt bewaard en telt niet.",
    "This column was not understood; what stands in it is kept and counts for nothing.",
    Text("Bekend zijn: {known}.", "Known are: {known}."),
)
COLUMN_TWICE: Final = Rule(
    "TAB-003",
    Severity.WARNING,
    "Deze kolom staat er twee keer; alleen de eerste is gelezen.",
    "This column stands here twice; only the first was read.",
    Text("Laat er een weg.", "Leave one out."),
)
FORMULA: Final = Rule(
    "TAB-004",
    Severity.ERROR,
    "Deze cel bevat een formule; een formule wordt niet uitgerekend.",
    "This cell holds a formula; a formula is not computed.",
    Text("Plak de waarde in plaats van de formule.", "Paste its value in place of the formula."),
)
LOST_ZEROS: Final = Rule(
    "TAB-005",
    Severity.WARNING,
    "Dit nummer is als getal ingevoerd en kan nullen aan het begin hebben verloren; bedoeld was misschien {restored}.",
    "This number was typed as a number and may have lost zeros at its beginning; perhaps {restored} was meant.",
    Text("Maak de cel tekst en vul het hele nummer in.", "Make the cell text and fill in the whole number."),
)
SHEET_NOT_READ: Final = Rule(
    "TAB-006",
    Severity.WARNING,
    "Dit blad is niet gelezen: het is verborgen, of zijn kolommen zijn van geen bekend formaat.",
    "This sheet was not read: it is hidden, or its columns are of no known format.",
    _TEMPLATE,
)
NO_WORKBOOK: Final = Rule(
    "TAB-007",
    Severity.ERROR,
    "Dit is geen leesbare werkmap (.xlsx): {why}.",
    "This is no readable workbook (.xlsx): {why}.",
    Text("Sla haar opnieuw op als Excel-werkmap zonder wachtwoord.", "Save it again as an Excel workbook."),
)
TOO_LARGE: Final = Rule(
    "TAB-008",
    Severity.ERROR,
    "Deze tabel is te groot: hoogstens {rows} regels, {columns} kolommen en {bytes} bytes uitgepakt.",
    "This table is too large: {rows} rows, {columns} columns and {bytes} bytes unpacked at most.",
    Text("Splits haar.", "Split it."),
)
UNREADABLE: Final = Rule(
    "TAB-009",
    Severity.WARNING,
    "In deze cel staat een teken dat in de gebruikte codering niet bestaat.",
    "A character stands in this cell that does not exist in the encoding that is used.",
    Text("Sla het bestand op als CSV UTF-8.", "Save the file as CSV UTF-8."),
)
MERGED: Final = Rule(
    "TAB-010",
    Severity.WARNING,
    "Op dit blad zijn cellen samengevoegd; alleen de eerste cel daarvan heeft een waarde.",
    "Cells are merged on this sheet; only the first of them has a value.",
    Text("Hef het samenvoegen op.", "Undo the merging."),
)
BAD_QUOTES: Final = Rule(
    "TAB-011",
    Severity.ERROR,
    "Vanaf hier zijn de aanhalingstekens niet te volgen; de rest is niet gelezen.",
    "From here on the quotation marks cannot be followed; the rest was not read.",
    Text("Herstel de aanhalingstekens.", "Correct the quotation marks."),
)
MAPPED: Final = Rule(
    "TAB-012",
    Severity.INFO,
    "Gelezen met de kolomindeling {name}: {understood} van de {number} kolommen zijn begrepen.",
    "Read with the column mapping {name}: {understood} of the {number} columns were understood.",
)
