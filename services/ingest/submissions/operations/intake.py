"""Taking in a body: streamed, decoded, hashed and laid down in 1 MiB chunks, then sealed as a submission.

Each chunk is a short transaction, so memory stays constant and nothing is held while the client is slow. Until the last
transaction there is no submission: a client that breaks off leaves chunks that `clean` removes.

Two hashes: `received_sha256` over the bytes on the line (the sender's proof), `content_sha256` over the decoded content
(finds a repeat, also when it was compressed differently).
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import anyio
import anyio.to_thread
import zstandard
from sqlalchemy.orm import sessionmaker
from starlette.requests import ClientDisconnect

from services.ingest.environment import Environment
from services.ingest.formats import table
from services.ingest.formats.encoding import Decoding, Meter, decoding_for
from services.ingest.settings import Settings
from services.ingest.submissions import store
from services.ingest.submissions.rules.arrival_file import CHUNK
from services.ingest.submissions.rules.body_type import EMPTY_BODY, TRUNCATED_BODY, demand_format, told_by
from services.ingest.submissions.rules.line_cuts import LineCuts
from services.ingest.submissions.tables import Arrival, Segment, Submission
from shared.database import PartySession
from shared.errors import BadInput, Conflict, PpdsError
from shared.log.audit import record_act

_HAND_OVER: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends, and what they say of it."""

    sender: str  # party key
    client: str
    any_buyer: bool
    environment: Environment
    media_type: str
    stated_format: str | None = None
    content_encoding: str | None = None
    idempotency_key: str | None = None
    mandates: dict[str, dict[str, str]] = field(default_factory=dict)  # by kind of data, by buyer
    mandates_known_at: datetime | None = None
    mandates_outdated: bool = False
    mappings: list[dict[str, Any]] = field(default_factory=list)  # by which its tables may be read
    supplier: bool = False  # reports on contracts in which the sender is the supplier, and nothing else


@dataclass(frozen=True, slots=True)
class Sealed:
    """The submission that holds this body. `repeated`: it was sent before, and nothing new was made."""

    submission: UUID
    repeated: bool


