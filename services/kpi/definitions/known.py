"""Cards as every answer needs them: read once, and again when what they were read from has moved."""

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from sqlalchemy import Connection, text

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.store import kept_cards

T = TypeVar("T")

CARDS_STATE: Final = """(
    select array[count(*), max(id), count(failure), count(*) filter (where seeded),
                 (select count(*) from kpi.card_proposal where state = 'adopted')]
    from kpi.card
)"""
"""Where the cards stand, as a value in SQL: as long as it stays, they say the same."""
_MOST_WRITTEN: Final = 50


class Kept(Generic[T]):
    """What was read in one state. In another state it is read anew; answers of both states may be under way."""

    def __init__(self, most: int = 1) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._values: dict[Hashable, T] = {}

    def get(self, state: Hashable, key: Hashable, read: Callable[[], T]) -> T:
        """What is kept under the key, else what `read` gives."""
        return self.get_all(state, [key], lambda _: {key: read()})[key]

    def get_all(
        self, state: Hashable, keys: Sequence[Hashable], read: Callable[[Sequence[Hashable]], Mapping[Hashable, T]]
    ) -> Mapping[Hashable, T]:
        """What is kept under each key; of those that are not kept, in their order, what `read` gives."""
        with self._lock:
            held = {key: self._values[key] for key in keys if state == self._state and key in self._values}
        missing = [key for key in keys if key not in held]
        if not missing:
            return held
        given = read(missing)
        with self._lock:
            if state != self._state or len(self._values) + len(given) > self._most:
                self._state, self._values = state, {}
            self._values.update(given)
        return {**held, **given}


class KnownCards:
    """Every card that was ever stored, and what was written of cards alone, for all answers of a process."""

    def __init__(self) -> None:
        self._cards: Kept[tuple[KeptCard, ...]] = Kept()
        self._written: Kept[str] = Kept(_MOST_WRITTEN)

    def state(self, connection: Connection) -> Hashable:
        """Where they stand; asked first in a transaction that reads in one snapshot."""
        return tuple(connection.execute(text(f"select {CARDS_STATE} as cards")).scalar_one())

    def cards(self, connection: Connection, state: Hashable) -> tuple[KeptCard, ...]:
        """Every card, by code and version."""
        return self._cards.get(state, None, lambda: kept_cards(connection))

    def written(self, state: Hashable, key: Hashable, write: Callable[[], str]) -> str:
        """An answer that says what cards say, as it was written; `key` is all else that it rests on."""
        return self._written.get(state, key, write)
