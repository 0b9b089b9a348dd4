"""Procedures and changes as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from services.ingest.procedures.schemas import ChangeOut, LotOut, Place, ProcedureFinding, ProcedureOut, WinnerOut
from services.ingest.procedures.store.reading import Whole
from shared.http.schema import ApiModel, LocalisedText
from shared.procurement.themes import THEMES
from shared.tables.procurement import Change, ChangeScope, Lot, LotHistory, Winner, WinnerHistory

_THEME_COLUMN: Final = {theme: theme.replace("-", "_") for theme in THEMES}


def procedure_shown(found: Whole) -> ProcedureOut:
    """A procedure with everything in it."""
    row = found.procedure
    return ProcedureOut.model_validate(
        {
            **_columns(row, ProcedureOut),
            "themes": _themes(row),
            "notice_ids": list(found.notice_ids),
            "findings": [_finding(each) for each in row.findings],
            "lots": [_lot_shown(lot, found.winners) for lot in found.lots],
        }
    )


def _lot_shown(lot: Lot | LotHistory, winners: Sequence[Winner | WinnerHistory]) -> LotOut:
    won = [WinnerOut.model_validate(_columns(each, WinnerOut)) for each in winners if each.lot_id == lot.lot_id]
    return LotOut.model_validate({**_columns(lot, LotOut), "themes": _themes(lot), "winners": won})


def _columns(row: object, model: type[ApiModel]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields if hasattr(row, name)}


def _themes(row: object) -> dict[str, Any]:
    return {theme: getattr(row, column) for theme, column in _THEME_COLUMN.items()}


def _finding(stated: Mapping[str, Any]) -> ProcedureFinding:
    return ProcedureFinding(
        rule=stated["rule"],
        severity=stated["severity"],
        location=stated["location"],
        value=stated.get("value"),
        message=LocalisedText(nl=stated["nl"], en=stated["en"]),
    )


def changes_shown(changes: Iterable[Change], places: Mapping[int, Sequence[ChangeScope]]) -> list[ChangeOut]:
    """Changes with the places they touched."""
    return [
        ChangeOut.model_validate(
            {
                "position": change.position,
                "recorded_at": change.recorded_at,
                "scopes": [Place.model_validate(place) for place in places[change.id]],
            }
        )
        for change in changes
    ]
