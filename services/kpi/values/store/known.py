"""What every answer needs and hardly ever changes: read once, and again when what it was read from has moved."""

# ruff: noqa: S608 - statements are put together from our own names

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlalchemy import Connection, text

from services.kpi.cells.store.change_log import Moment
from services.kpi.definitions.known import CARDS_STATE, Kept, KnownCards
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.values.rules.boundaries import Succession
from services.kpi.values.rules.reading import GroupKey
from services.kpi.values.rules.register import Register
from services.kpi.values.store.register import registered_bodies, successions

BodiesByGroup: TypeAlias = Mapping[tuple[GroupKey, int], int]

_MOST_COUNTS: Final = 2_000
_MOST_WRITTEN: Final = 50
_STATES: Final = text(
    f"""
    select c.recorded_at, s.* from (
        select coalesce(
                   (select min(position) - 1 from kpi.stale),
                   (select position from kpi.cursor where name = 'procurement'),
                   0
               ) as position,
               coalesce((select position from kpi.cursor where name = 'cells'), 0) as cells,
               (select coalesce(max(position), 0) from registry.change) as register,
               {CARDS_STATE} as cards
    ) s
    left join lateral (
        select recorded_at from procurement.change where position <= s.position order by position desc limit 1
    ) c on true
    """
)


@dataclass(frozen=True, slots=True)
class States:
    """Where cells, register and cards stand in the snapshot of an answer; equal states have equal contents."""

    moment: Moment
    cells: Hashable
    register: int
    cards: Hashable


class Known:
    """Cards, the bodies of the register and the bodies behind groups of cells, for all answers of a process."""

    def __init__(self) -> None:
        self.definitions = KnownCards()
        self._written: Kept[str] = Kept(_MOST_WRITTEN)
        self._register: Kept[Register] = Kept()
        self._successions: Kept[tuple[Succession, ...]] = Kept()
        self._bodies: Kept[BodiesByGroup] = Kept(_MOST_COUNTS)

    def states(self, connection: Connection) -> States:
        """Where everything stands; asked first in an answer's transaction, which reads in one snapshot."""
        row = connection.execute(_STATES).one()
        return States(Moment(row.position, row.recorded_at), row.cells, row.register, tuple(row.cards))

    def cards(self, connection: Connection, states: States) -> tuple[KeptCard, ...]:
        """Every card that was ever stored."""
        return self.definitions.cards(connection, states.cards)

    def written(self, states: States, key: Hashable, write: Callable[[], str]) -> str:
        """An answer that rests on cells, register and cards alone, as it was written; `key` is the question."""
        return self._written.get(states, key, write)

    def register(self, connection: Connection, states: States) -> Register:
        """The bodies of the register."""
        return self._register.get(states.register, None, lambda: Register(registered_bodies(connection)))

    def successions(self, connection: Connection, states: States) -> tuple[Succession, ...]:
        """What became of bodies."""
        return self._successions.get(states.register, None, lambda: successions(connection))

    def bodies(
        self,
        states: States,
        keys: Sequence[Hashable],
        read: Callable[[Sequence[Hashable]], Mapping[Hashable, BodiesByGroup]],
    ) -> Mapping[Hashable, BodiesByGroup]:
        """How many bodies stand behind each group of a question; each key says which question of which card."""
        return self._bodies.get_all(states.cells, keys, read)
