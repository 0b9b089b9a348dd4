"""How far the change log was read, the places that went stale, and the wake-up of the workers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, text

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Unit
from services.kpi.definitions.declarations.dimensions import ORGANISATION, TIER
from services.kpi.definitions.facts import facts
from services.kpi.definitions.store import kept_cards
from shared.log.change_log import latest_position

CHANNEL: Final = "ppds_kpi"
"""Where workers listen for events."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A position of the change log of schema procurement and when it was recorded; None before the first change."""

    position: int
    recorded_at: datetime | None


def moment_of(connection: Connection, position: int) -> Moment:
    """When the newest change at or before this position was recorded."""
    recorded_at = connection.execute(
        text("select recorded_at from procurement.change where position <= :position order by position desc limit 1"),
        {"position": position},
    ).scalar_one_or_none()
    return Moment(position, recorded_at)


def position_at(connection: Connection, moment: datetime) -> int:
    """The position that stood at this moment; 0 before the first change."""
    position: int = connection.execute(
        text("select coalesce(max(position), 0) from procurement.change where recorded_at <= :moment"),
        {"moment": moment},
    ).scalar_one()
    return position


def position_now(engine: Engine) -> int:
    """The newest committed position of the change log, on a connection that is given back at once."""
    with engine.connect() as connection:
        return latest_position(connection, "procurement")


def take_changes(connection: Connection) -> bool:
    """Read the change log from the cursor on and mark every place it names stale, in the caller's transaction.

    Old places and new stand in the log. Gives False when there was nothing, or another worker is at it.
    """
    cursor = connection.execute(
        text("select position from kpi.cursor where name = 'procurement' for update skip locked")
    ).scalar_one_or_none()
    if cursor is None:
        return False
    # A statement of its own, after the lock: only now is everything visible that the last holder took.
    upto = latest_position(connection, "procurement")
    seeded = _seed(connection)
    if upto <= cursor:
        return seeded
    connection.execute(text(_MARK), {"after": cursor, "upto": upto, **_declared()})
    connection.execute(text("update kpi.cursor set position = :upto where name = 'procurement'"), {"upto": upto})
    return True


_PLACES = """
    cross join lateral (values
        ('body-month', c.body, c.month),
        ('tier-month', c.tier, c.month),
        ('tier-year', c.tier, date_trunc('year', c.month::timestamp)::date)
    ) as l(level, place, starts_on)"""

_MARK = f"""
    insert into kpi.stale (fact, counted_on, level, place, starts_on, position)
    select u.fact, c.counted_on, l.level, l.place, l.starts_on, min(c.position)
    from (
        select s.fact as scope, s.counted_on, s.body, s.tier, s.month, min(c.position) as position
        from procurement.change c join procurement.change_scope s on s.change = c.id
        where c.position > :after and c.position <= :upto
        group by s.fact, s.counted_on, s.body, s.tier, s.month
    ) c
    join unnest(cast(:scopes as text[]), cast(:facts as text[]), cast(:dates as text[])) as u(scope, fact, counted_on)
      on u.scope = c.scope and u.counted_on = c.counted_on
    {_PLACES}
    group by u.fact, c.counted_on, l.level, l.place, l.starts_on
    on conflict do nothing"""  # noqa: S608 - our own names only

_SEED = f"""
    insert into kpi.stale (fact, counted_on, level, place, starts_on, position)
    select distinct '{{fact}}', '{{counted_on}}', l.level, l.place, l.starts_on, 1
    from (
        select distinct coalesce({ORGANISATION.column.name}, '') as body, coalesce({TIER.column.name}, '') as tier,
               date_trunc('month', {{counted_on}}::timestamp)::date as month
        from procurement.{{view}} where {{counted_on}} is not null
    ) c
    {_PLACES}
    on conflict (fact, counted_on, level, place, starts_on) do update set position = 1"""  # noqa: S608


def _seed(connection: Connection) -> bool:
    """Mark all places of a card seen for the first time: its cells do not exist yet."""
    fresh = [kept for kept in kept_cards(connection) if not kept.seeded and kept.failure is None]
    units = sorted(
        {(kept.card.measure.fact, column) for kept in fresh for column in kept.card.measure.counted_on_columns}
    )
    for fact, counted_on in units:
        statement = _SEED.format(fact=fact, counted_on=counted_on, view=facts()[fact].view)
        connection.execute(text(statement))
    for kept in fresh:
        connection.execute(text("update kpi.card set seeded = true where id = :card"), {"card": kept.id})
    return bool(fresh)


def _declared() -> dict[str, list[str]]:
    """Which facts follow from a place of the log: those declared under its scope, on the dates they are counted on."""
    units = [(fact.scope, fact.name, column) for fact in facts().values() for column in fact.date_columns]
    return {
        "scopes": [scope for scope, _, _ in units],
        "facts": [fact for _, fact, _ in units],
        "dates": [column for _, _, column in units],
    }


def stale_units(connection: Connection) -> tuple[Unit, ...]:
    """The units with stale places: those that waited longest first, then cheap levels."""
    query = "select fact, counted_on, level, min(position) as since from kpi.stale group by fact, counted_on, level"
    order = list(Level)
    rows = sorted(
        (row for row in connection.execute(text(query)) if row.fact in facts()),
        key=lambda row: (row.since, order.index(Level(row.level)), row.fact, row.counted_on),
    )
    return tuple(Unit(facts()[row.fact], row.counted_on, Level(row.level)) for row in rows)


def has_work(connection: Connection) -> bool:
    """Whether a change was not taken yet, a place is stale, or the places of a card were never marked."""
    waits: bool = connection.execute(
        text(
            "select exists (select from kpi.stale)"
            " or exists (select from kpi.card where not seeded and failure is null)"
            " or (select position from kpi.cursor where name = 'procurement')"
            " < (select coalesce(max(position), 0) from procurement.change)"
        )
    ).scalar_one()
    return waits


def clear_away_refreshed(engine: Engine) -> None:
    """Free the table of the places that are stale no longer: every answer reads it, and would read what was deleted."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (skip_locked) kpi.stale"))


def wake_workers(connection: Connection, position: int) -> None:
    """Wake the workers that listen; those that do not hear it look by themselves."""
    connection.execute(text("select pg_notify(:channel, :position)"), {"channel": CHANNEL, "position": str(position)})


def note_refresh(connection: Connection, unit: Unit, *, places: int, seconds: float) -> None:
    """Keep what the last refresh of a unit took, for tuning."""
    connection.execute(
        text(
            "insert into kpi.refresh (fact, counted_on, level, places, seconds, refreshed_at)"
            " values (:fact, :counted_on, :level, :places, :seconds, now())"
            " on conflict (fact, counted_on, level) do update set places = excluded.places,"
            " seconds = excluded.seconds, refreshed_at = excluded.refreshed_at"
        ),
        {
            "fact": unit.fact.name,
            "counted_on": unit.counted_on,
            "level": unit.level.value,
            "places": places,
            "seconds": round(seconds, 3),
        },
    )
