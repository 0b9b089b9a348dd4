"""Whether a notice may still hold a contact, told from its written copy as a whole: looking at each text costs most.

It suspects more than there is, never less: what is not suspected here has no text, tail or attribute that the rule for
contacts would change (`shared.procurement.contacts`). Tests hold that against reading every text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from shared.procurement.contacts import may_be_number, may_hold_address, may_introduce_number, without_contacts

FIXED: Final = re.compile(
    r"(?:ID|Code|Amount|Numeric|Measure|Date|Time|Indicator|Quantity|URI|Percent|Identifier|Rate)$"
)
"""Names of elements with values that machines write: no telephone number is looked for in them."""
KNOWN_PEOPLE: Final = frozenset({"Contact", "TechnicalCommitteePerson"})
"""Elements of people by the endings of their names, as eForms has them."""

_PEOPLE: Final = (b"Contact", b"Person")
_END_OF_NAME: Final = b" />\t\n\r"
_LINKS: Final = (b"tel:", b"sms:", b"callto:")
_ATTRIBUTE: Final = re.compile(rb'="([^"]*)"')
_BASIC: Final = ("cbc", "efbc")


def needs_walk(kept: bytes, text: bytes, *, longest: int) -> bool:
    """Whether any text, tail or attribute of a notice must be looked at; `text` is its text alone.

    Also when a text may be longer than `longest`, or elements of people stand under names that eForms does not have.
    """
    lowered = text.lower()
    return (
        may_hold_address(text)
        or may_introduce_number(lowered)
        or any(link in lowered for link in _LINKS)
        or _holds_number(kept)
        or any(map(_is_suspect_attribute, set(_ATTRIBUTE.findall(kept))))
        or _names_other_people(kept)
        or (len(kept) > longest and max(map(len, kept.split(b"<"))) > longest)
    )


def _holds_number(kept: bytes) -> bool:
    return any(not _is_fixed(kept, end) for end in may_be_number(kept))


def _is_fixed(kept: bytes, at: int) -> bool:
    """Whether the text at this place is that of an element with a value that machines write."""
    start = kept.find(b"<", at)
    if kept[start : start + 2] != b"</":
        return False
    prefix, _, name = kept[start + 2 : kept.find(b">", start)].decode().partition(":")
    return FIXED.search(name.rstrip()) is not None and prefix in _BASIC and _is_declared_once(kept, prefix)


def _is_declared_once(kept: bytes, prefix: str) -> bool:
    declared = f' xmlns:{prefix}="'.encode()
    return kept.count(declared) == 1 and declared + f'{NAMESPACES[prefix]}"'.encode() in kept


@lru_cache(maxsize=4096)
def _is_suspect_attribute(written: bytes) -> bool:
    value = unescape(written.decode())
    return without_contacts(value, telephone=True) != value


def _names_other_people(kept: bytes) -> bool:
    for ending in _PEOPLE:
        at = kept.find(ending)
        while at >= 0:
            end = at + len(ending)
            if kept[end] in _END_OF_NAME:
                start = max(kept.rfind(b"<", 0, at), kept.rfind(b":", 0, at), kept.rfind(b"/", 0, at)) + 1
                if kept[start:end].decode() not in KNOWN_PEOPLE:
                    return True
            at = kept.find(ending, end)
    return False
