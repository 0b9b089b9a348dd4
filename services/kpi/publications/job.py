"""The job of the worker that draws publications up: every figure of a year, read in one snapshot, kept all at once."""

import logging
import threading
from datetime import datetime

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from services.kpi.cells.store.change_log import has_work as is_being_counted
from services.kpi.database import worker_session, worker_transaction
from services.kpi.publications.operations.deciding import publication_of
from services.kpi.publications.operations.differing import demand_moved
from services.kpi.publications.operations.figures import all_series, cards_of, year_of
from services.kpi.publications.rules.faults import FAULT_OF_OURS
from services.kpi.publications.rules.naming import name_of
from services.kpi.publications.schemas.writing import Writing
from services.kpi.publications.store import drawing, kept
from services.kpi.publications.store.kept import Publication
from services.kpi.settings import VERSION
from services.kpi.values.store.known import Known, States
from shared.database import snapshot
from shared.errors import PpdsError
from shared.log.audit import record_act

_log = logging.getLogger(__name__)


class _Left(Exception):
    """The worker stops, or the publication was withdrawn: nothing of it is kept."""


class PublicationsJob:
    """Draws up what was asked for, one publication at a time, as soon as everything is counted.

    A worker that ends in the middle leaves nothing: its lock is freed, and another begins anew.
    """

    def __init__(self, engine: Engine, *, time_out_ms: int) -> None:
        self._engine = engine
        self._time_out_ms = time_out_ms
        self._known = Known()

    def has_work(self) -> bool:
        """Whether a publication is to be drawn up."""
        return bool(drawing.waiting(self._engine))

    def run(self, *, stop: threading.Event) -> bool:
        """Draw up what nobody else does; says whether there was anything."""
        return any(self._alone(number, stop) for number in drawing.waiting(self._engine))

    def _alone(self, number: int, stop: threading.Event) -> bool:
        with drawing.alone(self._engine, number) as mine, snapshot(self._engine) as connection:
            publication = kept.numbered(connection, number)
            states = self._known.states(connection)
            if not mine or publication is None or publication.state != "drawing-up":
                return False
            if is_being_counted(connection):
                return False
            try:
                self._draw_up(connection, publication, states, stop)
            except _Left:
                return False
            except PpdsError as refused:
                drawing.fail(self._engine, number, refused.errors)
            except psycopg.OperationalError:
                raise
            except Exception as failure:
                if isinstance(failure, DBAPIError) and failure.connection_invalidated:
                    raise
                _log.exception("publication %s could not be drawn up", publication.name)
                what = type(getattr(failure, "orig", None) or failure).__name__
                drawing.fail(self._engine, number, [FAULT_OF_OURS.at("", name=publication.name, what=what)])
            return True

    def _draw_up(self, connection: Connection, publication: Publication, states: States, stop: threading.Event) -> None:
        """Read in the snapshot of this connection and keep in a transaction of its own: all stands, or nothing does."""
        began: datetime = connection.execute(text("select transaction_timestamp()")).scalar_one()
        cards = self._known.cards(connection, states)
        counted = cards_of(cards, on=year_of(publication.year).last.last_day)
        basis = {
            "position": states.moment.position,
            "data_moment": states.moment.recorded_at,
            "register_position": states.register,
            "program_version": VERSION,
        }
        self._note(publication, stop, **basis, indicators=len(counted), done=0, drawn_up_at=began)
        with worker_session(self._engine) as session:
            writing = Writing(session, connection, publication, cards, counted, time_out_ms=self._time_out_ms)
            for done, card in enumerate(counted):
                series = all_series(
                    connection,
                    [card],
                    publication.year,
                    known=self._known,
                    time_out_ms=self._time_out_ms,
                    name=publication.name,
                )
                writing.add(list(series))
                self._note(publication, stop, done=done)
            checksum = writing.end(basis)
            if publication.number > 1 and not publication.own_error:
                named = name_of(publication.year, publication.series, publication.number - 1)
                before = kept.totals_of(connection, publication_of(connection, named).id)
                demand_moved(kept.totals_of(session, publication.id), before, cards, against=named)
            kept.lock(session)
            ended = {"figures": writing.figures, "checksum": checksum, "done": len(counted)}
            if not drawing.note(session, publication.id, **ended, state="draft", revision=2):
                raise _Left
            record_act(
                session,
                "kpi",
                actor=publication.drawn_up_by,
                act="publication.drawn-up",
                subject=publication.name,
                detail={"position": states.moment.position, "checksum": checksum},
            )

    def _note(self, publication: Publication, stop: threading.Event, **stated: object) -> None:
        with worker_transaction(self._engine) as connection:
            if not drawing.note(connection, publication.id, **stated) or stop.is_set():
                raise _Left
