"""Reading one segment from where it stands to its end, batch by batch."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from services.ingest.database import worker_transaction
from services.ingest.environment import Environment
from services.ingest.formats.erasure_text import finding_without
from services.ingest.formats.parsed import Refused
from services.ingest.procedures.operations import RegisterMoved
from services.ingest.processing import store
from services.ingest.processing.batches import Batch, Overtaken, demand_erasures, write_batch
from services.ingest.processing.findings import RECORD_FAILED, SUBMISSION_FAILED
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.preparation import PreparedRecord, SentBy, prepare
from services.ingest.processing.progress import SegmentAtHand, Tally
from services.ingest.processing.records import ReadRecord, records, without_erased
from services.ingest.register.rules import Register
from services.ingest.register.store import reading as register_store
from services.ingest.register.store.reading import RegisterAsOf
from services.ingest.settings import Settings
from services.ingest.submissions.rules.arrival_file import ArrivalFile
from shared.procurement.finding import Finding

_log = logging.getLogger(__name__)

_CONNECTION: Final = "08"
_SERVER_AWAY: Final = frozenset({"57P01", "57P02", "57P03", "53300"})
"""Codes of PostgreSQL: shut down, crashed, starting up, too many connections."""


class SegmentReader:
    """Reads segments for one worker, on a connection for writing; chunks and the register are read in between."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        *,
        environment: Environment,
        metrics: WorkerMetrics,
        reached: Callable[[int], None],
    ) -> None:
        self._engine = engine
        self._environment = environment
        self._settings = settings
        self._metrics = metrics
        self._reached = reached
        self._register = RegisterAsOf(Register(), -1)

    def read(self, segment: SegmentAtHand, *, stopping: Callable[[], bool]) -> None:
        """Read the segment to its end, or until asked to stop between two batches.

        Raises Overtaken when another worker moved it on, and whatever is wrong with the database.
        """
        file = ArrivalFile(
            first_byte=segment.first_byte,
            end_byte=segment.end_byte,
            fetch=lambda number: self._chunk(segment, number),
        )
        coming = records(
            file,
            media_type=segment.media_type,
            resume=segment.resume,
            limits=self._settings.limits,
            erased=lambda: self._register.erased,
            mappings=[*map(ColumnMapping.model_validate, segment.mappings), *BUILT_IN],
        )
        sent_by = self._sent_by(segment)
        at = segment
        while not stopping():
            with collector_at_rest():
                at, over = self._read_batch(at, coming, sent_by=sent_by)
            if over:
                return

    def _read_batch(
        self, segment: SegmentAtHand, coming: Iterator[ReadRecord], *, sent_by: SentBy
    ) -> tuple[SegmentAtHand, bool]:
        """Read and write a batch; gives how far the segment is after it, and whether that is its end."""
        started = time.perf_counter()
        self._look_at_register()
        gathered: list[PreparedRecord] = []
        problem: Refused | None = None
        ended = False
        try:
            ended = self._gather(coming, gathered, sent_by=sent_by)
        except Refused as refused:
            problem = refused
        self._metrics.seconds.labels(self._environment.value, "read").inc(time.perf_counter() - started)
        if gathered or ended:
            segment = self._write(segment, _batch(segment, gathered, finished=ended and problem is None))
        if problem is not None:
            self._give_up(segment, problem.finding)
        return segment, ended or problem is not None

    def put_off(self, segment: SegmentAtHand) -> None:
        """After a failed try: try again later, or give the segment up when it failed too often."""
        with worker_transaction(self._engine) as session:
            if segment.tries + 1 >= self._settings.max_tries:
                store.fail(session, segment, problem=SUBMISSION_FAILED.at(""))
                return
            wait = timedelta(seconds=self._settings.retry_seconds * 2**segment.tries)
            store.put_off(session, segment.id, until=datetime.now(UTC) + wait)

    def wait_for_database(self, segment: SegmentAtHand) -> None:
        """After a lost connection: others first. It is no failed try, so no outage, however long, gives anything up."""
        with worker_transaction(self._engine) as session:
            store.wait_until(session, segment.id, datetime.now(UTC) + timedelta(seconds=self._settings.retry_seconds))

    def _gather(self, coming: Iterator[ReadRecord], gathered: list[PreparedRecord], *, sent_by: SentBy) -> bool:
        """Fill `gathered` up to the size of a batch; says whether the segment has ended."""
        size = 0
        for read in coming:
            gathered.append(prepare(read, sent_by=sent_by, register=self._register.register))
            size += read.size
            if len(gathered) >= self._settings.batch_records or size >= self._settings.batch_bytes:
                return False
        return True

    def _write(self, segment: SegmentAtHand, batch: Batch) -> SegmentAtHand:
        """Write a batch. When it cannot be written, find the record that is to blame and refuse that one alone."""
        try:
            return self._write_once(segment, batch)
        except Overtaken:
            raise
        except RegisterMoved:
            self._look_at_register(anew=True)
            return self._write(segment, replace(batch, records=self._prepared_again(segment, batch.records)))
        except Exception as failure:
            if _passes(failure) or not batch.records:
                raise
            _log.exception("a batch could not be written; looking for the record to blame")
            self._metrics.batches.labels(self._environment.value, "failed").inc()
        if len(batch.records) == 1:
            blamed = batch.records[0].refused_because(RECORD_FAILED.at(batch.records[0].read.place))
            return self._write_once(segment, replace(batch, records=[blamed]))
        middle = len(batch.records) // 2
        first = _batch(segment, batch.records[:middle], finished=False)
        return self._write(self._write(segment, first), replace(batch, records=batch.records[middle:]))

    def _prepared_again(self, segment: SegmentAtHand, gathered: Sequence[PreparedRecord]) -> list[PreparedRecord]:
        sent_by, limits, now = self._sent_by(segment), self._settings.limits, self._register
        return [
            prepare(
                without_erased(each.read, limits=limits, erased=now.erased),
                sent_by=sent_by,
                register=now.register,
            )
            for each in gathered
        ]

    def _write_once(self, segment: SegmentAtHand, batch: Batch) -> SegmentAtHand:
        with worker_transaction(self._engine) as session:
            position = write_batch(
                session,
                segment,
                batch,
                environment=self._environment,
                register=self._register,
                metrics=self._metrics,
                most_notices=self._settings.procedure_notices,
            )
            started = time.perf_counter()
        self._metrics.seconds.labels(self._environment.value, "commit").inc(time.perf_counter() - started)
        self._metrics.batches.labels(self._environment.value, "written").inc()
        self._metrics.records.labels(self._environment.value, "read").inc(len(batch.records))
        if position is not None:
            self._reached(position)
        return replace(segment, batches=segment.batches + 1, resume=batch.resume, tries=0)

    def _give_up(self, segment: SegmentAtHand, finding: Finding) -> None:
        """The body cannot be read any further: its records so far stand, the place of the error is kept."""
        try:
            self._give_up_once(segment, finding_without(finding, self._register.erased))
        except RegisterMoved:
            self._look_at_register(anew=True)
            self._give_up(segment, finding)

    def _give_up_once(self, segment: SegmentAtHand, finding: Finding) -> None:
        with worker_transaction(self._engine) as session:
            demand_erasures(session, self._register)
            store.add_findings(session, segment, [finding.row])
            moved = store.advance(
                session,
                segment,
                resume=segment.resume,
                bytes_done=segment.size,
                finished=False,
                tally=Tally(0, 0, 0, 0, 1, 0, 0),
            )
            if not moved or not store.fail(session, replace(segment, batches=segment.batches + 1), problem=finding):
                raise Overtaken(f"Segment {segment.id} was moved on by another worker.")

    def _chunk(self, segment: SegmentAtHand, number: int) -> bytes:
        with worker_transaction(self._engine) as session:
            body = store.chunk(session, segment.submission, number)
        if body is None:
            raise Overtaken(f"Chunk {number} of submission {segment.submission} was removed already.")
        return body

    def _look_at_register(self, *, anew: bool = False) -> None:
        """Load the register again when it changed: who is matched and admitted follows the register as it stands."""
        with worker_transaction(self._engine) as session:
            if anew or register_store.register_position(session) != self._register.position:
                self._register = register_store.load_register(session)

    def _sent_by(self, segment: SegmentAtHand) -> SentBy:
        return SentBy(
            segment.sender,
            segment.any_buyer,
            sandbox=self._environment is Environment.SANDBOX,
            mandates=segment.mandates,
            mandates_known_at=segment.mandates_known_at,
            mandates_outdated=segment.mandates_outdated,
            received_on=segment.received_on,
            supplier=segment.supplier,
        )


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No look for rings of garbage within a batch: its objects hold none, are very many, and all go at its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def is_connection_lost(failure: BaseException) -> bool:
    """Whether the server went away or could not be reached: that says nothing about what was being read."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    if not isinstance(cause, psycopg.OperationalError):
        return False
    state = cause.sqlstate  # None: the driver itself found the connection gone
    return state is None or state.startswith(_CONNECTION) or state in _SERVER_AWAY


def _batch(segment: SegmentAtHand, gathered: Sequence[PreparedRecord], *, finished: bool) -> Batch:
    last = gathered[-1].read if gathered else None
    return Batch(
        records=gathered,
        resume=last.after if last else segment.resume,
        bytes_done=segment.size if finished or last is None else min(last.bytes_done, segment.size),
        finished=finished,
    )


def _passes(failure: BaseException) -> bool:
    """Whether trying later may help: the server went away, was busy, or had to choose a victim."""
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
