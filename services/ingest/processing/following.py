"""Applying changes of the register to procedures of the past: a buyer that is linked today was the buyer all along.

A new version of a reference list is a change too: every procedure is looked at, and written when it reads otherwise.

One worker at a time does a page of procedures per transaction, which also holds how far it came.
A batch that was compiled with an older register commits before the page that takes its locks, or is prepared again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import Engine

from services.ingest.formats import table
from services.ingest.procedures.operations import recompile
from services.ingest.processing.batches import cursor_of
from services.ingest.register.store import following as store
from services.ingest.register.store.reading import load_register, register_position
from shared.log.change_log import take_position

_PAGE: Final = 200


def follow_register(engine: Engine) -> tuple[bool, int | None]:
    """Do the next page, if the register changed; says whether there was any, and the position that was reached."""
    with engine.begin() as connection:
        cursor = cursor_of(connection)
        newest = register_position(cursor)
        if store.applied_position(cursor) == newest:
            return False, None
        applying = store.lock_applied(cursor)
        if applying is None or newest == applying.position == applying.target:
            return False, None
        if applying.target == applying.position:
            applying = replace(applying, target=newest)
        found = store.procedures_to_look_at(cursor, applying, most=_PAGE)
        change = None
        if found:
            register = load_register(cursor).register
            change = recompile(connection, cursor, found, register=register, release_of=table.release_of)
            applying = replace(applying, after=found[-1])
        if len(found) < _PAGE:
            applying = replace(applying, position=applying.target, after=None)
        store.note_applied(cursor, applying)
        return True, None if change is None else take_position(connection, "procurement", change)
