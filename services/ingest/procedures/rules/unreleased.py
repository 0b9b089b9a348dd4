"""A procedure as everybody sees it, and as its lead buyer does, with what it did not release yet (C29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.kept import KeptNotice
from services.ingest.register.rules import Register
from shared.procurement.procedure import CompiledProcedure


def compile_for_all(key: str, notices: Sequence[KeptNotice], *, register: Register) -> CompiledProcedure | None:
    """Compile the notices of one procedure; `own` is what its lead buyer sees, where that differs."""
    public = compile_procedure(key, notices, register=register)
    if public is None or not any(_is_held(kept, public) for kept in notices):
        return public
    own = compile_procedure(key, [_released(kept) for kept in notices], register=register)
    return public if own is None or own == public else replace(public, own=own)


def _is_held(kept: KeptNotice, public: CompiledProcedure) -> bool:
    said = kept.notice.supplement
    return said is not None and (said.release == "hold" or (said.release == "on-award" and public.state != "awarded"))


def _released(kept: KeptNotice) -> KeptNotice:
    """The same as if its body had released it; the id, by which it is known, stays."""
    said = kept.notice.supplement
    if said is None:
        return kept
    return replace(kept, notice=replace(kept.notice, supplement=replace(said, release="now")))
