"""Publications, their figures and their files as they are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.orm import Session

from services.kpi.deciding import keep_decision
from services.kpi.locks import PUBLICATIONS
from services.kpi.publications import tables
from services.kpi.publications.rules.naming import PublishedSeries, State
from shared.errors import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication without its figures and files; what it rests on is None until a worker began to draw it up."""

    id: int
    name: str
    year: int
    series: PublishedSeries
    number: int
    state: State
    own_error: bool
    position: int | None
    data_moment: datetime | None
    register_position: int | None
    program_version: str
    indicators: int | None
    done: int
    figures: int | None
    checksum: str | None
    failure: Sequence[Mapping[str, Any]] | None
    reason: str
    drawn_up_by: str
    drawn_up_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None
    revision: int

    @property
    def as_of(self) -> int:
        """The position that all its figures are of; raises Conflict while it is being drawn up, or could not be."""
        if self.position is None or self.checksum is None:
            raise Conflict(
                nl=f"{self.name} is niet opgemaakt: de stand is {self.state}.",
                en=f"{self.name} is not drawn up: its state is {self.state}.",
            )
        return self.position


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure of a publication; `row` is the row of the answer as JSON, `group` what it is grouped by beside place."""

    indicator: str
    version: str
    counted_on: str
    level: str
    place: str
    tier: str
    group: str
    row: str


def lock(session: Session) -> None:
    """Wait until nobody else draws up or decides."""
    session.execute(select(func.pg_advisory_xact_lock(PUBLICATIONS)))


def add(session: Session, **stated: object) -> int:
    """Keep that a publication is to be drawn up; gives its number."""
    number: int = session.execute(
        insert(tables.Publication).values(**stated).returning(tables.Publication.id)
    ).scalar_one()
    return number


def keep(session: Session, number: int, figures: Iterable[PublishedFigure]) -> None:
    """Keep figures of a publication."""
    driver = cast("psycopg.Connection", session.connection().connection.driver_connection)
    columns = 'publication, indicator, version, counted_on, level, place, tier, "group", row'
    with driver.cursor() as cursor, cursor.copy(f"copy kpi.published_figure ({columns}) from stdin") as copy:
        for each in figures:
            copy.write_row(
                (
                    number,
                    *(each.indicator, each.version, each.counted_on),
                    *(each.level, each.place, each.tier, each.group, each.row),
                )
            )


def decide(session: Session, publication: Publication, *, state: State, actor: str, decision: str) -> None:
    """Publish or withdraw; of a draft that is withdrawn no figures and files stay."""
    number = publication.id
    if state == "withdrawn" and publication.state == "draft":
        for table in (tables.PublishedFigure, tables.PublicationFile, tables.PublicationFilePart):
            session.execute(text(f"delete from kpi.{table.__tablename__} where publication = :id"), {"id": number})  # noqa: S608
    keep_decision(
        session, tables.Publication, tables.Publication.id == number, state=state, actor=actor, decision=decision
    )


def publications(
    source: Session | Connection,
    *,
    year: int | None = None,
    state: State | None = None,
    before: int | None = None,
    limit: int | None = None,
) -> list[Publication]:
    """Publications, newest first."""
    return _read(
        source,
        "(cast(:year as integer) is null or year = :year) and (cast(:state as text) is null or state = :state)"
        " and (cast(:before as bigint) is null or id < :before)",
        year=year,
        state=state,
        before=before,
        limit=limit,
    )


def named(source: Session | Connection, name: str) -> Publication | None:
    """A publication by its name, a draft too; of those that were withdrawn the newest when there is no other."""
    found = _read(source, "name = :name", name=name)
    return next((each for each in found if each.state != "withdrawn"), found[0] if found else None)


def numbered(source: Session | Connection, number: int) -> Publication | None:
    """A publication by its number."""
    return next(iter(_read(source, "id = :number", number=number)), None)


def totals_of(source: Session | Connection, number: int) -> list[PublishedFigure]:
    """The figures of a publication on the country and its tiers."""
    rows = source.execute(
        text(
            'select indicator, version, counted_on, level, place, tier, "group", row from kpi.published_figure'
            " where publication = :publication and level <> 'body'"
        ),
        {"publication": number},
    )
    return [PublishedFigure(*row) for row in rows]


def cells_shown(
    source: Session | Connection, number: int, indicators: Collection[str]
) -> list[tuple[str, str, str, str, str, str]]:
    """Indicator, version, date counted on, group, level and place of the figures of which a publication says more than
    that they are hidden.
    """
    rows = source.execute(
        text(
            'select indicator, version, counted_on, "group", level, place from kpi.published_figure'
            " where publication = :publication and indicator = any(:indicators)"
            " and row::jsonb ->> 'reason' is distinct from 'suppressed'"
        ),
        {"publication": number, "indicators": list(indicators)},
    )
    return [tuple(row) for row in rows]


def changes_in(source: Session | Connection, *, first: date, last: date, after: int) -> int:
    """How many changes after a position touch a month of a period."""
    number: int = source.execute(
        text(
            "select count(distinct c.id) from procurement.change c join procurement.change_scope s on s.change = c.id"
            " where c.position > :after and s.month between :first and :last"
        ),
        {"first": first, "last": last, "after": after},
    ).scalar_one()
    return number


def definitions_decided(source: Session | Connection, *, last: date, after: datetime) -> list[str]:
    """The indicators of which a version, or their end, was decided after a moment that holds on this day."""
    rows = source.execute(
        text(
            "select distinct code from kpi.card_proposal"
            " where state = 'adopted' and decided_at > :after and valid_from <= :last order by code"
        ),
        {"last": last, "after": after},
    )
    return list(rows.scalars())


def _read(source: Session | Connection, where: str, *, limit: int | None = None, **values: object) -> list[Publication]:
    statement = text(
        f"select * from kpi.publication where {where} order by id desc limit cast(:limit as bigint)"  # noqa: S608
    )
    return [Publication(**row) for row in source.execute(statement, {**values, "limit": limit}).mappings()]
