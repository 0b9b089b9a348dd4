"""What can be wrong with a set of factors: in its table, by line and column, and with whoever decides on it."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR
_CORRECT: Final = Text("Verbeter deze regel.", "Correct this line.")

NO_TABLE: Final = Rule(
    "factors-no-table", _ERROR, "{reason}", "{reason}", Text("Stuur een CSV in UTF-8.", "Send a CSV in UTF-8.")
)
NO_FACTORS: Final = Rule(
    "factors-none",
    _ERROR,
    "Er staat geen enkele factor in.",
    "There is no factor in it.",
    Text("Zet onder de kop een regel per factor.", "Write a line for each factor below the heading."),
)
TOO_MANY: Final = Rule(
    "factors-too-many",
    _ERROR,
    "Een set heeft ten hoogste {most} factoren.",
    "A set has at most {most} factors.",
    Text("Laat weg wat niemand inkoopt.", "Leave out what nobody buys."),
)
COLUMN_MISSING: Final = Rule(
    "factors-column-missing",
    _ERROR,
    "De kop mist: {missing}.",
    "The heading lacks: {missing}.",
    Text("De kolommen zijn: {known}.", "The columns are: {known}."),
)
UNKNOWN_COLUMN: Final = Rule(
    "factors-unknown-column",
    _ERROR,
    "{name} is geen kolom.",
    "{name} is no column.",
    Text("{meant}De kolommen zijn: {known}.", "{meant}The columns are: {known}."),
)
COLUMN_TWICE: Final = Rule(
    "factors-column-twice",
    _ERROR,
    "Een kolom staat er twee keer.",
    "A column stands there twice.",
    Text("Haal er een weg.", "Remove one."),
)
ROW_LENGTH: Final = Rule(
    "factors-row-length",
    _ERROR,
    "Regel {line} heeft {cells} cellen waar de kop er {wanted} heeft.",
    "Line {line} has {cells} cells where the heading has {wanted}.",
    _CORRECT,
)
NOT_A_WORD: Final = Rule(
    "factors-word",
    _ERROR,
    "Regel {line}: {column} kent dit woord niet.",
    "Line {line}: {column} does not know this word.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
NO_KEY: Final = Rule(
    "factors-no-key",
    _ERROR,
    "Regel {line} zegt niet wat de factor dekt.",
    "Line {line} does not say what the factor covers.",
    Text("Vul de kolom key in, of schrijf all bij covers.", "Fill in the column key, or write all at covers."),
)
TOO_LONG: Final = Rule(
    "factors-too-long",
    _ERROR,
    "Regel {line}: een tekst is langer dan {most} tekens.",
    "Line {line}: a text is longer than {most} characters.",
    Text("Kort hem in.", "Shorten it."),
)
OTHER_UNIT: Final = Rule(
    "factors-other-unit",
    _ERROR,
    "Regel {line}: {measure} gaat hier in {unit} per euro; een andere eenheid wordt niet omgerekend.",
    "Line {line}: {measure} goes in {unit} per euro here; another unit is not converted.",
    Text("Reken de factor om en schrijf {unit}.", "Convert the factor and write {unit}."),
)
OTHER_PRICE_YEAR: Final = Rule(
    "factors-other-price-year",
    _ERROR,
    "Regel {line} staat in prijzen van een ander jaar dan de set ({wanted}).",
    "Line {line} is in prices of another year than the set ({wanted}).",
    Text("Zet haar in een set van dat jaar.", "Put it into a set of that year."),
)
NO_NUMBER: Final = Rule(
    "factors-no-number",
    _ERROR,
    "Regel {line}: {column} is geen getal van 0 of meer.",
    "Line {line}: {column} is no number of 0 or more.",
    Text("Schrijf het als 0.2827, met een punt; per is meer dan 0.", "Write it as 0.2827; per is more than 0."),
)
NO_VALUE: Final = Rule(
    "factors-no-value",
    _ERROR,
    "Regel {line} heeft geen waarde en geen twee grenzen.",
    "Line {line} has no value and no two bounds.",
    Text("Vul value in, of low en high.", "Fill in value, or low and high."),
)
BOUNDS: Final = Rule(
    "factors-bounds",
    _ERROR,
    "Regel {line}: de waarde ligt niet tussen low en high.",
    "Line {line}: the value does not lie between low and high.",
    _CORRECT,
)
TWICE: Final = Rule(
    "factors-twice",
    _ERROR,
    "Regel {line} zegt nog eens iets van dezelfde maat over hetzelfde.",
    "Line {line} states the same measure of the same thing once more.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)
BAD_INDICES: Final = Rule(
    "factors-price-indices",
    _ERROR,
    "Dit zijn geen prijsindexen: {stated}.",
    "These are no price indices: {stated}.",
    Text(
        "Schrijf jaar:index met komma's, als 2019:100,2023:118.3, met het prijsjaar {year} erbij.",
        "Write year:index with commas, as 2019:100,2023:118.3, with the price year {year} among them.",
    ),
)
SAME_PROPOSER: Final = Rule(
    "factors-same-person",
    _ERROR,
    "Wie een set voorstelt, stelt haar niet zelf vast.",
    "Whoever proposes a set does not adopt it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)
UNKNOWN_SET: Final = Rule(
    "unknown-factor-set",
    _ERROR,
    "De factorset {name} is er niet, of is niet vastgesteld.",
    "There is no factor set {name}, or it was not adopted.",
    Text("{meant}GET /v1/factor-sets noemt ze.", "{meant}GET /v1/factor-sets lists them."),
)
