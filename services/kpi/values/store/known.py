"""What every answer needs and hardly ever changes: read once, and again when what it was read from has moved."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection, text

from services.kpi.cells.store.change_log import Moment
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.store import kept_cards
from services.kpi.values.rules.boundaries import Succession
from services.kpi.values.rules.reading import GroupKey
from services.kpi.values.rules.register import Register
from services.kpi.values.store.register import registered_bodies, successions

T = TypeVar("T")

_MOST_COUNTS: Final = 2_000
_STATES: Final = text(
    """
    select c.recorded_at, s.* from (
        select coalesce(
                   (select min(position) - 1 from kpi.stale),
                   (select position from kpi.cursor where name = 'procurement'),
                   0
               ) as position,
               coalesce((select position from kpi.cursor where name = 'cells'), 0) as cells,
               (select coalesce(max(position), 0) from registry.change) as register,
               (select array[count(*), max(id), count(failure), count(*) filter (where seeded),
                             (select count(*) from kpi.card_proposal where state = 'adopted')]
                from kpi.card) as cards
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


class Kept(Generic[T]):
    """What was read in one state. In another state it is read anew; answers of both states may be under way."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._values: dict[Hashable, T] = {}

    def get(self, state: Hashable, key: Hashable, read: Callable[[], T]) -> T:
        """What is kept under the key, else what `read` gives."""
        with self._lock:
            if state == self._state and key in self._values:
                return self._values[key]
        value = read()
        with self._lock:
            if state != self._state or len(self._values) >= self._most:
                self._state, self._values = state, {}
            self._values[key] = value
        return value


class Known:
    """Cards, the bodies of the register and the bodies behind groups of cells, for all answers of a process."""

    def __init__(self) -> None:
        self._cards: Kept[tuple[KeptCard, ...]] = Kept()
        self._register: Kept[Register] = Kept()
        self._successions: Kept[tuple[Succession, ...]] = Kept()
        self._bodies: Kept[dict[tuple[GroupKey, int], int]] = Kept(_MOST_COUNTS)

    def states(self, connection: Connection) -> States:
        """Where everything stands; asked first in an answer's transaction, which reads in one snapshot."""
        row = connection.execute(_STATES).one()
        return States(Moment(row.position, row.recorded_at), row.cells, row.register, tuple(row.cards))

    def cards(self, connection: Connection, states: States) -> tuple[KeptCard, ...]:
        """Every card that was ever stored."""
        return self._cards.get(states.cards, None, lambda: kept_cards(connection))

    def register(self, connection: Connection, states: States) -> Register:
        """The bodies of the register."""
        return self._register.get(states.register, None, lambda: Register(registered_bodies(connection)))

    def successions(self, connection: Connection, states: States) -> tuple[Succession, ...]:
        """What became of bodies."""
        return self._successions.get(states.register, None, lambda: successions(connection))

    def bodies(
        self, states: States, key: Hashable, read: Callable[[], dict[tuple[GroupKey, int], int]]
    ) -> dict[tuple[GroupKey, int], int]:
        """How many bodies stand behind each group of a question; `key` says which question."""
        return self._bodies.get(states.cells, key, read)
