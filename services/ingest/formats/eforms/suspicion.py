"""Where a notice may still hold a contact, told from its written copy as a whole: looking at each text costs most.

It suspects more than there is, never less: an element that is not suspected here has no text, tail or attribute that
the rule for contacts would change (`shared.procurement.contacts`). Tests hold that against reading every text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from lxml.etree import _Element as Element

from services.ingest.formats.contact_signs import may_hold_contact, may_hold_number_from_abroad, sign
from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from services.ingest.formats.markup.size import holds_longer

FIXED: Final = re.compile(
    r"(?:ID|Code|Amount|Numeric|Measure|Date|Time|Indicator|Quantity|URI|Percent|Identifier|Rate)$"
)
"""Names of elements with values that machines write: no telephone number is looked for in them."""

PEOPLE: Final = ("Contact", "Person")
"""How the names of elements of people end."""
KNOWN_PEOPLE: Final = frozenset({"Contact", "Person", "TechnicalCommitteePerson"})
"""Those of eForms, and the endings alone."""

_LINK: Final = sign(r"(?i:(?:tel|sms|allto):)")
# One by one: the engine is much faster with few beginnings.
_OTHER_PEOPLE: Final = (
    sign(r"[A-Za-z0-9_.-](?:Contact|Person)[\s/>]"),
    sign(r"[^\x00-\x7f]Contact[\s/>]"),
    sign(r"[^\x00-\x7f]Person[\s/>]"),
)
_GAP: Final = r"[ ./()\u00a0\u2009\u202f\u2010-\u2015-]{0,3}"
# It begins with one character and nothing else, so that the search may skip to that. 00123456-2026 is a publication.
_MAY_BE_FROM_ZERO: Final = sign(r"0(?:[ ./()\x{a0}\x{2009}\x{202f}\x{2010}-\x{2015}-]{0,3}\d){9}")
_FROM_ZERO: Final = re.compile(rf"0(?<!\d0)(?!00|0\d{{6}}(?!\d))(?:{_GAP}\d){{9}}")
_BASIC: Final = ("cbc", "efbc")
_PARTS: Final = 8


def suspects(root: Element, kept: str, *, longest: int) -> Sequence[int] | None:
    """The elements of a notice, written as `kept`, that must be looked at: by their number in it; None for all.

    All when a text may be longer than `longest`, when elements of people stand under names that eForms does not have,
    or when a contact may stand behind an element.
    """
    if (any(named(kept) for named in _OTHER_PEOPLE) and _names_other_people(root)) or holds_longer(kept, longest):
        return None
    numbers = _FROM_ZERO.finditer(kept) if _MAY_BE_FROM_ZERO(kept) else ()
    places = {kept.count("<", 1, number.start()) for number in numbers if not _is_fixed(kept, number.end())}
    may_hold = _may_hold(kept)
    if not may_hold and not places:
        return ()
    pieces = kept[1:].split("<")  # a tag and what follows it
    if may_hold:
        places.update(_holding(pieces, 0, len(pieces)))
    if any(pieces[place].startswith("/") for place in places):
        return None
    begun = list(accumulate(not piece.startswith("/") for piece in pieces))
    return [begun[place] - 1 for place in sorted(places)]


def _may_hold(kept: str) -> bool:
    return may_hold_contact(kept) or may_hold_number_from_abroad(kept) or _LINK(kept)


def _holding(pieces: Sequence[str], first: int, end: int) -> Iterator[int]:
    """Find which of these pieces may hold a contact, when one of them may: in ever smaller parts."""
    if end - first == 1:
        yield first
        return
    size = max(1, (end - first) // _PARTS)
    for start in range(first, end, size):
        stop = min(start + size, end)
        if _may_hold("<".join(pieces[start:stop])):
            yield from _holding(pieces, start, stop)


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
