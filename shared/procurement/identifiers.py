"""Identifiers of Dutch organisations, checked on entry.

Rules: conventions of Dutch government data services (OIN 20 positions as text, KvK 8 digits, RSIN 9 digits with the
elfproef, TOOI URI of a current organisation). What `parse` gives is always well-formed: digits of ASCII alone, without
the blanks that stood around it, and never a number of zeros, which forms and files put where a number is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.procurement.misread import Misread

_OIN_PREFIXES = frozenset(f"000000{number}" for number in ("01", "02", "03", "04", "06", "07", "08", "99"))
_TOOI = re.compile(
    r"https://identifier\.overheid\.nl/tooi/id/"
    r"(gemeente/gm[0-9]{4}|provincie/pv[0-9]{2}|waterschap/ws[0-9]{4}|ministerie/mnre[0-9]{4}"
    r"|(?!gemeente/|provincie/|waterschap/|ministerie/)[a-z]+/[a-z]+[0-9]+)"
)
_ELEVEN = 11
_LONGEST_ROO = 12


@dataclass(frozen=True, slots=True)
class Oin:
    """Organisation identification number: prefix (8), number (9 or 8) and suffix, 20 digits kept as text."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Oin:
        """Read an OIN; raises Misread naming what is wrong."""
        digits = _digits(text, length=20, name="OIN")
        if digits[:8] not in _OIN_PREFIXES:
            prefixes = ", ".join(sorted(_OIN_PREFIXES))
            raise Misread(
                f"An OIN does not start with {digits[:8]!r}; known prefixes: {prefixes}.",
                nl=f"Een OIN begint niet met {digits[:8]!r}; bekende beginnen: {prefixes}.",
            )
        if not digits[8:17].strip("0"):
            raise Misread(
                f"OIN {digits!r} has no number behind its prefix, only zeros.",
                nl=f"OIN {digits!r} heeft achter het begin geen nummer, alleen nullen.",
            )
        return cls(digits)

    @property
    def is_test(self) -> bool:
        """Whether the OIN belongs to the range for fictitious test bodies (prefix 00000099)."""
        return self.value.startswith("00000099")


@dataclass(frozen=True, slots=True)
class KvkNumber:
    """Number in the Dutch trade register (KvK): exactly eight digits."""

    value: str

    @classmethod
    def parse(cls, text: str) -> KvkNumber:
        """Read a KvK number; raises Misread naming what is wrong."""
        digits = _digits(text, length=8, name="KvK number")
        if not digits.strip("0"):
            raise Misread("A KvK number of zeros is nobody's.", nl="Een KvK-nummer van nullen is van niemand.")
        return cls(digits)


@dataclass(frozen=True, slots=True)
class Rsin:
    """Legal entity and partnership number: nine digits that pass the elfproef."""

    value: str

    @classmethod
    def parse(cls, text: str) -> Rsin:
        """Read an RSIN; raises Misread naming what is wrong."""
        digits = _digits(text, length=9, name="RSIN")
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
        total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
        if total % _ELEVEN != 0 or digits == "000000000":
            raise Misread(f"RSIN {digits!r} fails the elfproef.", nl=f"RSIN {digits!r} voldoet niet aan de elfproef.")
        return cls(digits)


@dataclass(frozen=True, slots=True)
class RooNumber:
    """Number in the register of overheidsorganisaties (ROO): one to twelve digits."""

    value: str

    @classmethod
    def parse(cls, text: str) -> RooNumber:
        """Read a ROO number; raises Misread naming what is wrong."""
        stripped = text.strip()
        if not (stripped.isascii() and stripped.isdigit()) or len(stripped) > _LONGEST_ROO or not stripped.strip("0"):
            raise Misread(
                f"{stripped[:40]!r} is no number in the register of overheidsorganisaties: one to twelve digits.",
                nl=f"{stripped[:40]!r} is geen nummer in het organisatieregister (ROO): een tot twaalf cijfers.",
            )
        return cls(stripped)


@dataclass(frozen=True, slots=True)
class TooiUri:
    """Key of a party in the register of overheidsorganisaties: the TOOI URI of the organisation itself."""

    value: str

    @classmethod
    def parse(cls, text: str) -> TooiUri:
        """Read a TOOI URI; a historical version (`hv_...`) is no key. Raises Misread naming what is wrong."""
        stripped = text.strip()
        if "/hv_" in stripped:
            raise Misread(
                f"{stripped!r} is a historical version; use the URI of the organisation itself.",
                nl=f"{stripped!r} is een historische versie; gebruik de URI van de organisatie zelf.",
            )
        if not _TOOI.fullmatch(stripped) or not re.search(r"[1-9][0-9]*$", stripped):
            raise Misread(
                f"{stripped[:200]!r} is no TOOI URI (https://identifier.overheid.nl/tooi/id/<kind>/<code>).",
                nl=f"{stripped[:200]!r} is geen TOOI-URI (https://identifier.overheid.nl/tooi/id/<soort>/<code>).",
            )
        return cls(stripped)


_DUTCH = frozenset({"NLD", "NL"})
_BY_LENGTH: Mapping[int, tuple[str, type[KvkNumber | Oin | Rsin | TooiUri]]] = {
    20: ("oin", Oin), 8: ("kvk", KvkNumber), 9: ("rsin", Rsin)
}  # fmt: skip
_DUTCH_ONLY = frozenset({"kvk", "rsin"})


def scheme_of(value: str, country: str | None) -> str:
    """Scheme that the form of an identifier proves; "" when it proves none.

    The scheme a notice states (`schemeID`) is no proof: 002 stands on Dutch and foreign numbers alike. Eight digits are
    a KvK number only, and nine digits that pass the elfproef an RSIN only, of a Dutch organisation.
    """
    scheme, kind = _BY_LENGTH.get(len(value), ("tooi", TooiUri))
    if scheme in _DUTCH_ONLY and country not in _DUTCH:
        return ""
    return scheme if _parses(kind, value) else ""


def _parses(kind: type[KvkNumber | Oin | Rsin | TooiUri], value: str) -> bool:
    try:
        kind.parse(value)
    except ValueError:
        return False
    return True


def _digits(text: str, *, length: int, name: str) -> str:
    stripped = text.strip()
    if len(stripped) != length or not (stripped.isascii() and stripped.isdigit()):
        dutch = "KvK-nummer" if name == "KvK number" else name
        raise Misread(
            f"{name} {stripped[:40]!r} does not consist of exactly {length} digits.",
            nl=f"{dutch} {stripped[:40]!r} bestaat niet uit precies {length} cijfers.",
        )
    return stripped
