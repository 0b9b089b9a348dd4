"""Whether parts of an XML document are larger than they may be, told from its written copy as a whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from services.ingest.formats.contact_signs import sign

# lxml needs time in the square of their number to list the attributes of an element.
_CROWDED: Final = etree.XPath("boolean(//@*[position() > $most])")


def is_crowded(root: Element, kept: str, *, most: int) -> bool:
    """Whether an element of a notice, written as `kept`, has more attributes than this."""
    return _may_be_crowded(most)(kept) and bool(_CROWDED(root, most=most))


def holds_longer(kept: str, longest: int) -> bool:
    """Whether more characters than this stand between one tag and the next."""
    at = 0
    while at + longest < len(kept):
        at = kept.rfind("<", at, at + longest + 1) + 1
        if at == 0:
            return True
    return False


@lru_cache(maxsize=8)
def _may_be_crowded(most: int) -> Callable[[str], bool]:
    return sign(rf'="[^"]*"(?: [^"=<>]*="[^"]*"){{{most}}}')
