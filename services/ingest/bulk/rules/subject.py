"""What can be taken home in bulk: a subject with its columns, and what of it is withheld and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from services.ingest.bulk.rules.column import Column
from shared.procurement.finding import Text


@dataclass(frozen=True)
class Subject:
    """A table that is given in bulk, a file a year.

    `view` is where its rows stand, `key` the columns that tell one from all others, `counted_on` those of which the
    first that is known places it in a year. `most_asked` are the columns of the narrow files,
    where there are many; `withheld` are columns
    that are in no file, as they may not be public row by row.
    """

    name: str
    title: Text
    about: Text
    view: str
    key: tuple[str, ...]
    counted_on: tuple[str, ...]
    columns: tuple[Column, ...]
    most_asked: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [each.name for each in self.columns]
        missing = ({*self.key, *self.counted_on, *self.most_asked}) - set(names)
        if missing or len(names) != len(set(names)) or set(self.withheld) & set(names):
            raise ValueError(f"the columns of {self.name} do not fit: {sorted(missing)}")

    @cached_property
    def narrow(self) -> tuple[Column, ...]:
        """The columns that are asked for most, in their order."""
        return tuple(each for each in self.columns if not self.most_asked or each.name in self.most_asked)


def listed(names: str) -> tuple[str, ...]:
    """Names with spaces in between."""
    return tuple(names.split())


def names_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """Their names."""
    return tuple(each.name for each in columns)
