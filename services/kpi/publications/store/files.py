"""Files of a publication, kept in parts: what is drawn up is never in memory as a whole, nor what is read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, insert, text
from sqlalchemy.orm import Session

from services.kpi.publications import tables

PART: Final = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class PublicationFile:
    """A file of a publication: what it is, and what a reader checks it by."""

    name: str
    media_type: str
    sha256: str
    bytes: int


class KeptFile:
    """A file that is being written, in the transaction of its publication."""

    def __init__(self, session: Session, publication: int, name: str, media_type: str) -> None:
        self._session, self._publication = session, publication
        self._name, self._media_type = name, media_type
        self._hash, self._bytes, self._parts = hashlib.sha256(), 0, 0
        self._waiting = bytearray()
        self.closed = False

    def write(self, content: bytes) -> int:
        """Add to it."""
        self._waiting += content
        while len(self._waiting) >= PART:
            self._keep(bytes(self._waiting[:PART]))
            del self._waiting[:PART]
        return len(content)

    def flush(self) -> None:
        """Nothing: a part is kept when it is full."""

    def end(self) -> PublicationFile:
        """Keep what is left, and what the whole is checked by."""
        if self._waiting:
            self._keep(bytes(self._waiting))
            self._waiting.clear()
        made = PublicationFile(self._name, self._media_type, self._hash.hexdigest(), self._bytes)
        stated = {"media_type": made.media_type, "sha256": made.sha256, "bytes": made.bytes}
        self._session.execute(
            insert(tables.PublicationFile).values(publication=self._publication, name=made.name, **stated)
        )
        return made

    def _keep(self, part: bytes) -> None:
        self._hash.update(part)
        self._bytes += len(part)
        place = {"publication": self._publication, "file": self._name, "number": self._parts}
        self._session.execute(insert(tables.PublicationFilePart).values(**place, content=part))
        self._parts += 1


def files_of(source: Session | Connection, number: int) -> list[PublicationFile]:
    """The files of a publication, by name."""
    rows = source.execute(
        text(
            "select name, media_type, sha256, bytes from kpi.publication_file"
            " where publication = :publication order by name"
        ),
        {"publication": number},
    )
    return [PublicationFile(*row) for row in rows]


def parts_of(engine: Engine, number: int, name: str) -> Iterator[bytes]:
    """The content of a file, part after part, on a connection of its own."""
    statement = text(
        "select content from kpi.publication_file_part"
        " where publication = :publication and file = :name and number = :part"
    )
    with engine.connect() as connection:
        part = 0
        while True:
            content = connection.execute(statement, {"publication": number, "name": name, "part": part}).scalar()
            if content is None:
                return
            yield bytes(content)
            part += 1
