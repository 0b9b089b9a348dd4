"""Elements of one list that carry one id: with different content they are two, word for word the same they are one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Generic, NamedTuple, TypeVar

from shared.procurement.notice import Organisation

T = TypeVar("T")


class Own(NamedTuple, Generic[T]):
    """The id an element goes by, and another element with its id. No id: it repeats that other word for word."""

    id: str | None
    other: T | None


class Ids(Generic[T]):
    """The ids of one list. `write` gives the content of an element, and is asked only where an id is doubled."""

    def __init__(self, write: Callable[[T], bytes]) -> None:
        self._write = write
        self._first: dict[str, T] = {}
        self._contents: dict[str, dict[bytes, T]] = {}
        self._owns: dict[str, list[str]] = {}

    def own(self, stated: str, element: T) -> Own[T]:
        """Give an element an id that no other element of the list has."""
        if stated not in self._first:
            self._first[stated] = element
            return Own(stated, None)
        first = self._first[stated]
        contents = self._contents.setdefault(stated, {self._write(first): first})
        other = contents.setdefault(self._write(element), element)
        if other is not element:
            return Own(None, other)
        own = f"{stated}#{len(contents)}"
        while own in self._first:
            own += "#"
        self._first[own] = element
        self._owns.setdefault(stated, [stated]).append(own)
        return Own(own, first)

    @property
    def doubled(self) -> frozenset[str]:
        """Ids that several elements carry, with different content."""
        return frozenset(self._owns)

    def meant(self, stated: str) -> Sequence[str]:
        """The ids of all elements that a reference to an id may mean."""
        return self._owns.get(stated, (stated,))


def where_they_agree(organisations: Sequence[Organisation]) -> Organisation:
    """The organisation that a doubled id stands for: known is what all that carry it say the same."""
    return reduce(_agreed, organisations)


def _agreed(first: Organisation, second: Organisation) -> Organisation:
    return Organisation(
        first.ref,
        first.name if first.name == second.name else None,
        tuple(each for each in first.identifiers if each in second.identifiers),
        first.country if first.country == second.country else None,
        first.size if first.size == second.size else None,
        natural_person=first.natural_person or second.natural_person,
    )
