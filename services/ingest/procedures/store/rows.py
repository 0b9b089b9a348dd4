"""A compiled procedure as rows of the tables: which value stands in which column, and the hash that sees any change.

Rows are made by the thousand, so what is read as it stands is read by one getter a table, and lists are written as
Postgres writes them: the driver takes longer for a list than for all other values of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from functools import partial
from hashlib import blake2b
from operator import attrgetter
from typing import Final
from uuid import UUID, uuid5

import orjson

from services.ingest.database import columns_of
from services.ingest.procedures.rules.closure import NewNotice
from shared.log.places import Place, places_of
from shared.procurement.contract import CompiledContract
from shared.procurement.procedure import (
    CompiledLot,
    CompiledProcedure,
    CompiledWinner,
    Dimensions,
    SupplementedLot,
    SupplementedProcedure,
)
from shared.procurement.themes import THEMES
from shared.tables.procurement import Lot, Procedure, Winner

CONTRACTS: Final = UUID("0d0c7c53-5a0f-5d86-9d4c-2f5c9d2f51e7")
"""Name space of the ids of contracts that notices name."""
FACT: Final = "procedure"
"""The kind of fact under which the change log names places of procedures, lots and winners."""

_LAUNCH: Final = ("launched_on", "launch_known")
_MADE: Final = ("relevant_themes", "launched_on", "launched_not_after")
_DIMENSIONS: Final = tuple(name for name in Dimensions.__dataclass_fields__ if name not in _MADE)
_THEMES: Final = tuple(theme.replace("-", "_") for theme in THEMES)
_SUPPLEMENTED: Final = tuple(SupplementedProcedure.__dataclass_fields__)
_SUPPLEMENTED_LOT: Final = tuple(
    name for name in SupplementedLot.__dataclass_fields__ if name not in ("wage_sum_of_whole", "by_theme")
)
_OF_PROCEDURE: Final = (
    *("id", "supplemented", "since_change", "content_hash", "took_part", "buyers", "findings", "contracts"),
    "held_back",
)
_STATES_OF_LOT: Final = ("any_theme", "gpp_criteria", "accessible", "reserved")
_OF_LOT: Final = (
    *("procedure", "by_theme", "since_change", "own_themes", "local_themes", "signals_in_text", "evidence"),
    "held_back",
)
_OF_WINNER: Final = ("procedure", "since_change", "lot_id", "counted", "competition", "suppliers", "held_back")
_CONTRACT: Final = tuple(CompiledContract.__dataclass_fields__)
_IN_NOTICE: Final = ("notice_id", "version", "subtype", "ocid", "dispatched_at")
_LARGEST_RECORD: Final = 2**31 - 1


def _others(columns: Sequence[str], *stated: Sequence[str]) -> tuple[str, ...]:
    """The columns that are named as what they hold, apart from those that are stated."""
    apart = {"relevant_themes", *_LAUNCH, *_DIMENSIONS, *(name for names in stated for name in names)}
    return tuple(name for name in columns if name not in apart)


_PLAIN_OF_PROCEDURE: Final = _others(columns_of(Procedure), _THEMES, _OF_PROCEDURE, _SUPPLEMENTED)
_PLAIN_OF_LOT: Final = _others(columns_of(Lot), _THEMES, _STATES_OF_LOT, _OF_LOT, _SUPPLEMENTED_LOT)
_PLAIN_OF_WINNER: Final = _others(columns_of(Winner), _OF_WINNER)

NOTICE: Final = (
    *("id", "content_hash", "sender", "standing", "acting_for", "buyers", "source", "stage", "procedure"),
    *(
        "submission",
        "record",
        "content",
        "received_on",
        "since_change",
        "strong_key",
        "own_key",
        "names",
        "refers_to",
        *_IN_NOTICE,
    ),
)
_PLACED: Final = (*_DIMENSIONS, *_LAUNCH, "relevant_themes")
PROCEDURE: Final = (*_PLAIN_OF_PROCEDURE, *_PLACED, *_THEMES, *_SUPPLEMENTED, *_OF_PROCEDURE)
LOT: Final = (*_PLAIN_OF_LOT, *_PLACED, *_THEMES, *_STATES_OF_LOT, *_SUPPLEMENTED_LOT, *_OF_LOT)
WINNER: Final = (*_PLAIN_OF_WINNER, *_PLACED, *_OF_WINNER)
UNRELEASED: Final = ("procedure", "kind", "part", "row", "since_change")
_NO_FIGURE: Final = frozenset(
    {"key", "title", "buyers", "contracts", "findings", "evidence", "suppliers", "content_hash", "price_weight_notice",
     "price_weight_place"}
)  # fmt: skip
"""What no fact holds: what a body sees before release is kept for its figures alone."""

_dimensions = attrgetter(*_DIMENSIONS)
_plain_of_procedure = attrgetter(*_PLAIN_OF_PROCEDURE)
_plain_of_lot = attrgetter(*_PLAIN_OF_LOT)
_states_of_lot = attrgetter(*_STATES_OF_LOT)
_plain_of_winner = attrgetter(*_PLAIN_OF_WINNER)
_in_notice = attrgetter(*_IN_NOTICE)
_supplemented = attrgetter(*_SUPPLEMENTED)
_supplemented_lot = attrgetter(*_SUPPLEMENTED_LOT)
_NOTHING_SAID: Final = (None,) * len(_SUPPLEMENTED)
_NOTHING_SAID_OF_LOT: Final = (None,) * len(_SUPPLEMENTED_LOT)


def notice_row(new: NewNotice, *, procedure: UUID, submission: UUID, change: int) -> Sequence[object]:
    """Values in the order of NOTICE."""
    kept, identity, notice = new.kept, new.identity, new.kept.notice
    return (
        *(kept.id, kept.content_hash, kept.sent.sender, kept.sent.standing.value, kept.sent.acting_for),
        *(_array(new.buyers), notice.source, notice.stage.value, procedure),
        *(submission, new.ordinal if new.ordinal <= _LARGEST_RECORD else None, new.content.decode()),
        *(kept.received_on, change),
        *(identity.strong, identity.own, _array(identity.names), _array(identity.refers_to)),
        *_in_notice(notice),
    )


def content_hash(compiled: CompiledProcedure) -> str:
    """Hash of everything in a compiled procedure, lots and winners included."""
    return blake2b(orjson.dumps(compiled, default=_plain, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def procedure_row(compiled: CompiledProcedure, *, row_id: UUID, digest: str, change: int) -> Sequence[object]:
    """Values in the order of PROCEDURE."""
    themes, said = compiled.themes, compiled.supplement
    findings = [finding.row for finding in compiled.findings]
    return (
        *_plain_of_procedure(compiled),
        *_placed(compiled.dimensions),
        *[themes[theme] for theme in THEMES],
        *(_NOTHING_SAID if said is None else _supplemented(said)),
        *(
            row_id,
            said is not None,
            change,
            digest,
            _array(compiled.took_part),
            _json(compiled.buyers),
            _json(findings),
            _json([_contract(each, row_id) for each in compiled.contracts]),
            compiled.own is not None,
        ),
    )


def _contract(contract: CompiledContract, row_id: UUID) -> dict[str, object]:
    """A contract with the id under which it is read."""
    return {"id": uuid5(CONTRACTS, f"{row_id}|{contract.key}"), **{name: getattr(contract, name) for name in _CONTRACT}}


def lot_rows(compiled: CompiledProcedure, *, row_id: UUID, change: int) -> Iterator[Sequence[object]]:
    """Values in the order of LOT, for every lot."""
    held_back = compiled.own is not None
    return (_lot_row(lot, row_id=row_id, change=change, held_back=held_back) for lot in compiled.lots)


def winner_rows(compiled: CompiledProcedure, *, row_id: UUID, change: int) -> Iterator[Sequence[object]]:
    """Values in the order of WINNER, for every winning tender of every lot, and of awards that do not say their lot."""
    row = partial(_winner_row, row_id=row_id, change=change, held_back=compiled.own is not None)
    for lot in compiled.lots:
        for winner in lot.winners:
            yield row(lot, winner, lot_id=lot.lot_id)
    if compiled.winners and compiled.lots:
        like = replace(compiled.lots[0], dimensions=compiled.dimensions, counted=compiled.counted)
        for winner in compiled.winners:
            yield row(like, winner, lot_id="")


def unreleased_rows(compiled: CompiledProcedure, *, row_id: UUID, change: int) -> Iterator[Sequence[object]]:
    """Values in the order of UNRELEASED: each row as the lead buyer sees it, as far as figures are concerned (C29)."""
    own = compiled.own
    if own is None:
        return
    made = [("procedure", PROCEDURE, procedure_row(own, row_id=row_id, digest="", change=change))]
    made += [("lot", LOT, row) for row in lot_rows(own, row_id=row_id, change=change)]
    made += [("winner", WINNER, row) for row in winner_rows(own, row_id=row_id, change=change)]
    for kind, columns, values in made:
        row = {name: value for name, value in zip(columns, values, strict=True) if name not in _NO_FIGURE}
        row |= {name: orjson.Fragment(str(row[name])) for name in ("by_theme", "own_themes") if name in row}
        part = "|".join(str(row.get(name) or "") for name in ("lot_id", "tender_id"))
        yield row_id, kind, part, orjson.dumps(row, default=_plain).decode(), change


def _lot_row(lot: CompiledLot, *, row_id: UUID, change: int, held_back: bool) -> Sequence[object]:
    themes, said = lot.themes, lot.supplement
    return (
        *_plain_of_lot(lot),
        *_placed(lot.dimensions),
        *[themes[theme].value for theme in THEMES],
        *[state.value for state in _states_of_lot(lot)],
        *(_NOTHING_SAID_OF_LOT if said is None else _supplemented_lot(said)),
        *(row_id, "{}" if said is None else _json(said.by_theme), change),
        orjson.dumps(lot.own_themes).decode(),
        *(_array(lot.local_themes), _array(lot.signals_in_text), _json(lot.evidence)),
        held_back,
    )


def _winner_row(
    lot: CompiledLot, winner: CompiledWinner, *, lot_id: str, row_id: UUID, change: int, held_back: bool
) -> Sequence[object]:
    return (
        *_plain_of_winner(winner),
        *_placed(lot.dimensions),
        *(row_id, change, lot_id, lot.counted, lot.competition, _json(winner.suppliers), held_back),
    )


def places(compiled: CompiledProcedure) -> Iterator[Place]:
    """Every place in the figures in which this procedure, its lots and winners stand."""
    for each in (compiled.dimensions, *(lot.dimensions for lot in compiled.lots)):
        launched_on = each.launched_on or each.launched_not_after
        yield from places_of(FACT, each.lead_body, each.tier, awarded_on=each.awarded_on, launched_on=launched_on)


def _placed(dimensions: Dimensions) -> tuple[object, ...]:
    relevant = dimensions.relevant_themes
    launched_on, known = dimensions.launched_on, dimensions.launched_on is not None
    launched_on = launched_on if known else dimensions.launched_not_after
    return (*_dimensions(dimensions), launched_on, known, None if relevant is None else _array(relevant))


def _array(texts: Sequence[str]) -> str:
    """Texts as Postgres writes an array of them."""
    if not texts:
        return "{}"
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return '{"' + '","'.join(quoted) + '"}'


def _json(value: object) -> str:
    return orjson.dumps(value, default=_plain).decode() if value else "[]"


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"A procedure holds no value of type {type(value).__name__}.")
