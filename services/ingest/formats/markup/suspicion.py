"""Which elements of an XML document may hold a contact, told from its written copy as a whole.

It suspects more than there is, never less: an element that is not suspected has no text, tail or attribute that the
rule for contacts would change (`shared.procurement.contacts`). Looking at each text costs most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final

from services.ingest.formats.contact_signs import may_hold_contact, may_hold_number_from_abroad, sign

_LINK: Final = sign(r"(?i:(?:tel|sms|allto):)")
_GAP: Final = r"[ ./()\u00a0\u2009\u202f\u2010-\u2015-]{0,3}"
# It begins with one character and nothing else, so that the search may skip to that. 00123456-2026 is a publication.
_MAY_BE_FROM_ZERO: Final = sign(r"0(?:[ ./()\x{a0}\x{2009}\x{202f}\x{2010}-\x{2015}-]{0,3}\d){9}")
_FROM_ZERO: Final = re.compile(rf"0(?<!\d0)(?!00|0\d{{6}}(?!\d))(?:{_GAP}\d){{9}}")
_PARTS: Final = 8


def suspected(kept: str, *, is_fixed: Callable[[str, int], bool]) -> Sequence[int] | None:
    """The elements that must be looked at, by their number in the document; None for all.

    All when a contact may stand behind an element. `is_fixed` says whether the text in which a number of ten digits
    ends, at a place in the copy, is one that machines write.
    """
    numbers = _FROM_ZERO.finditer(kept) if _MAY_BE_FROM_ZERO(kept) else ()
    places = {kept.count("<", 1, number.start()) for number in numbers if not is_fixed(kept, number.end())}
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
