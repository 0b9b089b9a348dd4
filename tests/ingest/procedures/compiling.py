"""Procedures and lots compiled from notices."""

from __future__ import annotations

from typing import Any

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.kept import KeptNotice
from shared.procurement.notice import (
    Notice,
)
from shared.procurement.procedure import CompiledLot, CompiledProcedure
from tests.ingest.procedures.builders import (
    REGISTER,
    call,
    codes,
    kept,
    lot,
)


def compiled(*notices: Notice) -> CompiledProcedure:
    return of_kept(kept(*notices))


def of_kept(notices: list[KeptNotice]) -> CompiledProcedure:
    procedure = compile_procedure("bt04:test", notices, register=REGISTER)
    assert procedure is not None
    return procedure


def only_lot(*notices: Notice) -> CompiledLot:
    (found,) = compiled(*notices).lots
    return found


def with_codes(*pairs: tuple[str, str], **fields: Any) -> Notice:  # noqa: ANN401 - any field of a lot
    return call(lots=(lot(codes=codes(*pairs), **fields),))
