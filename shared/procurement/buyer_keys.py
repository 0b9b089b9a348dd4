"""By what a buyer that the register does not know can be linked to a party: its identifiers, else its name.

Both services use these keys: ingest to group unmatched buyers and to follow a link, the registry to keep one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, TypeAlias, get_args

from shared.procurement.identifiers import KvkNumber, Oin, RooNumber, Rsin, TooiUri
from shared.procurement.misread import Misread

BuyerKey: TypeAlias = tuple[str, str]
"""(scheme, value): a scheme of KEY_SCHEMES, and the value as it is compared."""

IdentifierScheme: TypeAlias = Literal["oin", "kvk", "rsin", "tooi", "roo"]
KeyScheme: TypeAlias = Literal[IdentifierScheme, "other", "name"]
IDENTIFIER_SCHEMES: Final[tuple[IdentifierScheme, ...]] = get_args(IdentifierScheme)
KEY_SCHEMES: Final[tuple[KeyScheme, ...]] = get_args(KeyScheme)
OTHER: Final = "other"
"""Scheme of an identifier whose form proves none: a foreign number, a VAT number, a number of a platform's own."""
NAME: Final = "name"
LONGEST_VALUE: Final = 300

_PARSERS: Final[Mapping[str, Callable[[str], Oin | KvkNumber | Rsin | TooiUri | RooNumber]]] = {
    "oin": Oin.parse,
    "kvk": KvkNumber.parse,
    "rsin": Rsin.parse,
    "tooi": TooiUri.parse,
    "roo": RooNumber.parse,
}
_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}")
_NO_WORD: Final = re.compile(r"[^\w&]+")


def normalised_name(name: str) -> str:
    """Write the name of an organisation in the one form in which names are compared.

    Without capitals, accents, punctuation and double spaces; initials lose their points (`B.V.` is `bv`) and `&` is
    `en`. Words are never left out: "Gemeente Utrecht" and "Provincie Utrecht" are two bodies.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
    joined = _DOTTED.sub(lambda initials: initials[0].replace(".", ""), plain)
    return " ".join(_NO_WORD.sub(" ", joined.replace("_", " ").replace("&", " en ")).split())


def keys_of_buyer(name: str | None, identifiers: Iterable[BuyerKey]) -> tuple[BuyerKey, ...]:
    """The keys of a buyer, in one order: every identifier it states, and only without any its name.

    A name says less than a number, so it never speaks beside one. A buyer that states neither has no key.
    """
    stated = {
        (scheme if scheme in IDENTIFIER_SCHEMES else OTHER, value.strip()) for scheme, value in identifiers if value
    }
    if stated:
        return tuple(sorted(stated))
    plain = normalised_name(name) if name else ""
    return ((NAME, plain),) if plain else ()


def checked_key(scheme: str, value: str) -> BuyerKey:
    """Read a key that a person states; raises Misread naming what is wrong.

    A name may be given as it is written; it is kept in its normalised form.
    """
    if scheme not in KEY_SCHEMES:
        known = ", ".join(KEY_SCHEMES)
        raise Misread(f"Known schemes: {known}.", nl=f"Bekende stelsels: {known}.")
    if len(value) > LONGEST_VALUE or not value.isprintable():
        raise Misread(
            f"A value has at most {LONGEST_VALUE} printable characters.",
            nl=f"Een waarde heeft ten hoogste {LONGEST_VALUE} afdrukbare tekens.",
        )
    parse = _PARSERS.get(scheme)
    if parse is not None:
        return scheme, parse(value).value
    stated = normalised_name(value) if scheme == NAME else value.strip()
    if not stated:
        raise Misread("The value is empty.", nl="De waarde is leeg.")
    return scheme, stated


def key_of_number(text: str) -> BuyerKey:
    """Read a number of an organisation whose form tells what it is: TOOI address, OIN, KvK number or RSIN.

    Raises Misread.
    """
    stated = text.strip()
    return checked_key("tooi" if stated.startswith("http") else _BY_LENGTH.get(len(stated), "tooi"), stated)


_BY_LENGTH: Final[Mapping[int, IdentifierScheme]] = {20: "oin", 8: "kvk", 9: "rsin"}
