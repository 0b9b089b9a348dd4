"""What the name of a category of spend says: its product chain, and whether it is a risk category for ISV.

A name is known when it is that of a product chain, of a purchasing category of the Rijk, or of a category for
international social conditions; by its code, in Dutch or in English. Nothing follows from any other name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from shared.reference.lists import columns_of, rows

_PARTS: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SpendCategory:
    """What is known of a category. `isv` is None for a product chain: no list of risks names those."""

    chain: str | None = None
    isv: bool | None = None


class SpendCategories:
    """Categories by name."""

    def __init__(self) -> None:
        self._known: dict[str, SpendCategory] = {}
        self.names: Sequence[str] = ()
        names = []
        for row in _rows("product-chains"):
            names.append(row["nl"])
            self._add(row, SpendCategory(chain=row["code"]))
        for row in _rows("rijk-categories"):
            names.append(row["nl"])
            self._add(row, SpendCategory(isv=False))
        for row in (*_rows("isv-categories-10"), *_rows("isv-categories-8")):
            names.append(row["nl"])
            self._add(row, SpendCategory(isv=True))
        self.names = tuple(dict.fromkeys(names))

    def of(self, name: str) -> SpendCategory | None:
        """What is known of a category; None when its name is on no list."""
        return self._known.get(_plain(name))

    def _add(self, row: dict[str, str], category: SpendCategory) -> None:
        for name in (row["code"], row["nl"], row["en"]):
            known = self._known.get(_plain(name), SpendCategory())
            isv = known.isv if category.isv is None else category.isv
            self._known[_plain(name)] = SpendCategory(known.chain or category.chain, isv)


@cache
def built_in_categories() -> SpendCategories:
    """The categories of the files."""
    return SpendCategories()


def _rows(name: str) -> list[dict[str, str]]:
    return [dict(row) for row in rows(name, columns_of(name))]


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return _PARTS.sub("", "".join(letter for letter in letters if not unicodedata.combining(letter)))
