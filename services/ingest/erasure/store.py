"""Rows in which somebody may be named who was erased, and how far erasing came, in one environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString, TypeAlias
from uuid import UUID

import orjson
from psycopg import Cursor, sql

from services.ingest.formats.erasure_text import Traces
from services.ingest.procedures.rules.identity import Identity
from services.ingest.procedures.store.writing import lock_keys
from shared.procurement.erased import Erased

Writer: TypeAlias = Cursor[Any]
NOTICES: Final = "notices"
SUBMISSIONS: Final = "submissions"
_BEFORE_ALL: Final = UUID(int=0)
_BATCHES: Final = 7_206_105
"""Class of the advisory lock that every batch of an environment shares; who moves the target has it alone."""
_APPLIED: Final = 'select erasure, target, step, "after", since from erasure_applied'


@dataclass(frozen=True, slots=True)
class ErasingAt:
    """How far erasing came.

    Everything up to `erasure` is done. Up to `target` is being done: at `step` (notices, then submissions), of which
    the last one looked at is `after`. `since`: the newest change when it began; a notice of a later one came or moved
    since.
    """

    erasure: int
    target: int
    step: str
    after: UUID | None
    since: int

    @property
    def idle(self) -> bool:
        """Whether nothing is being done."""
        return self.target == self.erasure


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A kept notice, or with `until_change` one as it stood before. `content`: the release of OCDS, else None."""

    id: UUID
    until_change: int | None
    procedure: UUID
    source: str
    submission: UUID | None
    record: int
    content: Mapping[str, Any] | None
    own_key: str | None


@dataclass(frozen=True, slots=True)
class PayloadRow:
    """The kept copy of one batch."""

    submission: UUID
    first_ordinal: int
    ordinals: list[int]
    offsets: list[int]
    sizes: list[int]
    names: list[str]
    body: bytes


def newest(cursor: Writer) -> int:
    """The newest erasure."""
    row = cursor.execute("select coalesce(max(erasure), 0) from registry.erasure_current").fetchone()
    return 0 if row is None else int(row[0])


def standing(cursor: Writer) -> ErasingAt:
    """Read how far erasing came."""
    return ErasingAt(*cursor.execute(f"{_APPLIED} where id = 1").fetchone() or (0, 0, NOTICES, None, 0))


def waiting(cursor: Writer) -> int:
    """How many erasures are not done, or not wholly."""
    row = cursor.execute(
        "select count(distinct erasure) from registry.erasure_current"
        " where erasure > (select erasure from erasure_applied where id = 1)"
    ).fetchone()
    return 0 if row is None else int(row[0])


def lock_standing(cursor: Writer) -> ErasingAt | None:
    """Lock how far erasing came; None when another worker is at it."""
    row = cursor.execute(f"{_APPLIED} where id = 1 for update skip locked").fetchone()
    return None if row is None else ErasingAt(*row)


def note(cursor: Writer, at: ErasingAt) -> None:
    """Write how far erasing came."""
    cursor.execute(
        'update erasure_applied set erasure = %s, target = %s, step = %s, "after" = %s, since = %s where id = 1',
        [at.erasure, at.target, at.step, at.after, at.since],
    )


