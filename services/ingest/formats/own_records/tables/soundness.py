"""Whether a cell of spend can stand in its column: what the data contract says of it, asked once for each value."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from services.ingest.data_contracts.columns import Column
from services.ingest.data_contracts.spend.lines import NAMES
from services.ingest.data_contracts.spend.model import LONGEST_NAME
from services.ingest.formats.own_records.reading import checked
from services.ingest.formats.own_records.tables.cells import number, value_of
from shared.procurement.buyer_keys import checked_key
from shared.procurement.erased import is_stand_in
from shared.procurement.finding import Finding
from shared.procurement.misread import Misread
from shared.shown_text import unprintable

_AMOUNT: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
_SCHEMES: Final = {"NL-KVK": "kvk", "NL-OIN": "oin", "NL-RSIN": "rsin", "NL-TOOI": "tooi"}
_REQUIRED: Final = frozenset({("year",), NAMES["category"]})
_OF_NUMBERS: Final = frozenset({NAMES["supplier_scheme"], NAMES["supplier_number"]})


def is_sound(cell: str, column: Column) -> bool:
    """Whether a record may have this cell, whatever stands beside it."""
    stated = cell.strip()
    if not stated:
        return column.path not in _REQUIRED
    if unprintable(cell) is not None:
        return False
    if column.path in (NAMES["category"], NAMES["supplier"]):
        return len(stated) <= LONGEST_NAME
    if column.path == NAMES["amount"]:
        return _AMOUNT.fullmatch(number(stated)) is not None
    if column.path in _OF_NUMBERS:
        return True
    return _fits(column, value_of(cell, column))


def are_sound_texts(cells: Collection[str], column: Column) -> bool:
    """Whether all of these are sound, where a column of names makes that quick to tell; False says nothing."""
    if column.path not in (NAMES["category"], NAMES["supplier"]):
        return False
    named = column.path not in _REQUIRED or all(map(str.strip, cells))
    return named and "".join(cells).isprintable() and max(map(len, cells), default=0) <= LONGEST_NAME


def sound_numbers(pairs: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those pairs of a scheme and a number that are of a supplier, or say nothing."""
    return frozenset(pair for pair in pairs if _is_number(pair[0].strip(), pair[1].strip()))


def _is_number(scheme: str, value: str) -> bool:
    if not scheme and not value:
        return True
    known = _SCHEMES.get(scheme.upper())
    if known is None or not value:
        return False
    if is_stand_in(value):
        return True
    try:
        checked_key(known, value)
    except Misread:
        return False
    return True


def _fits(column: Column, value: Any) -> bool:  # noqa: ANN401 - a value of JSON
    """Whether the data contract takes this value in a record that is sound without it."""
    line: dict[str, Any] = {"category": "x", "band": 1}
    record: dict[str, Any] = {"format": "ppds-spend", "year": 2000, "reason": "x", "lines": [line]}
    (line if column.path[0] == "lines" else record)[column.path[-1]] = value
    return checked(record, list[Finding]()) is not None
