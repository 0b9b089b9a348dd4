"""Versions of own records in which somebody may be named who was erased, and what was compiled from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from services.ingest.erasure.rules import ERASABLE, declared_as
from services.ingest.formats.erasure_text import Traces
from shared.tables.base import Base

_BEFORE_ALL: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version as it is kept: its unit, kind and body, the format it came in, and what it says."""

    id: UUID
    unit: UUID
    kind: str
    body: str
    source: str
    content: dict[str, Any]


def page_after(session: Session, after: UUID | None, *, most: int) -> list[KeptVersion]:
    """The next versions in order of id."""
    query = """
        select id, unit, kind, body, source, content from procurement.own_record
        where id > :after order by id limit :most
    """
    return [KeptVersion(*row) for row in session.execute(text(query), {"after": after or _BEFORE_ALL, "most": most})]


@dataclass(frozen=True, slots=True)
class CleanedVersion:
    """A version as it reads without who was erased."""

    id: UUID
    unit: UUID
    key: str
    digest: str
    content: bytes


def rewrite_version(session: Session, old: UUID, now: CleanedVersion) -> None:
    """Write a version as it reads now; where that reading came in already, the old one goes."""
    there = text("select from procurement.own_record where id = :id")
    if now.id != old and session.execute(there, {"id": now.id}).one_or_none() is not None:
        session.execute(text("delete from procurement.own_record where id = :id"), {"id": old})
        return
    rewrite = """
        update procurement.own_record set id = :now, unit = :unit, key = :key, digest = :digest,
            content = cast(:content as jsonb)
        where id = :old
    """
    values = {"now": now.id, "unit": now.unit, "key": now.key, "digest": now.digest, "content": now.content.decode()}
    session.execute(text(rewrite), {**values, "old": old})


def rewrite_facts(session: Session, tables: Sequence[type[Base]], *, old: UUID, new: UUID, traces: Traces) -> None:
    """Take what the rows of a unit say of erased people out of them and of their past, in place."""
    for model in tables:
        columns = model.__table__.c
        texts = ERASABLE.get(declared_as("procurement", model.__tablename__), ())
        key = [column for column in columns if column.primary_key]
        named = list(dict.fromkeys([*(column.name for column in key), *texts]))
        for row in session.execute(select(*(columns[name] for name in named)).where(columns["unit"] == old)).mappings():
            now = {name: traces.out_of_json(row[name]) for name in texts} | {"unit": new}
            if any(now[name] != row[name] for name in now):
                session.execute(update(model).where(*(column == row[column.name] for column in key)).values(now))
