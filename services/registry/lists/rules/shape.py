"""What the shape of a reference list is, and the columns that most of them have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.registry.lists.rules.cells import Column, code, day, text, truth

CODE: Final = Column(code)
TEXT: Final = Column(text)
TEXT_OR_BLANK: Final = Column(text, blank=True)
TRUTH: Final = Column(truth)
DAY: Final = Column(day)
NAMES: Final = {"nl": TEXT, "en": TEXT}


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a list in their order, and its key: no two rows have the same.

    `period` names the columns with the first and the last day of a row: rows with the same key then differ in days.
    """

    key: tuple[str, ...]
    columns: Mapping[str, Column]
    period: tuple[str, str] | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns whose cells no two rows share."""
        return self.key if self.period is None else (*self.key, self.period[0])
