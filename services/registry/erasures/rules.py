"""Which numbers a sole trader may be known by. The forms: conventions of Dutch government data services, section 4."""

from __future__ import annotations

import re
from typing import Final

from shared.procurement.finding import Text

_KVK: Final = 8
_BRANCH: Final = 12
_RSIN: Final = 9
_OIN: Final = 20
_OIN_OF_TRADE_REGISTER: Final = "00000003"
_DUTCH_VAT: Final = re.compile(r"NL(?!0{9})\d{9}B\d{2}", re.ASCII)
_OTHER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .\-/]{3,38}[A-Za-z0-9]", re.ASCII)
_PREFIXED: Final = re.compile(r"(?:NL[- ]?)?(?:KVK|OIN|RSIN)\b|(?:NL[- ]?)?(?:KVK|OIN|RSIN)\d", re.IGNORECASE)


def problem_of(identifier: str) -> Text | None:
    """What is wrong with a number that is said to be a sole trader's, without repeating it; None when nothing is.

    A trade register number (KvK, eight digits), the number of a branch (twelve), an OIN made of a trade register number
    (twenty, from 00000003), a Dutch VAT number, or a foreign number with a letter. Nine digits alone are an RSIN, of a
    legal person or partnership, or a citizen service number, which may not be processed here at all.
    """
    stated = identifier.strip()
    if _PREFIXED.match(stated):
        return Text(
            "Noem alleen het nummer, zonder de naam van het register.",
            "State the number alone, without the name of its register.",
        )
    if stated.isascii() and stated.isdigit():
        return _problem_of_digits(stated)
    if stated.upper().startswith("NL"):
        written = re.sub(r"[ .]", "", stated.upper())
        if _DUTCH_VAT.fullmatch(written):
            return None
        return Text(
            "Een Nederlands btw-nummer is NL, negen cijfers, B en twee cijfers.",
            "A Dutch VAT number is NL, nine digits, B and two digits.",
        )
    if not _OTHER.fullmatch(stated) or not any(character.isdigit() for character in stated):
        return Text(
            "Een nummer heeft vijf tot veertig letters, cijfers, spaties, punten of streepjes, waaronder een cijfer.",
            "A number has five to forty letters, digits, spaces, points, hyphens or slashes, one of them a digit.",
        )
    return None


def _problem_of_digits(stated: str) -> Text | None:
    number = stated.removeprefix(_OIN_OF_TRADE_REGISTER) if len(stated) == _OIN else stated
    if not number[:_RSIN].strip("0"):
        return Text(
            "Een nummer van nullen is van niemand; formulieren zetten het waar een nummer onbekend is.",
            "A number of zeros is nobody's; forms put it where a number is unknown.",
        )
    if len(stated) in (_KVK, _BRANCH):
        return None
    if len(stated) == _RSIN:
        return Text(
            "Negen cijfers zijn een nummer van een rechtspersoon (RSIN); een eenmanszaak heeft dat niet.",
            "Nine digits are the number of a legal person or partnership (RSIN); a sole trader has none.",
        )
    if len(stated) == _OIN and stated.startswith(_OIN_OF_TRADE_REGISTER):
        return None
    if len(stated) == _OIN:
        return Text(
            f"Een OIN van een eenmanszaak begint met {_OIN_OF_TRADE_REGISTER}; dit is er een van een overheid.",
            f"An OIN of a sole trader starts with {_OIN_OF_TRADE_REGISTER}; this one is of a public body.",
        )
    return Text(
        "Een KvK-nummer heeft acht cijfers, een vestigingsnummer twaalf, een OIN twintig.",
        "A trade register number (KvK) has eight digits, that of a branch twelve, an OIN twenty.",
    )
