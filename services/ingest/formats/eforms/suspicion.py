"""Where a notice may still hold a contact, told from its written copy as a whole: looking at each text costs most.

It suspects more than there is, never less: an element that is not suspected here has no text, tail or attribute that
the rule for contacts would change (`shared.procurement.contacts`). Tests hold that against reading every text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.contact_signs import sign
from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from services.ingest.formats.markup.size import holds_longer
from services.ingest.formats.markup.suspicion import suspected

FIXED: Final = re.compile(
    r"(?:ID|Code|Amount|Numeric|Measure|Date|Time|Indicator|Quantity|URI|Percent|Identifier|Rate)$"
)
"""Names of elements with values that machines write: no telephone number is looked for in them."""

PEOPLE: Final = ("Contact", "Person")
"""How the names of elements of people end."""
KNOWN_PEOPLE: Final = frozenset({"Contact", "Person", "TechnicalCommitteePerson"})
"""Those of eForms, and the endings alone."""

# One by one: the engine is much faster with few beginnings.
_OTHER_PEOPLE: Final = (
    sign(r"[A-Za-z0-9_.-](?:Contact|Person)[\s/>]"),
    sign(r"[^\x00-\x7f]Contact[\s/>]"),
    sign(r"[^\x00-\x7f]Person[\s/>]"),
)
_BASIC: Final = ("cbc", "efbc")


def suspects(root: Element, kept: str, *, longest: int) -> Sequence[int] | None:
    """The elements of a notice, written as `kept`, that must be looked at: by their number in it; None for all.

    All when a text may be longer than `longest`, when elements of people stand under names that eForms does not have,
    or when a contact may stand behind an element.
    """
    if (any(named(kept) for named in _OTHER_PEOPLE) and _names_other_people(root)) or holds_longer(kept, longest):
        return None
    return suspected(kept, is_fixed=_is_fixed)


def _is_fixed(kept: str, at: int) -> bool:
    """Whether the text at this place is that of an element with a value that machines write."""
    start = kept.find("<", at)
    if kept[start : start + 2] != "</" or kept.find(">", at, start) >= 0:  # followed by another element; an attribute
        return False
    prefix, _, name = kept[start + 2 : kept.find(">", start)].partition(":")
    return FIXED.search(name.rstrip()) is not None and prefix in _BASIC and _is_declared_once(kept, prefix)


def _is_declared_once(kept: str, prefix: str) -> bool:
    declared = f' xmlns:{prefix}="'
    return kept.count(declared) == 1 and f'{declared}{NAMESPACES[prefix]}"' in kept


def _names_other_people(root: Element) -> bool:
    names = {tag.rpartition("}")[2] for tag in {element.tag for element in root.iter()}}
    return any(name.endswith(PEOPLE) for name in names - KNOWN_PEOPLE)