class Intake:
    """One body on its way in."""

    def __init__(self, sending: Sending, *, sessions: sessionmaker[PartySession], settings: Settings) -> None:
        """`sessions` are those of the environment of the sending. Raises BadInput, UnsupportedMedia."""
        demand_format(sending.media_type, stated=sending.stated_format)
        self._sending = sending
        self._sessions = sessions
        self._settings = settings
        self._id = uuid4()
        self._decoding: Decoding = decoding_for(sending.content_encoding)
        self._meter = Meter(
            max_received=settings.max_received_bytes,
            max_content=settings.max_content_bytes,
            max_expansion=settings.max_expansion,
        )
        self._received = hashlib.sha256()
        self._content = hashlib.sha256()
        self._compressor = zstandard.ZstdCompressor(level=1)
        self._waiting = bytearray()
        self._chunks = 0
        self._media_type: str | None = None  # told by the first chunk
        self._cuts: LineCuts | None = None

    async def take(self, body: AsyncIterator[bytes], *, limiter: anyio.CapacityLimiter) -> Sealed:
        """Take in the whole body; work on bytes and on the database is done in threads, one step at a time.

        Raises BadInput (empty, broken off, not decodable), TooLarge, Conflict (the key was used for other content).
        """
        held = bytearray()
        try:
            async for piece in body:
                held += piece
                if len(held) >= _HAND_OVER:
                    data, held = bytes(held), bytearray()
                    await anyio.to_thread.run_sync(self._absorb, data, limiter=limiter)
            return await anyio.to_thread.run_sync(self._finish, bytes(held), limiter=limiter)
        except ClientDisconnect as gone:
            await anyio.to_thread.run_sync(self._discard, limiter=limiter)
            raise BadInput(errors=(TRUNCATED_BODY.at(""),)) from gone
        except PpdsError:
            await anyio.to_thread.run_sync(self._discard, limiter=limiter)
            raise

    def _absorb(self, data: bytes) -> None:
        self._meter.take(len(data))
        self._received.update(data)
        for piece in self._decoding.feed(data):
            self._meter.give(len(piece))
            self._content.update(piece)
            self._waiting += piece
            while len(self._waiting) >= CHUNK:
                self._lay_down(bytes(memoryview(self._waiting)[:CHUNK]))
                del self._waiting[:CHUNK]

    def _finish(self, data: bytes) -> Sealed:
        self._absorb(data)
        self._decoding.end()
        if not self._meter.content:
            raise BadInput(errors=(EMPTY_BODY.at(""),))
        if self._waiting:
            self._lay_down(bytes(self._waiting))
            self._waiting.clear()
        return self._seal()

    def _lay_down(self, chunk: bytes) -> None:
        if self._media_type is None:
            self._begin(chunk)
        arrival = Arrival(
            submission=self._id,
            number=self._chunks,
            sender=self._sending.sender,
            body=self._compressor.compress(chunk),
            received_at=datetime.now(UTC),
        )
        with self._session() as session, session.begin():
            session.add(arrival)
        self._chunks += 1
        if self._cuts is not None:
            self._cuts.see(chunk)

    def _begin(self, chunk: bytes) -> None:
        """See what the body is; one of lines can be divided."""
        sending = self._sending
        self._media_type = told_by(sending.media_type, head=chunk, stated_format=sending.stated_format)
        if table.is_read_by_line(self._media_type):
            self._cuts = LineCuts(step=self._settings.segment_bytes)

    def _seal(self) -> Sealed:
        sending = self._sending
        with self._session() as session, session.begin():
            store.lock_sender(session, sender=sending.sender, client=sending.client)
            first = self._sent_before(session)
            if first is not None:
                store.delete_arrivals(session, self._id)
                return Sealed(first, repeated=True)
            now = datetime.now(UTC)
            session.add(
                Submission(
                    id=self._id,
                    sender=sending.sender,
                    client=sending.client,
                    any_buyer=sending.any_buyer,
                    supplier=sending.supplier,
                    mandates=sending.mandates,
                    mandates_known_at=sending.mandates_known_at,
                    mandates_outdated=sending.mandates_outdated,
                    mappings=sending.mappings,
                    format=self._format,
                    media_type=self._media_type,
                    idempotency_key=sending.idempotency_key,
                    received_sha256=self._received.hexdigest(),
                    content_sha256=self._content.hexdigest(),
                    received_size=self._meter.received,
                    size=self._meter.content,
                    chunks=self._chunks,
                    state="received",
                    created_at=now,
                )
            )
            session.flush()
            session.add_all(self._segments())
            if sending.environment is Environment.PRODUCTION:  # a rehearsal is no act, and goes after a while
                record_act(
                    session,
                    "ingest",
                    actor=sending.client,
                    act="submission.create",
                    subject=str(self._id),
                    detail={"sender": sending.sender, "receivedSha256": self._received.hexdigest()},
                )
        return Sealed(self._id, repeated=False)

    def _sent_before(self, session: PartySession) -> UUID | None:
        """Find the submission that this one repeats; raises Conflict for a key that stood for other content."""
        sending, digest = self._sending, self._content.hexdigest()
        if sending.idempotency_key is not None:
            known = store.submission_by_key(
                session, sender=sending.sender, client=sending.client, key=sending.idempotency_key
            )
            if known is not None and (known.content_sha256, known.format) != (digest, self._format):
                raise Conflict(
                    nl="Deze Idempotency-Key is al gebruikt voor een andere inhoud; neem een nieuwe.",
                    en="This Idempotency-Key was used for other content already; take a new one.",
                )
            # A key that is new asks for a new submission, also of the same content: its records turn out unchanged.
            return known.id if known is not None else None
        return store.submission_by_content(
            session,
            sender=sending.sender,
            client=sending.client,
            content_sha256=digest,
            like=(self._format, sending.any_buyer, sending.mandates, sending.mappings, sending.supplier),
        )

    @property
    def _format(self) -> str:
        if self._media_type is None:
            raise RuntimeError("The body was not seen yet.")
        return table.kind_of(self._media_type).name

    def _segments(self) -> list[Segment]:
        """Divide a body of lines into parts that workers read side by side; any other body is one part."""
        size = self._meter.content
        starts = self._cuts.starts(size) if self._cuts is not None else [(0, 0)]
        ends = [*(first_byte for first_byte, _ in starts[1:]), size]
        return [
            Segment(
                submission=self._id,
                sender=self._sending.sender,
                number=number,
                first_byte=first_byte,
                end_byte=end_byte,
                state="open",
                batches=0,
                resume_byte=0,
                resume_lines=lines,
                resume_within=0,
                bytes_done=0,
                tries=0,
                records=0,
                accepted=0,
                refused=0,
                unchanged=0,
                errors=0,
                warnings=0,
                infos=0,
            )
            for number, ((first_byte, lines), end_byte) in enumerate(zip(starts, ends, strict=True))
        ]

    def _discard(self) -> None:
        if not self._chunks:
            return
        with self._session() as session, session.begin():
            store.delete_arrivals(session, self._id)

    def _session(self) -> PartySession:
        session = self._sessions()
        session.act_for(self._sending.sender)
        return session