def let_batches_end(cursor: Writer) -> None:
    """Wait for every batch that is being written, and keep the next one waiting until the end of this transaction."""
    cursor.execute("select pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_BATCHES])


def target_of_batches(cursor: Writer) -> int:
    """The erasure that every batch must know; it stays so until the end of this transaction.

    Two statements: what the second one reads is what stood when the lock was given.
    """
    cursor.execute("select pg_advisory_xact_lock_shared(%s, hashtext(current_schema()))", [_BATCHES])
    return standing(cursor).target


def newest_change(cursor: Writer) -> int:
    """The newest change of the procedures; who asks has let the batches end."""
    row = cursor.execute("select coalesce(max(id), 0) from procurement.change").fetchone()
    return 0 if row is None else int(row[0])


def page_after(cursor: Writer, after: UUID | None, *, since: int, most: int) -> tuple[list[UUID], list[KeptRow]]:
    """The next notices in order of id, those of the past included, and all notices of their procedures.

    A procedure is done whole when the first of its notices is met, so one that has stayed in its procedure all the
    while is passed over when another such one of its procedure comes before it. One statement: between two, a notice
    that is passed over could leave the procedure with which it would be done.
    """
    cursor.execute(_PAGE, {"after": after or _BEFORE_ALL, "since": since, "most": most})
    page, rows = set(), []
    for in_page, *row in cursor.fetchall():
        rows.append(KeptRow(*row))
        if in_page:
            page.add(rows[-1].id)
    return sorted(page), rows


def procedures_of(cursor: Writer, notices: Sequence[UUID]) -> list[UUID]:
    """The procedures that these notices belong to or once did."""
    cursor.execute(
        """
        select procedure from procurement.notice where id = any(%(ids)s)
        union
        select procedure from procurement.notice_history where id = any(%(ids)s)
        """,
        {"ids": list(notices)},
    )
    return sorted(row[0] for row in cursor.fetchall())


def submission_after(cursor: Writer, after: UUID | None) -> UUID | None:
    """The next submission in order of id."""
    row = cursor.execute(
        "select id from submission where id > %s order by id limit 1 for update", [after or _BEFORE_ALL]
    ).fetchone()
    return None if row is None else row[0]


def notices_of(cursor: Writer, procedures: Sequence[UUID]) -> list[KeptRow]:
    """The notices of these procedures, those of the past included."""
    cursor.execute(
        f"select id, null::bigint, {_KEPT} from procurement.notice where procedure = any(%(ids)s)"  # noqa: S608
        f" union all select id, until_change, {_KEPT} from procurement.notice_history where procedure = any(%(ids)s)",
        {"ids": list(procedures)},
    )
    return [KeptRow(*row) for row in cursor.fetchall()]


_KEPT: Final = "procedure, source, submission, record, case when source = 'ocds' then content end as content, own_key"
# Both halves of the page end by themselves: each is read along its key and no further.
_PAGE: Final = f"""
    with page as materialized (
        select id from (
            (
                select n.id from procurement.notice n
                where n.id > %(after)s and not (n.since_change <= %(since)s and exists (
                    select from procurement.notice m
                    where m.procedure = n.procedure and m.id < n.id and m.since_change <= %(since)s
                ))
                order by n.id limit %(most)s
            )
            union
            (
                select distinct h.id from procurement.notice_history h
                where h.id > %(after)s order by h.id limit %(most)s
            )
        ) each order by id limit %(most)s
    ), met as materialized (
        select procedure from procurement.notice where id in (select id from page)
        union
        select procedure from procurement.notice_history where id in (select id from page)
    )
    select id in (select id from page), id, null::bigint, {_KEPT}
    from procurement.notice where procedure in (select procedure from met)
    union all
    select id in (select id from page), id, until_change, {_KEPT}
    from procurement.notice_history where procedure in (select procedure from met)
"""  # noqa: S608 - our own column names


@dataclass(frozen=True, slots=True)
class Reread:
    """A kept notice as it reads now. All but its own key follows from what it says (`procedures.identity`)."""

    id: UUID
    notice_id: str
    version: str
    content_hash: str
    content: bytes
    identity: Identity


def rewrite_notice(cursor: Writer, row: KeptRow, now: Reread) -> None:
    """Write a notice as it reads now; where that reading came in already, the old one goes."""
    table = sql.SQL("procurement.notice" if row.until_change is None else "procurement.notice_history")
    which = sql.SQL("id = %s" if row.until_change is None else "id = %s and until_change = %s")
    key: list[object] = [row.id] if row.until_change is None else [row.id, row.until_change]
    new_key = [now.id, *key[1:]]
    if cursor.execute(sql.SQL("select from {} where {}").format(table, which), new_key).fetchone() is not None:
        if now.id != row.id:
            # Sent again meanwhile by a harvester, it stays the buyer's own, and the other way round.
            cursor.execute(_SENT_BY_THE_BETTER.format(table=table, new=which, old=which), [*key, *new_key])
            cursor.execute(sql.SQL("delete from {} where {}").format(table, which), key)
        return
    identity = now.identity
    cursor.execute(
        sql.SQL(
            "update {} set id = %s, notice_id = %s, version = %s, content_hash = %s, content = %s::jsonb,"
            " strong_key = %s, names = %s, refers_to = %s where {}"
        ).format(table, which),
        [
            *(now.id, now.notice_id, now.version, now.content_hash, now.content.decode()),
            *(identity.strong, list(identity.names), list(identity.refers_to), *key),
        ],
    )


def rename_key(cursor: Writer, old: str, new: str) -> None:
    """Give every notice of this own key, which is locked, another one that stands for the same."""
    lock_keys(cursor, [new])
    for table in (sql.SQL("notice"), sql.SQL("notice_history")):
        cursor.execute(sql.SQL("update procurement.{} set own_key = %s where own_key = %s").format(table), [new, old])
    cursor.execute("delete from procurement.identity_key where key = %s", [old])


_SENT_BY_THE_BETTER: Final = sql.SQL(
    """
    update {table} new set harvested = old.harvested, sender = old.sender
    from (select harvested, sender from {table} where {old}) old
    where {new} and (old.harvested, coalesce(old.sender, '')) < (new.harvested, coalesce(new.sender, ''))
    """
)
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


_PAYLOAD: Final = "select submission, first_ordinal, ordinals, offsets, sizes, names, body from payload where "


def payload_with(cursor: Writer, submission: UUID | None, record: int) -> PayloadRow | None:
    """The kept copy in which a record of a submission stands: as a rule the last one that begins before it."""
    row = cursor.execute(
        f"{_PAYLOAD} submission = %s and first_ordinal <= %s and %s = any(ordinals)"
        " order by first_ordinal desc limit 1",
        [submission, record, record],
    ).fetchone()
    return None if row is None else PayloadRow(*row)


def payloads_of(cursor: Writer, submission: UUID) -> Iterator[PayloadRow]:
    """The kept copy of a submission, a batch at a time."""
    after = -1
    while True:
        row = cursor.execute(
            f"{_PAYLOAD} submission = %s and first_ordinal > %s order by first_ordinal limit 1", [submission, after]
        ).fetchone()
        if row is None:
            return
        payload = PayloadRow(*row)
        after = payload.first_ordinal
        yield payload


def rewrite_payload(
    cursor: Writer,
    payload: PayloadRow,
    *,
    offsets: Sequence[int],
    sizes: Sequence[int],
    names: Sequence[str],
    body: bytes,
) -> None:
    """Write the kept copy of a batch anew."""
    cursor.execute(
        "update payload set offsets = %s, sizes = %s, names = %s, body = %s"
        " where submission = %s and first_ordinal = %s",
        [list(offsets), list(sizes), list(names), body, payload.submission, payload.first_ordinal],
    )


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
                [_stored({key: without(text) for key, text in problem.items()}), number],
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


def kind_of(cursor: Writer, submission: UUID) -> tuple[str, bool]:
    """The media type of a submission, and whether it is concluded."""
    row = cursor.execute(
        "select media_type, finished_at is not null from submission where id = %s", [submission]
    ).fetchone()
    if row is None:
        raise RuntimeError(f"Submission {submission} is gone.")
    return row[0], row[1]


def note_digest(cursor: Writer, submission: UUID, digest: str) -> None:
    """Write the hash of the kept copy of a submission."""
    cursor.execute("update submission set kept_sha256 = %s where id = %s", [digest, submission])


def _text(value: str | None, without: Callable[[str], str]) -> str | None:
    return None if value is None else without(value)
