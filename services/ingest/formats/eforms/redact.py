"""Removal of personal data from an eForms notice, before anything of it is kept or read.

What goes: contact points (BT-502, 503, 506, 739) in every place where UBL allows one, beneficial owners (BT-500-UBO,
OPT-160, BT-706, addresses), members of a jury, names and addresses of natural persons (BT-633), attachments, and e-mail
addresses and telephone numbers in any text. Comments, processing instructions and blanks between elements are not read
at all. The elements stay, so that a place in the kept copy is the same place as in what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache
from xml.sax.saxutils import escape

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.eforms import rules, suspicion
from services.ingest.formats.eforms.markup.xpath import NAMESPACES, Places, tag_of
from services.ingest.formats.markup.size import is_crowded
from services.ingest.formats.parsed import Limits, Refused
from shared.procurement.contacts import REMOVED, without_contacts
from shared.procurement.finding import Text

_OURS = frozenset(NAMESPACES.values())
_PERSONAL = frozenset(
    {
        "ElectronicMail", "EmbeddedDocumentBinaryObject", "FamilyName", "FirstName", "GraphicBinaryObject", "JobTitle",
        "MiddleName", "NationalityID", "OtherCommunication", "OtherName", "ResidenceAddress", "Telefax", "Telephone",
    }
)  # fmt: skip
_SHORTEST = 6  # no e-mail address or telephone number is shorter

_ORGANISATION = tag_of("efac:Organization")
_OWNER = tag_of("efac:UltimateBeneficialOwner")
_NATURAL_PERSON = tag_of("efbc:NaturalPersonIndicator")
_COMPANY = tag_of("efac:Company")
_TOUCH_POINT = tag_of("efac:TouchPoint")
_PARTY_NAME = tag_of("cac:PartyName")
_TENDERING_PARTY = tag_of("efac:TenderingParty")
_TENDERER = tag_of("efac:Tenderer")
_IDENTIFICATION = tag_of("cac:PartyIdentification")
_COMPANY_ID = tag_of("cbc:CompanyID")
_ID = tag_of("cbc:ID")
_NAME = tag_of("cbc:Name")
_TAGS_OF_PEOPLE = (
    *(f"{{*}}{name}" for name in sorted(_PERSONAL | suspicion.KNOWN_PEOPLE)),
    _NATURAL_PERSON,
    _OWNER,
    _TENDERING_PARTY,
)
_KEPT_OF_AN_OWNER = frozenset({_ID})
_KEPT_OF_A_PERSON = frozenset({_ID, tag_of("efbc:CompanySizeCode"), tag_of("cbc:IdentificationCode"), _COMPANY_ID})
# Of a natural person's numbers only these are kept: nine digits may be a citizen service number (BSN).
_KEPT_NUMBER = re.compile(r"\s*(?:\d{8}|\d{20})\s*")
_WITHIN_NOTICE = re.compile(r"\s*[A-Z]{2,4}-\d{1,6}\s*")
_TRUE = frozenset({"true", "1"})
_DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"
_ATTRIBUTES = Text("attributen van een element", "attributes of one element")
_CHARACTERS = Text("tekens in een tekst", "characters in one text")
_SHORTEST_NAME = 5
_MOST_NAMES = 50


@dataclass(slots=True)
class _People:
    """Natural persons met in a notice: their full names, how the notice refers to them, and where they may be named."""

    names: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    parties: list[Element] = field(default_factory=list)

    def add_name(self, name: str) -> None:
        stripped = " ".join(name.split())
        if len(stripped) >= _SHORTEST_NAME and " " in stripped and len(self.names) < _MOST_NAMES:
            self.names.add(stripped)


class _Kind(Enum):
    FREE = auto()
    FIXED = auto()
    PERSONAL = auto()
    OWNER = auto()
    NATURAL_PERSON = auto()
    TENDERING_PARTY = auto()


def redact(root: Element, *, limits: Limits) -> bytes:
    """Remove personal data from the tree, in place, and write the copy to keep. Doing it twice changes nothing more.

    People are looked for by the tags of their elements, contacts first in the written copy as a whole: only elements
    in which one may stand are looked at. Raises `Refused` when a text is longer than the limits allow.
    """
    people = _People()
    for element in root.iter(*_TAGS_OF_PEOPLE):
        _redact_element(element, _kind(element.tag), people)
    for party in people.parties:
        _redact_tendering_party(party, people.refs)
    kept = _written(root)
    if is_crowded(root, kept, most=limits.max_attributes):
        raise Refused(rules.TOO_LARGE.at("/*", what=_ATTRIBUTES, limit=limits.max_attributes))
    suspects = suspicion.suspects(root, kept, longest=limits.max_text)
    if suspects is None or suspects:
        _look_at(_chosen(root, suspects), people, limits=limits)
        kept = _written(root)
    if people.names and _names_pattern(people.names, written=True).search(kept):
        _redact_names(root, people.names)
        kept = _written(root)
    # The names of namespaces are no text of the tree; an address in one of them is caught here.
    if "@" in kept:
        kept = without_contacts(kept, telephone=False)
    return _DECLARATION + kept.encode()


def _chosen(root: Element, numbers: Sequence[int] | None) -> Iterable[Element]:
    """Elements by their number in the document, or all of them."""
    if numbers is None:
        return root.iter()
    elements = list(root.iter())
    return [elements[number] for number in numbers]


def _look_at(elements: Iterable[Element], people: _People, *, limits: Limits) -> None:
    """Look at text, tail and attributes, and at elements of people under tags that eForms does not know."""
    for element in elements:
        kind = _kind(element.tag)
        if kind is _Kind.PERSONAL:
            _redact_element(element, kind, people)
        text, tail = element.text, element.tail
        if text is not None and len(text) >= _SHORTEST:
            _redact_text(element, text, telephone=kind is not _Kind.FIXED, limits=limits)
        if tail is not None:
            element.tail = without_contacts(tail, telephone=True)
        for value in element.values():
            if len(value) >= _SHORTEST and not value.replace("-", "").isalpha():  # type: ignore[arg-type]
                _redact_attributes(element)
                break


def _written(root: Element) -> str:
    """Write the tree; the same tree always gives the same text."""
    return etree.tostring(root, encoding="unicode")


@lru_cache(maxsize=2048)
def _kind(tag: str) -> _Kind:
    uri, _, name = tag.rpartition("}")
    if tag == _OWNER:
        return _Kind.OWNER
    if tag == _NATURAL_PERSON:
        return _Kind.NATURAL_PERSON
    if tag == _TENDERING_PARTY:
        return _Kind.TENDERING_PARTY
    if name in _PERSONAL or name.endswith(suspicion.PEOPLE):
        return _Kind.PERSONAL
    if uri[1:] in _OURS and suspicion.FIXED.search(name):
        return _Kind.FIXED
    return _Kind.FREE


def _redact_element(element: Element, kind: _Kind, people: _People) -> None:
    if kind is _Kind.NATURAL_PERSON:
        _redact_person(element, people)
    elif kind is _Kind.TENDERING_PARTY:
        people.parties.append(element)
    elif len(element) == 0:
        _clear(element)
    else:
        _note_name(element, people)
        _empty(element, keep=_KEPT_OF_AN_OWNER if kind is _Kind.OWNER else frozenset())


def _redact_text(element: Element, text: str, *, telephone: bool, limits: Limits) -> None:
    if len(text) > limits.max_text:
        raise Refused(rules.TOO_LARGE.at(Places().of(element), what=_CHARACTERS, limit=limits.max_text))
    cleaned = without_contacts(text, telephone=telephone)
    if cleaned is not text:
        element.text = cleaned


def _redact_attributes(element: Element) -> None:
    for name, stated in element.items():
        value = str(stated)
        cleaned = without_contacts(value, telephone=True)
        if cleaned != value:
            element.set(name, cleaned)


def _empty(element: Element, *, keep: frozenset[str] = frozenset()) -> None:
    """Take away all text and attributes at and below an element, except of elements with a tag in `keep`.

    Of identifiers only the one within the notice is kept (ORG-0001, UBO-0001).
    """
    for below in element.iter():
        if below.tail is not None and below is not element:
            below.tail = None
        if keep and below.tag in keep and (below.tag != _ID or _WITHIN_NOTICE.fullmatch(below.text or "")):
            continue
        _clear(below)


def _clear(element: Element) -> None:
    if element.text is not None:
        element.text = None
    if element.keys():
        element.attrib.clear()


def _redact_person(flag: Element, people: _People) -> None:
    """Take away who a natural person is and where they live; the country, size and register number stay."""
    organisation = flag.getparent()
    if organisation is None or organisation.tag != _ORGANISATION or (flag.text or "").strip().lower() not in _TRUE:
        return
    for part in organisation.iterchildren(_COMPANY, _TOUCH_POINT):
        for identifier in part.iterfind(f"{_IDENTIFICATION}/{_ID}"):
            people.refs.add((identifier.text or "").strip())
        for name in part.iter(_NAME):
            parent = name.getparent()
            if parent is not None and parent.tag == _PARTY_NAME:
                people.add_name(name.text or "")
        for number in part.iter(_COMPANY_ID):
            if not _KEPT_NUMBER.fullmatch(number.text or ""):
                _clear(number)
        _empty(part, keep=_KEPT_OF_A_PERSON)


def _redact_tendering_party(party: Element, persons: set[str]) -> None:
    """Take away the name of a tendering party (OPT-211) that a natural person is a member of."""
    if persons and any((tenderer.text or "").strip() in persons for tenderer in party.iterfind(f"{_TENDERER}/{_ID}")):
        for name in party.iterchildren(_NAME):
            name.text = None


def _note_name(element: Element, people: _People) -> None:
    """Remember the full name of an owner or a member of a jury, to find it in running text."""
    parts = {"FirstName": "", "FamilyName": ""}
    for child in element:
        local = child.tag.rpartition("}")[2]
        if local in parts:
            parts[local] = (child.text or "").strip()
    if all(parts.values()):
        people.add_name(f"{parts['FirstName']} {parts['FamilyName']}")


def _names_pattern(names: set[str], *, written: bool = False) -> re.Pattern[str]:
    """Finds these names in a text, or in XML as it is `written`."""
    parts = [escape(name) if written else name for name in sorted(names, key=len, reverse=True)]
    return re.compile("|".join(r"\s+".join(map(re.escape, part.split())) for part in parts), re.IGNORECASE)


def _redact_names(root: Element, names: set[str]) -> None:
    pattern = _names_pattern(names)
    for element in root.iter():
        if element.text and _kind(element.tag) is not _Kind.FIXED:
            element.text = pattern.sub(REMOVED, element.text)
