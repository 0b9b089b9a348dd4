"""The reference lists by which notices are read, all published versions of each, pinned by date (C27, C28).

A version rules from its first day until the first day of the next one; the first version rules the days before it as
well, and the last one goes on where no next one is published. Nothing here knows where versions are published.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, TypeAlias

from shared.reference.categories import CATEGORY_COLUMNS, CpvCategories
from shared.reference.lists import Entry, reference_list, rows
from shared.reference.product_chains import CHAIN_COLUMNS, MAPPING_COLUMNS, OUTSIDE_COLUMNS, ProductChains
from shared.reference.spend_bands import BAND_COLUMNS, SpendBands
from shared.reference.text_signals import SIGNAL_COLUMNS, TextSignals
from shared.reference.theme_codes import CODE_COLUMNS, ThemeCodes
from shared.reference.thresholds import AMOUNT_COLUMNS, LIGHT_COLUMNS, Thresholds

CHAINS: Final = "product-chains"
MAPPING: Final = "cpv-chains"
OUTSIDE: Final = "cpv-outside-chains"
CATEGORIES: Final = "cpv-categories"
CODES: Final = "theme-codes"
SIGNALS: Final = "text-signals"
AMOUNTS: Final = "eu-thresholds"
LIGHT: Final = "light-regime"
BANDS: Final = "spend-bands"

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    CHAINS: CHAIN_COLUMNS,
    MAPPING: MAPPING_COLUMNS,
    OUTSIDE: OUTSIDE_COLUMNS,
    CATEGORIES: CATEGORY_COLUMNS,
    CODES: CODE_COLUMNS,
    SIGNALS: SIGNAL_COLUMNS,
    AMOUNTS: AMOUNT_COLUMNS,
    LIGHT: LIGHT_COLUMNS,
    BANDS: BAND_COLUMNS,
}

READ_LISTS: Final[tuple[str, ...]] = tuple(_COLUMNS)
"""The lists by which notices are read; all others are only shown."""


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version of a list with the first day on which it holds. No two of a list begin on the same day."""

    list: str
    version: str
    valid_from: date
    entries: Sequence[Entry]


_Ruling: TypeAlias = Mapping[str, PublishedVersion]


@dataclass(frozen=True, slots=True)
class ListsOfDay:
    """What rules on one day."""

    chains: ProductChains
    categories: CpvCategories
    theme_codes: ThemeCodes
    text_signals: TextSignals
    thresholds: Thresholds
    spend_bands: SpendBands


class ReferenceLists:
    """All published versions of the lists by which notices are read; a list that has none is the one of the files.

    Look-ups of the same versions are made once, so that what they remember serves every day these rule.

    Raises KeyError or ValueError when a version cannot be read (see `problem_of`).
    """

    def __init__(self, published: Iterable[PublishedVersion] = ()) -> None:
        by_list: dict[str, list[PublishedVersion]] = {}
        for version in published:
            if version.list in _COLUMNS:
                by_list.setdefault(version.list, []).append(version)
        known = {
            name: sorted(by_list.get(name) or [_of_the_files(name)], key=lambda version: version.valid_from)
            for name in READ_LISTS
        }
        self._turns = sorted({version.valid_from for versions in known.values() for version in versions[1:]})
        ruling = {name: versions[0] for name, versions in known.items()}
        self._periods = [
            ListsOfDay(
                *(
                    _chains(ruling),
                    _categories(ruling),
                    _theme_codes(ruling),
                    _text_signals(ruling),
                    _thresholds(ruling),
                ),
                spend_bands=_spend_bands(ruling),
            )
        ]
        for day in self._turns:
            turned = {
                name: version
                for name, versions in known.items()
                for version in versions[1:]
                if version.valid_from == day
            }
            ruling |= turned
            self._periods.append(_turned(self._periods[-1], ruling, turned.keys()))

    @staticmethod
    def built_in() -> ReferenceLists:
        """The lists of the files."""
        return _built_in()

    @property
    def newest(self) -> ListsOfDay:
        """The last published versions, also when they rule in the future."""
        return self._periods[-1]

    def on(self, day: date | None) -> ListsOfDay:
        """What rules on a day; the newest for a day that nobody stated."""
        if day is None or not self._turns:
            return self._periods[-1]
        return self._periods[bisect_right(self._turns, day)]


def problem_of(name: str, version: str, entries: Sequence[Entry]) -> str | None:
    """Why these rows cannot rule as a version of a list, in words; None when they can, or notices are not read by it.

    Asked before a version is published, and again before one is followed.
    """
    mapping = entries if name == MAPPING else ()
    try:
        match name:
            case "product-chains" | "cpv-chains" | "cpv-outside-chains":
                chains, outside = (entries if name == list_name else () for list_name in (CHAINS, OUTSIDE))
                ProductChains(chains, mapping, outside, version=version)
            case "cpv-categories":
                CpvCategories(entries)
            case "theme-codes":
                ThemeCodes(entries)
            case "text-signals":
                TextSignals(entries)
            case "eu-thresholds":
                Thresholds(entries, ())
            case "light-regime":
                Thresholds((), entries)
            case "spend-bands":
                SpendBands(entries)
            case _:
                return None
    except KeyError as missing:
        return f"a row has no column {missing}"
    except ValueError as problem:
        return str(problem)
    return None


def _turned(before: ListsOfDay, ruling: _Ruling, turned: AbstractSet[str]) -> ListsOfDay:
    """What rules from a day on which these lists turn to another version."""
    return ListsOfDay(
        chains=before.chains if not turned & {CHAINS, MAPPING, OUTSIDE} else _chains(ruling),
        categories=before.categories if CATEGORIES not in turned else _categories(ruling),
        theme_codes=before.theme_codes if CODES not in turned else _theme_codes(ruling),
        text_signals=before.text_signals if SIGNALS not in turned else _text_signals(ruling),
        thresholds=before.thresholds if not turned & {AMOUNTS, LIGHT} else _thresholds(ruling),
        spend_bands=before.spend_bands if BANDS not in turned else _spend_bands(ruling),
    )


def _chains(ruling: _Ruling) -> ProductChains:
    mapping = ruling[MAPPING]
    return ProductChains(ruling[CHAINS].entries, mapping.entries, ruling[OUTSIDE].entries, version=mapping.version)


def _categories(ruling: _Ruling) -> CpvCategories:
    return CpvCategories(ruling[CATEGORIES].entries)


def _theme_codes(ruling: _Ruling) -> ThemeCodes:
    return ThemeCodes(ruling[CODES].entries)


def _text_signals(ruling: _Ruling) -> TextSignals:
    return TextSignals(ruling[SIGNALS].entries)


def _thresholds(ruling: _Ruling) -> Thresholds:
    return Thresholds(ruling[AMOUNTS].entries, ruling[LIGHT].entries)


def _spend_bands(ruling: _Ruling) -> SpendBands:
    return SpendBands(ruling[BANDS].entries)


def _of_the_files(name: str) -> PublishedVersion:
    declared = reference_list(name)
    return PublishedVersion(name, declared.version, declared.valid_from, rows(name, _COLUMNS[name]))


@cache
def _built_in() -> ReferenceLists:
    return ReferenceLists()
