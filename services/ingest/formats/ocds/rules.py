"""What can be found in an OCDS release, and the list in which the findings on one release are gathered."""

from typing import Final

from shared.procurement.finding import Finding, Rule, Severity, Text

_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING
_INFO: Final = Severity.INFO
_AS_OCDS: Final = Text("Schrijf het zoals OCDS 1.1 voorschrijft.", "Write it as OCDS 1.1 asks.")

UNPRINTABLE: Final = Rule(
    "OC-041",
    _INFO,
    "Deze tekst bevat tekens die niet te zien zijn of het beeld sturen; ze zijn weggelaten uit wat getoond wordt.",
    "This text holds characters that do not show or that steer a screen; they are left out of what is shown.",
    Text(
        "De bewaarde kopie heeft ze nog, en de waarde hierbij noemt ze: [U+202E]. Stuur tekst zonder zulke tekens.",
        "The kept copy has them still, and the value here spells them: [U+202E]. Send text without such characters.",
    ),
)
OCID_MISSING: Final = Rule(
    "OC-001",
    _ERROR,
    "De release heeft geen bruikbare `ocid` (tekst).",
    "The release has no usable `ocid` (text).",
    Text("Vul de Open Contracting ID van de procedure in.", "State the Open Contracting ID of the procedure."),
)
ID_MISSING: Final = Rule(
    "OC-002",
    _ERROR,
    "De release heeft geen bruikbaar `id`.",
    "The release has no usable `id`.",
    Text("Geef elke release binnen een `ocid` een eigen id.", "Give every release of an `ocid` an id of its own."),
)
TAG_UNKNOWN: Final = Rule(
    "OC-003",
    _WARNING,
    "De release noemt geen bekende `tag`; de fase is uit de inhoud afgeleid.",
    "The release has no known `tag`; its stage was read from its content.",
    Text("Vermeld een tag van OCDS 1.1.", "State a tag of OCDS 1.1."),
)
NOT_JSON: Final = Rule(
    "OC-004",
    _ERROR,
    "Dit is geen geldige JSON in UTF-8.",
    "This is no valid JSON in UTF-8.",
    Text(
        "Herstel de tekst op de genoemde plaats en stuur deze release opnieuw.",
        "Repair the text at the place named and send this release again.",
    ),
)
NOT_AN_OBJECT: Final = Rule(
    "OC-005",
    _ERROR,
    "Hier hoort een release te staan, en dit is geen JSON-object.",
    "A release is expected here, and this is no JSON object.",
    Text("Zet de release tussen accolades.", "Put the release in braces."),
)
TOO_DEEP: Final = Rule(
    "OC-006",
    _ERROR,
    "De release is te diep genest.",
    "The release is nested too deeply.",
    Text("Verwijder lagen die OCDS niet kent.", "Remove levels that OCDS does not know."),
)
TOO_LARGE: Final = Rule(
    "OC-007",
    _ERROR,
    "De release is te groot.",
    "The release is too large.",
    Text(
        "Splits de inhoud over meer releases of neem contact op over de grens.",
        "Spread the content over more releases, or ask about the limit.",
    ),
)
PACKAGE_BROKEN: Final = Rule(
    "OC-008",
    _ERROR,
    "Het pakket is vanaf hier geen geldige JSON; wat ervoor staat, is verwerkt.",
    "From this place on the package is no valid JSON; all before it was read.",
    Text("Herstel het en stuur het opnieuw.", "Repair it and send it again."),
)
LINKED_RELEASE: Final = Rule(
    "OC-009",
    _ERROR,
    "Dit record verwijst alleen naar releases elders; die worden niet opgehaald.",
    "This record only links to releases elsewhere; they are not fetched.",
    Text("Neem de releases zelf op.", "Embed the releases themselves."),
)
WRONG_TYPE: Final = Rule(
    "OC-010",
    _WARNING,
    "Deze waarde heeft niet het type dat OCDS 1.1 voorschrijft; zij geldt als onbekend.",
    "This value is not of the type that OCDS 1.1 asks for; it counts as unknown.",
    _AS_OCDS,
)
NO_AMOUNT: Final = Rule(
    "OC-011",
    _WARNING,
    "Dit is geen bedrag dat een opdracht kan hebben; het geldt als onbekend.",
    "This is no amount that a procurement can have; it counts as unknown.",
    Text("Vermeld het werkelijke bedrag, of laat het weg.", "State the true amount, or leave it out."),
)
NO_CURRENCY: Final = Rule(
    "OC-012",
    _WARNING,
    "Het bedrag heeft geen valuta (ISO 4217) en geldt daarom als onbekend.",
    "The amount has no currency (ISO 4217) and therefore counts as unknown.",
    Text("Vermeld bijvoorbeeld EUR.", "State EUR, for example."),
)
NO_DATE: Final = Rule(
    "OC-013",
    _WARNING,
    "Dit is geen datum volgens ISO 8601; zij geldt als onbekend.",
    "This is no ISO 8601 date; it counts as unknown.",
    Text("Schrijf 2026-01-31T00:00:00+01:00.", "Write 2026-01-31T00:00:00+01:00."),
)
NO_OFFSET: Final = Rule(
    "OC-014",
    _INFO,
    "De tijd noemt geen tijdzone en is als UTC gelezen.",
    "The time names no time zone and was read as UTC.",
    Text("Schrijf er Z of +01:00 achter.", "Write Z or +01:00 behind it."),
)
NUL_REMOVED: Final = Rule(
    "OC-015",
    _WARNING,
    "Tekens NUL (U+0000) zijn uit teksten verwijderd.",
    "NUL characters (U+0000) were removed from texts.",
    Text("Laat ze weg.", "Leave them out."),
)
UNKNOWN_LOT: Final = Rule(
    "OC-016",
    _WARNING,
    "Dit perceel staat niet in `tender.lots`; de verwijzing telt niet mee.",
    "This lot does not stand in `tender.lots`; the reference does not count.",
    Text("Neem het perceel op in `tender.lots`.", "Put the lot in `tender.lots`."),
)
LOT_NOT_SAID: Final = Rule(
    "OC-017",
    _WARNING,
    "Niet gezegd is bij welk perceel dit hoort; bij geen enkel perceel telt het mee.",
    "It is not said which lot this belongs to; it counts for none of them.",
    Text("Vermeld `relatedLots`.", "State `relatedLots`."),
)
VALUE_OVER_LOTS: Final = Rule(
    "OC-018",
    _WARNING,
    "Dit bedrag geldt voor meer percelen samen; per perceel is het onbekend.",
    "This amount covers several lots together; per lot it is unknown.",
    Text("Vermeld het per perceel.", "State it per lot."),
)
EMPTY_AWARD: Final = Rule(
    "OC-019",
    _INFO,
    "Deze gunning noemt geen status en geen leverancier en zegt dus niets.",
    "This award names neither a status nor a supplier, so it says nothing.",
)
STATUS_UNKNOWN: Final = Rule(
    "OC-020",
    _WARNING,
    "Deze status kent OCDS 1.1 niet; zij geldt als onbekend.",
    "OCDS 1.1 does not know this status; it counts as unknown.",
    Text("Gebruik een status van OCDS 1.1.", "Use a status of OCDS 1.1."),
)
NO_BUYER: Final = Rule(
    "OC-021",
    _WARNING,
    "De release noemt geen koper.",
    "The release names no buyer.",
    Text("Vul `buyer`, of een partij met de rol `buyer`.", "State `buyer`, or a party with the role `buyer`."),
)
DUPLICATE_ID: Final = Rule(
    "OC-022",
    _WARNING,
    "Dit id staat ook op {other}, met andere inhoud; beide tellen, elk apart.",
    "This id stands at {other} as well, with other content; both count, each by itself.",
    Text("Geef elk een eigen id.", "Give each an id of its own."),
)
WITHHELD: Final = Rule(
    "OC-023",
    _INFO,
    "Deze waarde is (nog) niet openbaar (`unpublished` of -1) en geldt als onbekend.",
    "This value is withheld (`unpublished` or -1) and counts as unknown.",
)
TEXT_CUT: Final = Rule(
    "OC-024",
    _WARNING,
    "Deze tekst is te lang en is ingekort.",
    "This text is too long and was cut.",
    Text("Zet de volledige tekst in een document.", "Put the whole text in a document."),
)
NO_NUMBER: Final = Rule(
    "OC-025",
    _WARNING,
    "Dit is geen aantal; het geldt als onbekend.",
    "This is no count; it counts as unknown.",
    Text("Schrijf een geheel getal, 0 of hoger.", "Write a whole number, 0 or more."),
)
NO_RELEASES: Final = Rule(
    "OC-026",
    _ERROR,
    "Hier staan geen OCDS-releases: er is geen `releases`, geen `records` en geen release met een `ocid`.",
    "There are no OCDS releases here: no `releases`, no `records` and no release with an `ocid`.",
    Text("Stuur een release, of een pakket van releases of records.", "Send a release, or a package of them."),
)
UNREADABLE_NUMBER: Final = Rule(
    "OC-027",
    _WARNING,
    "Getallen die geen computer exact kan bewaren (te lang of oneindig) zijn weggelaten en gelden als onbekend.",
    "Numbers no computer can hold (too long, or infinite) were left out and count as unknown.",
    Text("Laat een grens die er niet is weg.", "Leave out a limit that is none."),
)
ID_MADE_UP: Final = Rule(
    "OC-028",
    _WARNING,
    "Hier ontbreekt een `id`; de plaats in de lijst is als id gebruikt en kan verschuiven.",
    "An `id` is missing here; the place in the list was used instead, and may shift.",
    Text("Vermeld een vast id.", "State a fixed id."),
)
PLACEHOLDER_AMOUNT: Final = Rule(
    "OC-029",
    _INFO,
    "Dit bedrag (1 of minder) is een plaatshouder en telt als onbekend.",
    "This amount (1 or less) is a placeholder and counts as unknown.",
    Text("Vermeld het echte bedrag, of laat het weg.", "State the real amount, or leave it out."),
)
PLACEHOLDER_DATE: Final = Rule(
    "OC-030",
    _WARNING,
    "Deze dag is een plaatshouder (zoals 1900-01-01, 1970-01-01, 2000-01-01 en 9999-12-31) en geldt als onbekend.",
    "This day is a placeholder (such as 1900-01-01, 1970-01-01, 2000-01-01 and 9999-12-31) and counts as unknown.",
    Text("Vermeld de echte dag, of laat hem weg.", "State the real day, or leave it out."),
)
OUTCOMES_CONTRADICT: Final = Rule(
    "OC-031",
    _WARNING,
    "Deze status spreekt de gunning op {other} tegen; de gunning gaat voor.",
    "This status contradicts the award at {other}; the award stands.",
    Text("Herstel wat niet klopt.", "Correct what is wrong."),
)
DAY_NOT_BELIEVED: Final = Rule(
    "OC-032",
    _WARNING,
    "Deze dag ligt ver na de datum van de release, of meer dan tien jaar ervoor; hij geldt als onbekend.",
    "This day lies long after the date of the release, or more than ten years before it; it counts as unknown.",
    Text("Controleer de dag.", "Check the day."),
)
VERSIONED_RELEASE: Final = Rule(
    "OC-040",
    _ERROR,
    "Dit is een `versionedRelease`: die zegt van elke waarde hoe zij veranderde, niet wat een release zei.",
    "This is a versioned release: it says of each value how it changed, not what one release said.",
    Text(
        "Stuur de releases zelf, of het record met `compiledRelease`.",
        "Send the releases themselves, or the record with its `compiledRelease`.",
    ),
)
REPEATED: Final = Rule(
    "OC-033",
    _INFO,
    "Dit staat woordelijk ook op {other}; het telt eenmaal.",
    "This stands word for word at {other} as well; it counts once.",
)
LEFT_OUT: Final = Rule(
    "OC-099",
    _INFO,
    "Verdere bevindingen bij deze release zijn weggelaten.",
    "Further findings on this release were left out.",
)


class Findings:
    """Findings on one release, at most as many as allowed; the last one then says that more were left out."""

    __slots__ = ("_most", "items")

    def __init__(self, most: int) -> None:
        self._most = most
        self.items: list[Finding] = []

    def add(self, rule: Rule, place: str, value: str | None = None, /, **words: object) -> None:
        """Add a finding, unless there are enough."""
        if len(self.items) < self._most:
            self.items.append(rule.at(place, value, **words))
        elif len(self.items) == self._most:
            self.items.append(LEFT_OUT.at(""))
