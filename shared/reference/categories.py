"""Purchasing categories of the Rijk and risk categories for ISV: what a CPV code leads to, and what a buyer states.

The categories are those of the sources; the mapping from CPV is our own draft, since no source gives one. Every row
carries a quality as that of product chains does (counting rule C27): A all that is bought under the code, B its main
use, C a guess, from which nothing follows. `NONE`: it is in none of the categories of the list for certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from shared.reference.cpv import under_longest_prefix
from shared.reference.lists import Entry, columns_of, rows
from shared.reference.product_chains import Quality, quality_of

CATEGORY_COLUMNS: Final = ("cpv_prefix", "rijk_category", "rijk_quality", "isv_category", "isv_quality", "reason")
NONE: Final = "none"
_LIST_OF_10: Final = "isv-categories-10"


@dataclass(frozen=True, slots=True)
class Derived:
    """The category a CPV code leads to, with how sure that is; both None where no row says anything."""

    category: str | None = None
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class CategoryMatch:
    """What a CPV code leads to: a category of the Rijk, and one of the list of 8 for ISV."""

    rijk: Derived = Derived()
    isv: Derived = Derived()


_NO_MATCH: Final = CategoryMatch()


class CpvCategories:
    """The mapping from CPV as one version of the list states it.

    Raises KeyError for a row without one of its columns, ValueError for a cell that cannot be read.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._prefixes = {row["cpv_prefix"]: _match(row) for row in entries}
        self.of = lru_cache(maxsize=16_384)(self._of)

    def _of(self, cpv: str | None) -> CategoryMatch:
        """What a main CPV code leads to."""
        return under_longest_prefix(self._prefixes, cpv) or _NO_MATCH


@cache
def became_of_10() -> dict[str, str]:
    """What each category of the list of 10 became in the list of 8."""
    return {row["code"]: row["became"] for row in rows(_LIST_OF_10, columns_of(_LIST_OF_10))}


def in_list_of_8(category: str | None) -> str | None:
    """A risk category as the list of 8 names it; what is of neither list stays as it is."""
    return None if category is None else became_of_10().get(category, category)


def _match(row: Entry) -> CategoryMatch:
    return CategoryMatch(
        rijk=_derived(row["rijk_category"], row["rijk_quality"]), isv=_derived(row["isv_category"], row["isv_quality"])
    )


def _derived(category: str, quality: str) -> Derived:
    return Derived(category or NONE, quality_of(quality)) if quality else Derived()
