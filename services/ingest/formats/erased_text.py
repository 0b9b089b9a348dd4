"""Names and numbers of erased people in running text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet


def pattern_of(names: AbstractSet[str]) -> re.Pattern[str] | None:
    """What finds whole names in running text, however they are spaced; the longest first. None without names."""
    if not names:
        return None
    written = (r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=lambda each: (-len(each), each)))
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", re.IGNORECASE)


def without_numbers(text: str, stand_ins: Mapping[str, str]) -> str:
    """A text in which stand-ins take the place of these numbers; digits within a longer number are no such number."""
    for number, stand_in in stand_ins.items():
        if number in text:
            text = re.sub(rf"(?<!\d){re.escape(number)}(?!\d)", stand_in, text)
    return text
