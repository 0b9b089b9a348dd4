"""A compiled procedure as rows of the tables: which value stands in which column, and the hash that sees any change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from typing import Final
from uuid import UUID

import orjson

from services.ingest.procedures.store.writing import LOT, PROCEDURE, WINNER, PlaceRow, places_of
from shared.procurement.procedure import CompiledLot, CompiledProcedure, CompiledWinner, Dimensions
from shared.procurement.themes import THEMES

_THEME_OF_COLUMN: Final = {theme.replace("-", "_"): theme for theme in THEMES}
_DIMENSIONS: Final = tuple(Dimensions.__dataclass_fields__)


def content_hash(compiled: CompiledProcedure) -> str:
    """Hash of everything in a compiled procedure, lots and winners included."""
    return blake2b(orjson.dumps(compiled, default=_plain, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def procedure_row(compiled: CompiledProcedure, *, row_id: UUID, digest: str, change: int) -> list[object]:
    """Values in the order of PROCEDURE."""
    values: dict[str, object] = {
        **_dimensions(compiled.dimensions),
        **{column: compiled.themes[theme] for column, theme in _THEME_OF_COLUMN.items()},
        "id": row_id,
        "content_hash": digest,
        "since_change": change,
        "took_part": list(compiled.took_part),
        "buyers": _json(compiled.buyers),
        "findings": _json([each.row for each in compiled.findings]),
    }
    return [values[name] if name in values else getattr(compiled, name) for name in PROCEDURE]


def lot_rows(compiled: CompiledProcedure, *, row_id: UUID, change: int) -> Iterator[list[object]]:
    """Values in the order of LOT, for every lot."""
    for lot in compiled.lots:
        values: dict[str, object] = {
            **_dimensions(lot.dimensions),
            **{column: lot.themes[theme].value for column, theme in _THEME_OF_COLUMN.items()},
            "procedure": row_id,
            "since_change": change,
            "any_theme": lot.any_theme.value,
            "local_themes": list(lot.local_themes),
            "signals_in_text": list(lot.signals_in_text),
            "gpp_criteria": lot.gpp_criteria.value,
            "accessible": lot.accessible.value,
            "reserved": lot.reserved.value,
            "evidence": _json(lot.evidence),
        }
        yield [values[name] if name in values else getattr(lot, name) for name in LOT]


def winner_rows(compiled: CompiledProcedure, *, row_id: UUID, change: int) -> Iterator[list[object]]:
    """Values in the order of WINNER, for every winning tender of every lot, and of awards that do not say their lot."""
    for lot in compiled.lots:
        for winner in lot.winners:
            yield _winner_row(lot, winner, lot_id=lot.lot_id, row_id=row_id, change=change)
    if compiled.winners and compiled.lots:
        like = replace(compiled.lots[0], dimensions=compiled.dimensions, counted=compiled.counted)
        for winner in compiled.winners:
            yield _winner_row(like, winner, lot_id="", row_id=row_id, change=change)


def _winner_row(lot: CompiledLot, winner: CompiledWinner, *, lot_id: str, row_id: UUID, change: int) -> list[object]:
    values: dict[str, object] = {
        **_dimensions(lot.dimensions),
        "procedure": row_id,
        "lot_id": lot_id,
        "since_change": change,
        "counted": lot.counted,
        "competition": lot.competition,
        "suppliers": _json(winner.suppliers),
    }
    return [values[name] if name in values else getattr(winner, name) for name in WINNER]


def places(compiled: CompiledProcedure) -> Iterator[PlaceRow]:
    """Every place in the figures in which this procedure, its lots and winners stand."""
    for each in (compiled.dimensions, *(lot.dimensions for lot in compiled.lots)):
        yield from places_of(each.lead_body, each.tier, launched_on=each.launched_on, awarded_on=each.awarded_on)


def _dimensions(dimensions: Dimensions) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(dimensions, name) for name in _DIMENSIONS}
    relevant = dimensions.relevant_themes
    found["relevant_themes"] = None if relevant is None else list(relevant)
    return found


def _json(value: object) -> str:
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"A procedure holds no value of type {type(value).__name__}.")
