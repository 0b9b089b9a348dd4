"""What a publication is called, and from which day it may be drawn up (C8)."""

import re
from datetime import date
from typing import Final, Literal, TypeAlias

PublishedSeries: TypeAlias = Literal["first", "final"]
State: TypeAlias = Literal["drawing-up", "draft", "published", "withdrawn", "failed"]

NAME: Final = r"^[0-9]{4}-(first|final)(-[0-9]{1,4})?$"
_MOMENT: Final[dict[PublishedSeries, tuple[int, int]]] = {"first": (4, 1), "final": (10, 1)}
_NAME: Final = re.compile(NAME)


def name_of(year: int, series: PublishedSeries, number: int) -> str:
    """`2024-first`, `2024-final`; a correction has its number: `2024-final-2`."""
    return f"{year}-{series}" + ("" if number == 1 else f"-{number}")


def is_name(text: str) -> bool:
    """Whether a publication could be called so."""
    return _NAME.fullmatch(text) is not None


def first_day(year: int, series: PublishedSeries) -> date:
    """The first day on which the figures of a year may be drawn up: their data moment."""
    return date(year + 1, *_MOMENT[series])
