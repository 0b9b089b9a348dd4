"""Texts in which a body describes itself name functions and departments, never people. Pure.

A check against mistakes: it finds contacts by the one rule for them, and names with a form of address or initials. A
bare name it cannot tell from the name of a department.
"""

import re
from typing import Final

from shared.procurement.contacts import without_contacts

_SIGNS: Final = (
    re.compile(r"\b(?:dhr|mevr|mw|mr|mrs|ms|drs|ing|ir|dr|prof)\.\s*\w", re.IGNORECASE),
    re.compile(r"\b(?:de heer|mevrouw)\s", re.IGNORECASE),
    re.compile(r"\b(?:[A-Z]\.\s?)+(?:(?:van|de|der|den|ten|ter|het|'t)\s+)*[A-Z][a-zà-ÿ]+"),  # initials and a surname
)


def names_a_person(text: str) -> bool:
    """Whether a text looks like it holds the name, address or number of a person."""
    return without_contacts(text, telephone=True) != text or any(sign.search(text) for sign in _SIGNS)
