"""Findings on OCDS releases: each rule's id, severity and both texts, and the list they are gathered in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from shared.procurement.finding import Finding, Severity

_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    severity: Severity
    nl: str
    en: str


class Rule(Enum):
    """What can be found in an OCDS release. An ERROR refuses this release only."""

    OCID_MISSING = _Rule(
        "OC-001",
        Severity.ERROR,
        "De release heeft geen bruikbare `ocid` (tekst). Vul de Open Contracting ID van het inkoopproces in.",
        "The release has no usable `ocid` (text). State the Open Contracting ID of the contracting process.",
    )
    ID_MISSING = _Rule(
        "OC-002",
        Severity.ERROR,
        "De release heeft geen bruikbaar `id`. Geef elke release binnen een `ocid` een eigen id.",
        "The release has no usable `id`. Give every release of an `ocid` an id of its own.",
    )
    TAG_UNKNOWN = _Rule(
        "OC-003",
        Severity.WARNING,
        "De release noemt geen bekende `tag`; de fase is uit de inhoud afgeleid. Vermeld een tag van OCDS 1.1.",
        "The release has no known `tag`; its stage was read from its content. State a tag of OCDS 1.1.",
    )
    NOT_JSON = _Rule(
        "OC-004",
        Severity.ERROR,
        "Dit is geen geldige JSON in UTF-8. Herstel de tekst op de genoemde plaats en stuur deze release opnieuw.",
        "This is no valid JSON in UTF-8. Repair the text at the place named and send this release again.",
    )
    NOT_AN_OBJECT = _Rule(
        "OC-005",
        Severity.ERROR,
        "Hier hoort een release te staan: een JSON-object tussen accolades.",
        "A release is expected here: a JSON object in braces.",
    )
    TOO_DEEP = _Rule(
        "OC-006",
        Severity.ERROR,
        "De release is te diep genest. Verwijder lagen die OCDS niet kent.",
        "The release is nested too deeply. Remove levels that OCDS does not know.",
    )
    TOO_LARGE = _Rule(
        "OC-007",
        Severity.ERROR,
        "De release is te groot. Splits de inhoud over meer releases of neem contact op over de grens.",
        "The release is too large. Spread the content over more releases, or ask about the limit.",
    )
    PACKAGE_BROKEN = _Rule(
        "OC-008",
        Severity.ERROR,
        "Het pakket is vanaf hier geen geldige JSON; wat ervoor staat, is verwerkt. Herstel het en stuur het opnieuw.",
        "From this place on the package is no valid JSON; all before it was read. Repair it and send it again.",
    )
    LINKED_RELEASE = _Rule(
        "OC-009",
        Severity.ERROR,
        "Dit record verwijst alleen naar releases elders; die worden niet opgehaald. Neem de releases zelf op.",
        "This record only links to releases elsewhere; they are not fetched. Embed the releases themselves.",
    )
    WRONG_TYPE = _Rule(
        "OC-010",
        Severity.WARNING,
        "Deze waarde heeft niet het type dat OCDS 1.1 voorschrijft; zij geldt als onbekend.",
        "This value is not of the type that OCDS 1.1 asks for; it counts as unknown.",
    )
    NO_AMOUNT = _Rule(
        "OC-011",
        Severity.WARNING,
        "Dit is geen bedrag dat een opdracht kan hebben; het geldt als onbekend.",
        "This is no amount that a procurement can have; it counts as unknown.",
    )
    NO_CURRENCY = _Rule(
        "OC-012",
        Severity.WARNING,
        "Het bedrag heeft geen valuta (ISO 4217) en geldt daarom als onbekend. Vermeld bijvoorbeeld EUR.",
        "The amount has no currency (ISO 4217) and therefore counts as unknown. State EUR, for example.",
    )
    NO_DATE = _Rule(
        "OC-013",
        Severity.WARNING,
        "Dit is geen datum volgens ISO 8601; zij geldt als onbekend.",
        "This is no ISO 8601 date; it counts as unknown.",
    )
    NO_OFFSET = _Rule(
        "OC-014",
        Severity.INFO,
        "De tijd noemt geen tijdzone en is als UTC gelezen.",
        "The time names no time zone and was read as UTC.",
    )
    NUL_REMOVED = _Rule(
        "OC-015",
        Severity.WARNING,
        "Tekens NUL (U+0000) zijn uit teksten verwijderd.",
        "NUL characters (U+0000) were removed from texts.",
    )
    UNKNOWN_LOT = _Rule(
        "OC-016",
        Severity.WARNING,
        "Dit perceel staat niet in `tender.lots`; de verwijzing telt niet mee.",
        "This lot does not stand in `tender.lots`; the reference does not count.",
    )
    LOT_NOT_SAID = _Rule(
        "OC-017",
        Severity.WARNING,
        "Niet gezegd is bij welk perceel dit hoort (`relatedLots`); het telt niet mee.",
        "It is not said which lot this belongs to (`relatedLots`); it does not count.",
    )
    VALUE_OVER_LOTS = _Rule(
        "OC-018",
        Severity.WARNING,
        "Dit bedrag geldt voor meer percelen samen; per perceel is het onbekend. Vermeld het per perceel.",
        "This amount covers several lots together; per lot it is unknown. State it per lot.",
    )
    EMPTY_AWARD = _Rule(
        "OC-019",
        Severity.INFO,
        "Deze gunning noemt geen status en geen leverancier en zegt dus niets.",
        "This award names neither a status nor a supplier, so it says nothing.",
    )
    STATUS_UNKNOWN = _Rule(
        "OC-020",
        Severity.WARNING,
        "Deze status kent OCDS 1.1 niet; zij geldt als onbekend.",
        "OCDS 1.1 does not know this status; it counts as unknown.",
    )
    NO_BUYER = _Rule(
        "OC-021",
        Severity.WARNING,
        "De release noemt geen koper (`buyer` of een partij met rol `buyer`).",
        "The release names no buyer (`buyer`, or a party with the role `buyer`).",
    )
    DUPLICATE_ID = _Rule(
        "OC-022",
        Severity.WARNING,
        "Dit id komt in deze lijst vaker voor; alleen het eerste telt.",
        "This id occurs more than once in this list; only the first counts.",
    )
    WITHHELD = _Rule(
        "OC-023",
        Severity.INFO,
        "Deze waarde is (nog) niet openbaar (`unpublished` of -1) en geldt als onbekend.",
        "This value is withheld (`unpublished` or -1) and counts as unknown.",
    )
    TEXT_CUT = _Rule(
        "OC-024",
        Severity.WARNING,
        "Deze tekst is te lang en is ingekort.",
        "This text is too long and was cut.",
    )
    NO_NUMBER = _Rule(
        "OC-025",
        Severity.WARNING,
        "Dit is geen aantal (een geheel getal, 0 of hoger); het geldt als onbekend.",
        "This is no count (a whole number, 0 or more); it counts as unknown.",
    )
    NO_RELEASES = _Rule(
        "OC-026",
        Severity.ERROR,
        "Hier staan geen OCDS-releases: er is geen `releases`, geen `records` en geen release met een `ocid`.",
        "There are no OCDS releases here: no `releases`, no `records` and no release with an `ocid`.",
    )
    UNREADABLE_NUMBER = _Rule(
        "OC-027",
        Severity.WARNING,
        "Getallen die geen computer exact kan bewaren (te lang of oneindig) zijn weggelaten en gelden als onbekend.",
        "Numbers no computer can hold (too long, or infinite) were left out and count as unknown.",
    )
    ID_MADE_UP = _Rule(
        "OC-028",
        Severity.WARNING,
        "Hier ontbreekt een `id`; de plaats in de lijst is als id gebruikt en kan verschuiven. Vermeld een vast id.",
        "An `id` is missing here; the place in the list was used instead, and may shift. State a fixed id.",
    )
    PLACEHOLDER_AMOUNT = _Rule(
        "OC-029",
        Severity.INFO,
        "Dit bedrag (1 of minder) is een plaatshouder en telt als onbekend. Vermeld het echte bedrag, of laat het weg.",
        "This amount (1 or less) is a placeholder and counts as unknown. State the real amount, or leave it out.",
    )
    PLACEHOLDER_DATE = _Rule(
        "OC-030",
        Severity.WARNING,
        "Deze dag is een plaatshouder (zoals 1900-01-01, 1970-01-01, 2000-01-01 en 9999-12-31) en geldt als onbekend. "
        "Vermeld de echte dag, of laat hem weg.",
        "This day is a placeholder (such as 1900-01-01, 1970-01-01, 2000-01-01 and 9999-12-31) and counts as unknown. "
        "State the real day, or leave it out.",
    )
    OUTCOMES_CONTRADICT = _Rule(
        "OC-031",
        Severity.WARNING,
        "Deze status spreekt de gunning op {other} tegen; de gunning gaat voor. Herstel wat niet klopt.",
        "This status contradicts the award at {other}; the award stands. Correct what is wrong.",
    )
    LEFT_OUT = _Rule(
        "OC-099",
        Severity.INFO,
        "Verdere bevindingen bij deze release zijn weggelaten.",
        "Further findings on this release were left out.",
    )


def finding(rule: Rule, place: str, value: str | None = None, *, other: str = "") -> Finding:
    """State a rule's finding at a place (JSON Pointer, or line of a text of lines) with the value, shortened.

    `other` is the second place that a finding is about.
    """
    text = rule.value
    shown = value if value is None or len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    nl, en = (text.nl.format(other=other), text.en.format(other=other)) if other else (text.nl, text.en)
    return Finding(text.id, text.severity, place, nl, en, shown)


class Findings:
    """Findings on one release, at most as many as allowed; the last one then says that more were left out."""

    __slots__ = ("_most", "items")

    def __init__(self, most: int) -> None:
        self._most = most
        self.items: list[Finding] = []

    def add(self, rule: Rule, place: str, value: str | None = None, *, other: str = "") -> None:
        """Add a finding, unless there are enough."""
        if len(self.items) < self._most:
            self.items.append(finding(rule, place, value, other=other))
        elif len(self.items) == self._most:
            self.items.append(finding(Rule.LEFT_OUT, ""))
