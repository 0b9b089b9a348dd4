"""Removal of personal data from a notice of TED, before anything of it is kept or read.

What goes: contact points and who to address (CONTACT_POINT, ATTENTION), e-mail addresses and telephone numbers in their
own elements and in any text, members of a jury and participants of a design contest. Two sections that say nothing of
the procurement are not kept: LINKS_SECTION and TRANSLATION_SECTION, the titles that TED itself writes in 24 languages.
The elements of the other sections stay, so that a place in the kept copy is the same place as in what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.markup.size import holds_longer, is_crowded
from services.ingest.formats.markup.suspicion import suspected
from services.ingest.formats.parsed import Limits, Refused
from services.ingest.formats.ted_xml import rules
from services.ingest.formats.ted_xml.scope import Places, local
from shared.procurement.contacts import without_contacts
from shared.procurement.finding import Text

_PERSONAL: Final = (
    "ATTENTION", "CONTACT_POINT", "E_MAIL", "E_MAILS", "FAX", "MEMBER_NAME", "PARTICIPANT_NAME", "PHONE",
    "MEMBERS_JURY_NAME", "NAME_JURY", "TELEPHONE",
)  # fmt: skip
_TAGS: Final = tuple(f"{{*}}{name}" for name in _PERSONAL)
_NOT_KEPT: Final = ("{*}LINKS_SECTION", "{*}TRANSLATION_SECTION")
_FIXED: Final = re.compile(
    r"(?:NATIONALID|POSTAL_CODE|NO_DOC|NB_|DATE|D[ST]_DATE|VAL|LOW|HIGH|LOT_N|RECEPTION_ID|DELETION_DATE|NOTICE_)\w*"
)
"""Names of elements with values that machines write: no telephone number is looked for in them."""
_DECLARATION: Final = b"<?xml version='1.0' encoding='UTF-8'?>\n"
_ATTRIBUTES: Final = Text("attributen van een element", "attributes of one element")
_CHARACTERS: Final = Text("tekens in een tekst", "characters in one text")
_SHORTEST: Final = 6  # no e-mail address or telephone number is shorter


def redact(root: Element, *, limits: Limits) -> bytes:
    """Remove personal data from the tree, in place, and write the copy to keep. Doing it twice changes nothing more.

    Raises `Refused` when the document is larger than the limits allow.
    """
    for section in root.findall(_NOT_KEPT[0]) + root.findall(_NOT_KEPT[1]):
        root.remove(section)
    for element in root.iter(*_TAGS):
        _clear(element)
    kept = etree.tostring(root, encoding="unicode")
    if is_crowded(root, kept, most=limits.max_attributes):
        raise Refused(rules.TOO_LARGE.at("/*", what=_ATTRIBUTES, limit=limits.max_attributes))
    suspects = None if holds_longer(kept, limits.max_text) else suspected(kept, is_fixed=_is_fixed)
    if suspects is None or suspects:
        _look_at(_chosen(root, suspects), limits=limits)
        kept = etree.tostring(root, encoding="unicode")
    # The names of namespaces are no text of the tree; an address in one of them is caught here.
    if "@" in kept:
        kept = without_contacts(kept, telephone=False)
    return _DECLARATION + kept.encode()


def _is_fixed(kept: str, at: int) -> bool:
    """Whether the text at this place is that of an element with a value that machines write."""
    start = kept.find("<", at)
    if kept[start : start + 2] != "</" or kept.find(">", at, start) >= 0:  # followed by another element; an attribute
        return False
    return _FIXED.fullmatch(kept[start + 2 : kept.find(">", start)].rpartition(":")[2].rstrip()) is not None


def _chosen(root: Element, numbers: Sequence[int] | None) -> Iterable[Element]:
    """Elements by their number in the document, or all of them."""
    if numbers is None:
        return root.iter()
    elements = list(root.iter())
    return [elements[number] for number in numbers]


def _clear(element: Element) -> None:
    for below in element.iter():
        below.text = None
        if below is not element:
            below.tail = None
        below.attrib.clear()


def _look_at(elements: Iterable[Element], *, limits: Limits) -> None:
    for element in elements:
        text, tail = element.text, element.tail
        if text is not None and len(text) >= _SHORTEST:
            if len(text) > limits.max_text:
                raise Refused(rules.TOO_LARGE.at(Places().of(element), what=_CHARACTERS, limit=limits.max_text))
            cleaned = without_contacts(text, telephone=_FIXED.fullmatch(local(element.tag)) is None)
            if cleaned is not text:
                element.text = cleaned
        if tail is not None:
            element.tail = without_contacts(tail, telephone=True)
        for name, stated in element.items():
            value = str(stated)
            if len(value) >= _SHORTEST and (cleaned := without_contacts(value, telephone=True)) != value:
                element.set(name, cleaned)
