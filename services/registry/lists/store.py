"""Statements on reference lists and their versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson
from sqlalchemy import Select, func, insert, select, text, update
from sqlalchemy.orm import Session

from services.registry.lists.rules.faults import ListState
from services.registry.lists.tables import ChangeList, List, ListRow, ListVersion
from shared.reference.lists import Status

_INSERT_ROWS: Final = text(
    "insert into registry.list_row (version_id, ordinal, entry)"
    " select :version_id, one.ordinal, one.entry"
    " from jsonb_array_elements(cast(:entries as jsonb)) with ordinality as one (entry, ordinal)"
)


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What whoever proposes a version of a list says about it; `columns` is the heading, if the rows had one."""

    list: str
    version: str
    status: Status
    source: str
    note: str
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ListVersionRecord:
    """A version of a list. `valid_until` is its last day, also when that is because the next version begins."""

    id: int
    list: str
    nl: str
    en: str
    version: str
    state: ListState
    status: Status
    valid_from: date | None
    valid_until: date | None
    source: str
    note: str
    columns: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    revision: int
    rows: int

    def holds_on(self, day: date) -> bool:
        """Whether it is published and in its days."""
        if self.state != "published" or self.valid_from is None or day < self.valid_from:
            return False
        return self.valid_until is None or day <= self.valid_until


def known_lists(session: Session) -> frozenset[str]:
    """The names of all lists."""
    return frozenset(session.scalars(select(List.name)))


def insert_list(session: Session, name: str, *, nl: str, en: str) -> None:
    """Add a list without any version."""
    session.execute(insert(List).values(name=name, nl=nl, en=en))


def insert_draft(
    session: Session, new: NewVersion, entries: Sequence[Mapping[str, str]], *, columns: tuple[str, ...], actor: str
) -> int:
    """Add a draft with its rows in their order; returns its id."""
    values = {
        "list": new.list,
        "version": new.version,
        "status": new.status,
        "source": new.source,
        "note": new.note,
        "columns": columns,
        "proposed_by": actor,
    }
    version_id: int = session.execute(insert(ListVersion).values(**values).returning(ListVersion.id)).scalar_one()
    rows = orjson.dumps([dict(entry) for entry in entries]).decode()
    session.execute(_INSERT_ROWS, {"version_id": version_id, "entries": rows})
    return version_id


def publish(session: Session, version_id: int, *, valid_from: date, valid_until: date | None, actor: str) -> None:
    """Let a draft be the list from a day on; its last day is open or stated."""
    _decide(session, version_id, actor=actor, state="published", valid_from=valid_from, valid_until=valid_until)


def withdraw(session: Session, version_id: int, *, actor: str) -> None:
    """Put a draft aside for good."""
    _decide(session, version_id, actor=actor, state="withdrawn")


def list_versions(session: Session, name: str | None = None) -> list[ListVersionRecord]:
    """Versions of one list or of all, by list, the newest published first and drafts before them."""
    asked = _versions()
    statement = asked if name is None else asked.where(ListVersion.list == name)
    order = (ListVersion.list, ListVersion.valid_from.desc().nulls_first(), ListVersion.id.desc())
    return _records(session, statement.order_by(*order))


def list_version(session: Session, name: str, version: str) -> ListVersionRecord | None:
    """One version, whatever its state."""
    statement = _versions().where(ListVersion.list == name, ListVersion.version == version)
    return next(iter(_records(session, statement)), None)


def version_on(session: Session, name: str, day: date) -> ListVersionRecord | None:
    """The version that holds on a day: the newest published that began; None when it is over by its own last day."""
    begun = (ListVersion.list == name, ListVersion.state == "published", ListVersion.valid_from <= day)
    statement = _versions().where(*begun).order_by(ListVersion.valid_from.desc()).limit(1)
    newest = next(iter(_records(session, statement)), None)
    if newest is None or (newest.valid_until is not None and newest.valid_until < day):
        return None
    return newest


def published_from(session: Session, name: str) -> tuple[date, date] | None:
    """The first days of the oldest and of the newest published version; None without one."""
    published = (ListVersion.list == name, ListVersion.state == "published")
    ends = session.execute(
        select(func.min(ListVersion.valid_from), func.max(ListVersion.valid_from)).where(*published)
    ).one()
    return None if ends[0] is None or ends[1] is None else (ends[0], ends[1])


def entries_of(session: Session, version_id: int) -> list[dict[str, str]]:
    """The rows of a version in their order."""
    rows = select(ListRow.entry).where(ListRow.version_id == version_id).order_by(ListRow.ordinal)
    return list(session.scalars(rows))


def note_changed_lists(session: Session, change_id: int, names: Iterable[str]) -> None:
    """Write beside a change which lists it touched."""
    rows = [{"change": change_id, "list": name} for name in sorted(set(names))]
    if rows:
        session.execute(insert(ChangeList), rows)


def _decide(session: Session, version_id: int, *, actor: str, **values: object) -> None:
    session.execute(
        update(ListVersion)
        .where(ListVersion.id == version_id)
        .values(decided_by=actor, decided_at=func.now(), revision=ListVersion.revision + 1, **values),
        execution_options={"synchronize_session": False},
    )


def _versions() -> Select[tuple[object, ...]]:
    # Drafts have no first day, so the next version after a published one is the next published one.
    following = (
        func.lead(ListVersion.valid_from)
        .over(partition_by=(ListVersion.list, ListVersion.state), order_by=ListVersion.valid_from)
        .label("following")
    )
    ends = select(ListVersion.id, following).subquery("ends")
    count = select(func.count()).where(ListRow.version_id == ListVersion.id).scalar_subquery()
    return (
        select(
            ListVersion.id,
            ListVersion.list,
            List.nl,
            List.en,
            ListVersion.version,
            ListVersion.state,
            ListVersion.status,
            ListVersion.valid_from,
            func.least(ListVersion.valid_until, ends.c.following - 1).label("valid_until"),
            ListVersion.source,
            ListVersion.note,
            ListVersion.columns,
            ListVersion.proposed_by,
            ListVersion.proposed_at,
            ListVersion.decided_by,
            ListVersion.decided_at,
            ListVersion.revision,
            count.label("rows"),
        )
        .join(List, List.name == ListVersion.list)
        .join(ends, ends.c.id == ListVersion.id)
    )


def _records(session: Session, statement: Select[tuple[object, ...]]) -> list[ListVersionRecord]:
    return [ListVersionRecord(**row) for row in session.execute(statement).mappings()]
