"""Looking a CPV code up in a list of prefixes: the longest prefix wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

_CODE_DIGITS = 8
_DIVISION_DIGITS = 2


def under_longest_prefix(prefixes: Mapping[str, T], cpv: str | None) -> T | None:
    """What a list of prefixes says of a CPV code; None where no row covers it or the text is no CPV code.

    A row of fewer than eight digits stands for its code and every code below it; a row of eight digits stands for that
    one code. A check digit ("39130000-2") is allowed.
    """
    if cpv is None:
        return None
    code = cpv.strip().partition("-")[0]
    if len(code) != _CODE_DIGITS or not (code.isascii() and code.isdigit()):
        return None
    for length in range(_CODE_DIGITS, _DIVISION_DIGITS - 1, -1):
        row = prefixes.get(code[:length])
        if row is not None:
            return row
    return None
