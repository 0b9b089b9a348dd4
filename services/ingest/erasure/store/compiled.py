"""What was compiled from notices that named somebody who was erased, and its past: rewritten in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias
from uuid import UUID

import orjson
from psycopg import Cursor, sql

from services.ingest.formats.erasure_text import Traces
from shared.procurement.erased import Erased

Writer: TypeAlias = Cursor[Any]


_TEXTS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    # table: its key, and the columns in which a name can stand
    "procedure": (("id",), ("key", "title", "buyers", "findings")),
    "procedure_history": (("id", "until_change"), ("key", "title", "buyers", "findings")),
    "lot": (("procedure", "lot_id"), ("title", "evidence")),
    "lot_history": (("procedure", "lot_id", "until_change"), ("title", "evidence")),
    "winner": (("procedure", "lot_id", "tender_id"), ("suppliers",)),
    "winner_history": (("procedure", "lot_id", "tender_id", "until_change"), ("suppliers",)),
}


def rewrite_procedures(cursor: Writer, traces: Mapping[UUID, Traces], *, erased: Erased) -> None:
    """Take what these procedures say of erased people out of them and of their past, in place."""
    for table, (key, texts) in _TEXTS.items():
        name = sql.Identifier("procurement", table)
        columns = sql.SQL(", ").join(map(sql.Identifier, (*key, *texts)))
        cursor.execute(
            sql.SQL("select {} from {} where {} = any(%s)").format(columns, name, sql.Identifier(key[0])),
            [list(traces)],
        )
        for row in cursor.fetchall():
            before = row[len(key) :]
            after = [_without(value, traces[row[0]], erased) for value in before]
            if list(before) != after:
                cursor.execute(
                    sql.SQL("update {} set {} where {}").format(
                        name,
                        sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(each)) for each in texts),
                        sql.SQL(" and ").join(sql.SQL("{} = %s").format(sql.Identifier(each)) for each in key),
                    ),
                    [*(_stored(value) for value in after), *row[: len(key)]],
                )


def _without(value: Any, traces: Traces, erased: Erased) -> Any:  # noqa: ANN401 - a text, or JSON
    """A column without them: an organisation by its name and number, everything else by its text."""
    if isinstance(value, list):
        return [_without(each, traces, erased) for each in value]
    if isinstance(value, dict) and "name" in value:
        stated = [each for each in (value.get("identifier"), *(value.get("keys") or ())) if isinstance(each, str)]
        if not erased.covers(stated, [value["name"]] if value["name"] else []):
            return value
        gone: dict[str, Any] = {"name": None, "identifier": None, "keys": []}
        return {key: gone.get(key, each) for key, each in value.items()}
    return traces.out_of_json(value)


def _stored(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value
