"""Applying to the past what became known since: changes of the register, and days on which something is readable.

A buyer that is linked today was the buyer all along.

A new version of a reference list is a change too: every procedure and every unit of own records is looked at, and
written when it reads otherwise.

One worker at a time does a page of them per transaction, which also holds how far it came.
A batch that was compiled with an older register commits before the page that takes its locks, or is prepared again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.ingest.database import worker_transaction
from services.ingest.formats import table
from services.ingest.own_records.operations import recompile_units
from services.ingest.procedures.operations import recompile
from services.ingest.processing.store import to_disclose
from services.ingest.processing.subjects import SUBJECTS
from services.ingest.register.store import following as store
from services.ingest.register.store.reading import load_register, register_position
from shared.dutch_day import today as current_day
from shared.log.change_log import take_position

_PAGE: Final = 200


class Following:
    """The job of it. In the sandbox nothing is compiled that a change of the register could touch."""

    def __init__(self, engine: Engine, *, reached: Callable[[int], None]) -> None:
        self._engine = engine
        self._reached = reached

    def has_work(self, session: Session) -> bool:
        """Whether the register moved on."""
        return store.applied_position(session) != register_position(session)

    def run(self, _give_way: Callable[[], bool]) -> bool:
        """Do the next page, if the register changed and no other worker is at it; says whether there was any."""
        position: int | None = None
        with worker_transaction(self._engine) as session:
            applying, newest = store.lock_applied(session), register_position(session)
            if applying is None or newest == applying.position == applying.target:
                return False
            if applying.target == applying.position:
                applying = replace(applying, target=newest)
            page = store.to_look_at(session, applying, most=_PAGE)
            change = None
            if page:
                change = _compiled_again(session, page)
                applying = replace(applying, after=page[-1].id)
            if len(page) < _PAGE:
                applying = replace(applying, position=applying.target, after=None)
            store.note_applied(session, applying)
            if change is not None:
                position = take_position(session.connection(), "procurement", change)
        if position is not None:
            self._reached(position)
        return True


def _compiled_again(session: Session, page: Sequence[store.ToLookAt]) -> int | None:
    """Compile what a change of the register may touch; gives the change, None when nothing differs."""
    register = load_register(session).register
    procedures = [each.id for each in page if not each.is_unit]
    change = None
    if procedures:
        change = recompile(session, procedures, register=register, release_of=table.release_of, today=current_day())
    units = [each.id for each in page if each.is_unit]
    return recompile_units(session, units, subjects=SUBJECTS, register=register, cause="register", change=change)


class Disclosing:
    """The job of compiling again what withheld a field until today (BT-198): nobody sends it anew."""

    def __init__(
        self, engine: Engine, *, reached: Callable[[int], None], today: Callable[[], date] = current_day
    ) -> None:
        self._engine = engine
        self._reached = reached
        self._today = today

    def has_work(self, session: Session) -> bool:
        """Whether the day came for any procedure."""
        return bool(to_disclose(session, self._today(), most=1))

    def run(self, _give_way: Callable[[], bool]) -> bool:
        """Do the next page; says whether there was any."""
        with worker_transaction(self._engine) as session:
            procedures = to_disclose(session, self._today(), most=_PAGE)
            register = load_register(session).register
            change = None
            if procedures:
                change = recompile(
                    session,
                    procedures,
                    register=register,
                    release_of=table.release_of,
                    today=self._today(),
                    cause="disclosure",
                )
            position = None if change is None else take_position(session.connection(), "procurement", change)
        if position is not None:
            self._reached(position)
        return bool(procedures)
