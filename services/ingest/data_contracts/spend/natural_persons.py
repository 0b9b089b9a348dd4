"""Which suppliers are natural persons: their names are not kept.

A supplier that states a number, or a legal form, is a firm. Any other is taken for a person when the text says so
(natuurlijk persoon, particulier), begins with a form of address, is initials with a surname, or holds a citizen service
number. Somebody who trades under a name of his own keeps it until he is erased.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

PERSON: Final = "natuurlijk persoon"
"""What stands in place of the name."""

_INITIALS: Final = r"(?:[A-Z](?:[a-z]{1,2})?\.[ ]?){1,6}"
_BETWEEN: Final = r"(?:(?:van|de|der|den|het|ten|ter|te|op|in|aan|von|la|le|el|'t|d')[ ])*"
_SURNAME: Final = r"[A-Z][a-zà-ÿ]+(?:-(?:(?:van|de|der|den)[ ])*[A-Z][a-zà-ÿ]+)?"
_PATTERN: Final = re.compile(
    rf"""(?:
        (?i:natuurlijke?[ ]perso(?:on|nen)|particulier(?:en)?|priv[eé][- ]?persoon)\b.*
        | (?i:de[ ]heer|dhr|mevrouw|mevr|mw|mej)[. ]+[^ ].*
        | {_INITIALS}{_BETWEEN}{_SURNAME}
        | {_SURNAME},[ ]?{_INITIALS}(?:[ ]?(?:van|de|der|den|het|ten|ter|te))*
    )""",
    re.VERBOSE,
)
_FIRM: Final = re.compile(
    r"\b(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|C\.?V\.?|U\.?A\.?|stichting|vereniging|co[oö]peratie|GmbH|Ltd|Inc)(?!\w)",
    re.IGNORECASE,
)
_NINE_DIGITS: Final = re.compile(r"(?<!\d)\d{9}(?!\d)")
_DIGITS: Final = re.compile(r"\d{9}")
_QUICK: Final = re.compile(
    r"^(?:[^\n]{1,4}\.|[ ]*(?:na|pa|pr|de|dh|me|mw)|[^\n,]*,)[^\n]*", re.IGNORECASE | re.MULTILINE
)
"""A quick look, for nearly every name is of a firm: initials, a form of address, a comma, or what else begins so."""
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_ELEVEN: Final = 11


def natural_persons(names: Collection[str]) -> frozenset[str]:
    """Those of these names that are of natural persons."""
    text = "\n".join(names)
    suspects = set(_QUICK.findall(text))
    if _DIGITS.search(text):
        suspects |= {name for name in names if _NINE_DIGITS.search(name)}
    return frozenset(name for name in names if name in suspects and _is_person(name.strip()))


def _is_person(name: str) -> bool:
    if _PATTERN.fullmatch(name):
        return _FIRM.search(name) is None
    return any(map(_is_citizen, _NINE_DIGITS.findall(name)))


def _is_citizen(digits: str) -> bool:
    """Whether nine digits pass the eleven test of citizen service numbers."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % _ELEVEN == 0


def without_persons(lines: Sequence[Any]) -> list[Any]:
    """Lines of JSON without the names of natural persons; what is no line stays for others to judge."""
    stated = [line.get("supplier") for line in lines if isinstance(line, dict)]
    persons = natural_persons({name for name in stated if isinstance(name, str)})
    return [{**line, "supplier": PERSON} if persons and _names_one_of(line, persons) else line for line in lines]


def _names_one_of(line: Any, persons: frozenset[str]) -> bool:  # noqa: ANN401 - any JSON
    return (
        isinstance(line, dict)
        and isinstance(line.get("supplier"), str)
        and line["supplier"] in persons
        and not line.get("supplierNumber")
    )
