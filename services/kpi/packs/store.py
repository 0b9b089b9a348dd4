"""Packs and their files as they are kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from services.kpi.deciding import keep_decision
from services.kpi.locks import PACKS
from services.kpi.packs import tables
from services.kpi.packs.rules.document import PackKind

State: TypeAlias = Literal["draft", "published", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack without its files."""

    id: int
    name: str
    kind: PackKind
    year: int
    number: int
    organisation: str | None
    first_month: date
    last_month: date
    state: State
    position: int
    data_moment: datetime | None
    checksum: str
    reason: str
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file of a pack."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What a reader checks it by."""
        return hashlib.sha256(self.content).hexdigest()


def lock(session: Session) -> None:
    """Wait until nobody else draws up or decides."""
    session.execute(select(func.pg_advisory_xact_lock(PACKS)))


def next_number(source: Session | Connection, kind: PackKind, year: int) -> int:
    """The number of the next pack of a kind and year."""
    statement = text("select coalesce(max(number), 0) + 1 from kpi.pack where kind = :kind and year = :year")
    number: int = source.execute(statement, {"kind": kind, "year": year}).scalar_one()
    return number


def add(session: Session, files: Sequence[PackFile], **stated: object) -> None:
    """Keep a draft with its files."""
    number: int = session.execute(insert(tables.Pack).values(**stated).returning(tables.Pack.id)).scalar_one()
    for file in files:
        values = {"name": file.name, "media_type": file.media_type, "sha256": file.sha256, "content": file.content}
        session.execute(insert(tables.PackFile).values(pack=number, **values))


def decide(session: Session, number: int, *, state: State, actor: str, decision: str) -> None:
    """Publish or withdraw a draft."""
    keep_decision(session, tables.Pack, tables.Pack.id == number, state=state, actor=actor, decision=decision)


def named(source: Session | Connection, name: str) -> Pack | None:
    """A pack by its name, whatever became of it."""
    return next(iter(_read(source, "name = :name", name=name)), None)


def packs(source: Session | Connection, *, state: State, before: int, limit: int) -> list[Pack]:
    """Packs in a state, newest first."""
    return _read(source, "state = :state and id < :before", state=state, before=before, limit=limit)


def files_of(source: Session | Connection, number: int) -> list[tuple[str, str, str, int]]:
    """Name, media type, SHA-256 and number of bytes of each file."""
    statement = text(
        "select name, media_type, sha256, length(content) as bytes from kpi.pack_file where pack = :pack order by name"
    )
    return [(row.name, row.media_type, row.sha256, row.bytes) for row in source.execute(statement, {"pack": number})]


def file_of(source: Session | Connection, number: int, name: str) -> PackFile | None:
    """A file of a pack."""
    statement = text("select * from kpi.pack_file where pack = :pack and name = :name")
    row = source.execute(statement, {"pack": number, "name": name}).one_or_none()
    return None if row is None else PackFile(row.name, row.media_type, bytes(row.content))


def _read(source: Session | Connection, where: str, *, limit: int | None = None, **values: object) -> list[Pack]:
    statement = text(f"select * from kpi.pack where {where} order by id desc limit cast(:limit as bigint)")  # noqa: S608
    return [Pack(**row) for row in source.execute(statement, {**values, "limit": limit}).mappings()]
