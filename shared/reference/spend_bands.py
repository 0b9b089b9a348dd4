"""The bands in which the open purchasing data state what was spent: least, most and the average used, in whole euros.

Band 0 is negative and has no amounts: what stands in it is left out. The last band has no most: its least is used as
the average, which is too low (evaluation of Inkopen met Impact, appendix 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from shared.reference.lists import Entry, rows

BAND_COLUMNS = ("band", "min_eur", "max_eur", "average_eur")


@dataclass(frozen=True, slots=True)
class SpendBand:
    """A band with amounts; `most` is None where it is open above."""

    least: int
    most: int | None
    average: int


class SpendBands:
    """The bands of one version of the list.

    Raises KeyError for a row without one of its columns, ValueError for a cell that cannot be read.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._bands: dict[int, SpendBand | None] = {int(entry["band"]): _band(entry) for entry in entries}

    @property
    def with_amounts(self) -> Mapping[int, SpendBand]:
        """The bands that count, by number."""
        return {number: band for number, band in self._bands.items() if band is not None}

    def knows(self, band: int) -> bool:
        """Whether there is a band of this number, with amounts or without."""
        return band in self._bands


@cache
def built_in_bands() -> SpendBands:
    """The bands of the file."""
    return SpendBands(rows("spend-bands", BAND_COLUMNS))


def _band(entry: Entry) -> SpendBand | None:
    least, most, average = entry["min_eur"], entry["max_eur"], entry["average_eur"]
    return SpendBand(int(least), int(most) if most else None, int(average)) if least else None
