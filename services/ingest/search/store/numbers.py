"""Statements on who has a number: notices and procedures for everybody, what a body sent for that body alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.search.rules.numbers import Sought

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class ProcedureNumbered:
    """A procedure that stands and has the number."""

    id: UUID
    title: str | None
    as_ocid: bool
    as_own_id: bool


@dataclass(frozen=True, slots=True)
class NoticeNumbered:
    """A notice in the newest version, or in the one that was named, of a procedure that stands."""

    id: UUID
    notice_id: str
    version: str
    procedure: UUID
    title: str | None
    as_publication: bool


@dataclass(frozen=True, slots=True)
class RecordNumbered:
    """A record that a body keeps, by its own key."""

    kind: str
    key: str
    unit: UUID


def procedures(session: Session, sought: Sought) -> list[ProcedureNumbered]:
    """Procedures by our id, by that of the notices (BT-04) and by ocid."""
    values = {"strong": sought.strong_keys, "ocids": _named(sought, "ocid:"), "id": sought.uuid, "most": MOST}
    return [ProcedureNumbered(*row) for row in session.execute(_PROCEDURES, values)]


def notices(session: Session, sought: Sought) -> list[NoticeNumbered]:
    """Notices by identifier and by publication number; what has an ocid is a release, and its process counts."""
    values = {
        "names": [name for name in sought.names if not name.startswith("ocid:")],
        "publications": _named(sought, "pub:"),
        "version": sought.version,
        "id": sought.uuid,
        "most": MOST,
    }
    return [NoticeNumbered(*row) for row in session.execute(_NOTICES, values)]


def submissions(session: Session, party: str, key: str) -> list[UUID]:
    """What a body sent under this Idempotency-Key."""
    return list(session.scalars(_SUBMISSIONS, {"party": party, "key": key, "most": MOST}))


def records(session: Session, body: str, key: str) -> list[RecordNumbered]:
    """What a body keeps under a key of its own."""
    return [RecordNumbered(*row) for row in session.execute(_RECORDS, {"body": body, "key": key, "most": MOST})]


def _named(sought: Sought, prefix: str) -> Sequence[str]:
    return [name for name in sought.names if name.startswith(prefix)]


_PROCEDURES: Final = text("""
    select p.id, p.title, bool_or(found.how = 'ocid'), bool_or(found.how = 'id')
    from (
        select procedure as id, 'strong' as how from procurement.notice where strong_key = any(:strong)
        union all
        select procedure, 'ocid' from procurement.notice where names && cast(:ocids as text[])
        union all
        select cast(:id as uuid), 'id'
    ) found join procurement.procedure p using (id)
    group by p.id, p.title order by p.id limit :most
""")
_NOTICES: Final = text("""
    select id, notice_id, version, procedure, title, as_publication from (
        select distinct on (n.procedure, n.notice_id) n.id, n.notice_id, n.version, n.procedure,
            coalesce(n.content ->> 'title', p.title) as title,
            n.names && cast(:publications as text[]) as as_publication
        from (
            select id from procurement.notice where names && cast(:names as text[])
            union
            select cast(:id as uuid)
        ) found join procurement.notice n using (id) join procurement.procedure p on p.id = n.procedure
        where n.stage <> 'supplement' and (cast(:version as text) is null or lpad(n.version, 2, '0') = :version)
        order by n.procedure, n.notice_id, length(n.version) desc, n.version desc, n.id
    ) each order by notice_id, procedure limit :most
""")
# Row-level security shows the submissions of the party of the session alone.
_SUBMISSIONS: Final = text("""
    select id from ingest.submission where sender = :party and idempotency_key = :key order by number desc limit :most
""")
_RECORDS: Final = text("""
    select distinct on (kind, unit) kind, key, unit from procurement.own_record
    where body = :body and key = :key order by kind, unit, version desc limit :most
""")
