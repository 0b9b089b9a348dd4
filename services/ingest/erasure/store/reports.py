"""What is reported on the records of a submission, without who was erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.erasure.rules import ERASABLE

# Tables stand here without their schema: the connection says in which one they are (`services.ingest.environment`).
_RECORD: Final = ERASABLE["ingest.record"]
_FINDING: Final = ERASABLE["ingest.finding"]
_PROBLEMS: Final = {"submission": "id", "segment": "submission"}  # by table, the column that names the submission


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A record that says less now: what takes it out of a text, and when it is read otherwise, its notice now."""

    without: Callable[[str], str]
    notice: UUID | None


def rewrite_reports(session: Session, submission: UUID, records: Mapping[int, Cleaned]) -> None:
    """Write what is reported on these records of a submission, by ordinal, anew."""
    if not records:
        return
    reported = f"""
        select ordinal, {", ".join(_RECORD)} from record where submission = :submission and ordinal = any(:ordinals)
    """  # noqa: S608 - our own column names
    update = f"""
        update record set {", ".join(f"{name} = :{name}" for name in _RECORD)},
            notice = case when notice is null then null else coalesce(cast(:notice as uuid), notice) end
        where submission = :submission and ordinal = :ordinal
    """  # noqa: S608 - our own column names
    for row in session.execute(text(reported), {"submission": submission, "ordinals": list(records)}).mappings().all():
        now = records[row["ordinal"]]
        texts = {name: _text(row[name], now.without) for name in _RECORD}
        which = {"submission": submission, "ordinal": row["ordinal"], "notice": now.notice}
        session.execute(text(update), {**texts, **which})
    _rewrite_findings(
        session,
        "ordinal = any(:ordinals)",
        {"submission": submission, "ordinals": list(records)},
        without=lambda ordinal: records[ordinal].without,
    )


def rewrite_problems(session: Session, submission: UUID, *, without: Callable[[str], str]) -> None:
    """Write anew why a submission or a part of it failed, and what was found in the body as a whole."""
    for table, key in _PROBLEMS.items():
        stated = f"select id, problem from {table} where {key} = :submission and problem is not null"  # noqa: S608
        update = f"update {table} set problem = cast(:problem as jsonb) where id = :id"  # noqa: S608 - our own names
        for row in session.execute(text(stated), {"submission": submission}).all():
            problem = {name: _text(value, without) for name, value in row.problem.items()}
            session.execute(text(update), {"problem": orjson.dumps(problem).decode(), "id": row.id})
    _rewrite_findings(session, "ordinal is null", {"submission": submission}, without=lambda _: without)


def _rewrite_findings(
    session: Session,
    which: str,
    values: Mapping[str, object],
    *,
    without: Callable[[int], Callable[[str], str]],
) -> None:
    stated = f"select ordinal, id, {', '.join(_FINDING)} from finding where submission = :submission and {which}"  # noqa: S608
    update = f"update finding set {', '.join(f'{name} = :{name}' for name in _FINDING)} where id = :id"  # noqa: S608
    for row in session.execute(text(stated), values).mappings().all():
        texts = {name: _text(row[name], without(row["ordinal"])) for name in _FINDING}
        if any(texts[name] != row[name] for name in _FINDING):
            session.execute(text(update), {**texts, "id": row["id"]})


def _text(value: str | None, without: Callable[[str], str]) -> str | None:
    return None if value is None else without(value)
