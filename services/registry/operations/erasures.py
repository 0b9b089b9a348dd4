"""Erasing a sole trader: marks of the numbers and names are kept, the numbers and names themselves never."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from services.registry.store import erasures
from services.registry.store.erasures import ErasureRecord
from shared.audit import record_act
from shared.change_log import open_change, take_position
from shared.errors import BadInput, FieldError
from shared.procurement.erased import identifier_mark, name_mark, normalised

_SHORTEST = 4


def erase_trader(
    session: Session, *, identifiers: Sequence[str], names: Sequence[str], reason: str, actor: str
) -> ErasureRecord:
    """Have a sole trader erased from everything that was and will be sent, and tell ingest. It cannot be undone.

    Raises BadInput when a number or name is too short to be one, or the reason, which stays, holds one of them.
    """
    stated = [*(("identifiers", each) for each in identifiers), *(("names", each) for each in names)]
    for field, each in stated:
        if len(normalised(each)) < _SHORTEST:
            raise _bad(f"/{field}", "too-short", f"Every one needs at least {_SHORTEST} letters or digits.")
        if normalised(each) in normalised(reason):
            raise _bad("/reason", "names-a-person", "The reason is kept: it may not hold the number or the name.")
    secret = erasures.secret(session)
    marks = [
        *(("identifier", identifier_mark(secret, each)) for each in identifiers),
        *(("name", name_mark(secret, each)) for each in names),
    ]
    change = open_change(session.connection(), "registry", cause="erasure.record")
    record = erasures.insert_erasure(session, marks, reason=reason, actor=actor)
    record_act(session, "registry", actor=actor, act="erasure.record", subject=str(record.id))
    take_position(session.connection(), "registry", change)
    return record


def _bad(pointer: str, code: str, detail: str) -> BadInput:
    return BadInput(
        nl="Deze verwijdering kan zo niet; zie errors.",
        en="This erasure cannot be; see errors.",
        errors=(FieldError("body", pointer, code, detail),),
    )
