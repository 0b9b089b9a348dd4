"""What is reported on the records of a submission, without who was erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, TypeAlias
from uuid import UUID

import orjson
from psycopg import Cursor, sql

Writer: TypeAlias = Cursor[Any]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A record that says less now: what takes it out of a text, and when it is read otherwise, its notice now."""

    without: Callable[[str], str]
    notice: UUID | None


def rewrite_reports(cursor: Writer, submission: UUID, records: Mapping[int, Cleaned]) -> None:
    """Write what is reported on these records of a submission, by ordinal, anew."""
    if not records:
        return
    which = [submission, list(records)]
    cursor.execute(
        "select ordinal, name, place, sender_key from record where submission = %s and ordinal = any(%s)", which
    )
    for ordinal, *texts in cursor.fetchall():
        now = records[ordinal]
        cursor.execute(
            "update record set name = %s, place = %s, sender_key = %s,"
            " notice = case when notice is null then null else coalesce(%s, notice) end"
            " where submission = %s and ordinal = %s",
            [*(_text(value, now.without) for value in texts), now.notice, submission, ordinal],
        )
    _rewrite_findings(cursor, "ordinal = any(%s)", which, without=lambda ordinal: records[ordinal].without)


def rewrite_problems(cursor: Writer, submission: UUID, *, without: Callable[[str], str]) -> None:
    """Write anew why a submission or a part of it failed, and what was found in the body as a whole."""
    for table, key in (("submission", "id"), ("segment", "submission")):
        name = sql.Identifier(table)
        cursor.execute(
            sql.SQL("select id, problem from {} where {} = %s and problem is not null").format(
                name, sql.Identifier(key)
            ),
            [submission],
        )
        for number, problem in cursor.fetchall():
            cursor.execute(
                sql.SQL("update {} set problem = %s::jsonb where id = %s").format(name),
                [orjson.dumps({key: text and without(text) for key, text in problem.items()}).decode(), number],
            )
    _rewrite_findings(cursor, "ordinal is null", [submission], without=lambda _: without)


def _rewrite_findings(
    cursor: Writer, which: LiteralString, key: Sequence[object], *, without: Callable[[int], Callable[[str], str]]
) -> None:
    cursor.execute(
        sql.SQL(
            "select ordinal, id, sender_key, location, value, nl, en from finding where submission = %s and {}"
        ).format(sql.SQL(which)),
        key,
    )
    for ordinal, number, *texts in cursor.fetchall():
        cleaned = [_text(value, without(ordinal)) for value in texts]
        if cleaned != texts:
            cursor.execute(
                "update finding set sender_key = %s, location = %s, value = %s, nl = %s, en = %s where id = %s",
                [*cleaned, number],
            )


def _text(value: str | None, without: Callable[[str], str]) -> str | None:
    return None if value is None else without(value)
