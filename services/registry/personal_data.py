"""Texts in which a body describes itself name functions and departments, never people. Pure.

A check against mistakes: it finds addresses, telephone numbers, and names with a form of address or initials. A bare
name it cannot tell from the name of a department.
"""

import re
from typing import Final

_SIGNS: Final = (
    re.compile(r"[^\s@]@[^\s@]"),  # mail address, account
    re.compile(r"(?:\+\d{2}|\b0\d{1,3})[\s-]?\d{6,9}\b"),  # telephone number
    re.compile(r"\b06[\s-]?(?:\d{2}[\s-]?){4}\b"),  # mobile number in pairs
    re.compile(r"\b(?:dhr|mevr|mw|mr|mrs|ms|drs|ing|ir|dr|prof)\.\s*\w", re.IGNORECASE),
    re.compile(r"\b(?:de heer|mevrouw)\s", re.IGNORECASE),
    re.compile(r"\b(?:[A-Z]\.\s?)+(?:(?:van|de|der|den|ten|ter|het|'t)\s+)*[A-Z][a-zà-ÿ]+"),  # initials and a surname
)


def names_a_person(text: str) -> bool:
    """Whether a text looks like it holds the name, address or number of a person."""
    return any(sign.search(text) for sign in _SIGNS)
