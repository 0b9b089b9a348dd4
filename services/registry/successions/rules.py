"""Who goes over into whom, and when: the rules of a merger, a split and a renaming (C23). Pure.

A predecessor ends on the day of the event unless it is also a successor: then it keeps its key, as when a merger keeps
one partner's code. The successors exist on that day. Nobody succeeds itself by a detour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

SuccessionKind: TypeAlias = Literal["merger", "split", "renaming"]
SUCCESSION_KINDS: Final[tuple[SuccessionKind, ...]] = get_args(SuccessionKind)
SUCCESSION_ROLES: Final = ("predecessor", "successor")
SuccessionFaultCode: TypeAlias = Literal[
    "apart",
    "begins-later",
    "cycle",
    "ended",
    "named-twice",
    "not-begun",
    "other-end",
    "succeeded-already",
    "unknown-party",
    "wrong-number",
]
Side: TypeAlias = Literal["predecessors", "successors"]

_NUMBERS: Final[Mapping[SuccessionKind, tuple[tuple[int, int | None], tuple[int, int | None]]]] = {
    "merger": ((2, None), (1, 1)),
    "split": ((1, 1), (2, None)),
    "renaming": ((1, 1), (1, 1)),
}
"""How many predecessors and how many successors: the least and the most, None for any number."""


@dataclass(frozen=True, slots=True)
class Succession:
    """An event as it is stated: on `effective_on`, the first day of the new situation, these went over into those."""

    kind: SuccessionKind
    effective_on: date
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]

    @property
    def ended(self) -> tuple[str, ...]:
        """The predecessors that exist no longer from the day of the event on."""
        return tuple(uri for uri in self.predecessors if uri not in self.successors)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a succession needs to know of a party: its days, whether it was succeeded, and which world it is of."""

    valid_from: date | None
    valid_until: date | None
    succeeded: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class SuccessionFault:
    """What is wrong with a stated succession; `place` is the number in the list, None for the list itself."""

    side: Side
    place: int | None
    code: SuccessionFaultCode
    detail: str
    nl: str | None = None


def faults_of(
    stated: Succession, standings: Mapping[str, Standing], *, edges: Iterable[tuple[str, str]]
) -> list[SuccessionFault]:
    """Everything that is wrong, at once; an empty list when the event can be recorded.

    Args:
        stated: the event.
        standings: of every party that is known, by URI.
        edges: predecessor and successor of the events recorded so far.
    """
    return [
        *_wrong_numbers(stated),
        *_named_twice(stated),
        *_unknown(stated, standings),
        *_wrong_predecessors(stated, standings),
        *_wrong_successors(stated, standings),
        *_worlds_mixed(stated, standings),
        *_cycles(stated, edges),
    ]


def _wrong_numbers(stated: Succession) -> Iterator[SuccessionFault]:
    sides: tuple[tuple[Side, Sequence[str]], ...] = (
        ("predecessors", stated.predecessors),
        ("successors", stated.successors),
    )
    for (side, parties), (least, most) in zip(sides, _NUMBERS[stated.kind], strict=True):
        if len(parties) < least or (most is not None and len(parties) > most):
            wanted = f"exactly {least}" if most == least else f"at least {least}"
            number = f"precies {least}" if most == least else f"ten minste {least}"
            nl = f"Bij {stated.kind} hoort het aantal in {side} {number} te zijn."
            detail = f"With a {stated.kind} the number of {side} is {wanted}."
            yield SuccessionFault(side, None, "wrong-number", detail, nl)


def _named_twice(stated: Succession) -> Iterator[SuccessionFault]:
    for side, place, uri in _places(stated):
        parties = stated.predecessors if side == "predecessors" else stated.successors
        if uri in parties[:place]:
            yield SuccessionFault(side, place, "named-twice", "This party stands in the list already.")


def _unknown(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[SuccessionFault]:
    for side, place, uri in _places(stated):
        if uri not in standings:
            yield SuccessionFault(side, place, "unknown-party", "This party is not in the register.")


def _wrong_predecessors(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[SuccessionFault]:
    day = stated.effective_on
    for place, uri in enumerate(stated.predecessors):
        party = standings.get(uri)
        if party is None:
            continue
        if party.valid_from is not None and day <= party.valid_from:
            detail = f"This party begins on {party.valid_from}; the event must be on a later day."
            nl = f"Deze partij begint op {party.valid_from}; de gebeurtenis hoort op een latere dag."
            yield SuccessionFault("predecessors", place, "not-begun", detail, nl)
        if party.succeeded:
            detail = "This party went over into another already, in an event that stands in the register."
            yield SuccessionFault("predecessors", place, "succeeded-already", detail)
        elif uri in stated.ended and party.valid_until not in (None, day):
            detail = f"The register has {party.valid_until} as its end; the event ends it on {day}."
            nl = f"In het register eindigt zij op {party.valid_until}; deze gebeurtenis beëindigt haar op {day}."
            yield SuccessionFault("predecessors", place, "other-end", detail, nl)


def _wrong_successors(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[SuccessionFault]:
    day = stated.effective_on
    for place, uri in enumerate(stated.successors):
        party = standings.get(uri)
        if party is None:
            continue
        if party.valid_until is not None and party.valid_until <= day:
            detail = f"This party has ended on {party.valid_until}."
            nl = f"Deze partij is geëindigd op {party.valid_until}."
            yield SuccessionFault("successors", place, "ended", detail, nl)
        if uri not in stated.predecessors and party.valid_from is not None and party.valid_from > day:
            detail = f"This party begins on {party.valid_from}, after the event."
            nl = f"Deze partij begint op {party.valid_from}, na de gebeurtenis."
            yield SuccessionFault("successors", place, "begins-later", detail, nl)


def _worlds_mixed(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[SuccessionFault]:
    known = [(side, place, standings[uri]) for side, place, uri in _places(stated) if uri in standings]
    for side, place, party in known:
        first = known[0][2]
        if party.demo != first.demo:
            detail = "Bodies of the demonstration and real ones never go over into each other."
            yield SuccessionFault(side, place, "apart", detail)


def _cycles(stated: Succession, edges: Iterable[tuple[str, str]]) -> Iterator[SuccessionFault]:
    onward: dict[str, set[str]] = {}
    for before, after in edges:
        onward.setdefault(before, set()).add(after)
    for place, uri in enumerate(stated.successors):
        if uri in stated.predecessors:
            continue
        back = _reached(uri, onward) & set(stated.predecessors)
        if back:
            detail = f"This party went over into {min(back)} before; it cannot succeed it too."
            nl = f"Deze partij ging eerder over in {min(back)}; zij kan die niet ook opvolgen."
            yield SuccessionFault("successors", place, "cycle", detail, nl)


def _reached(start: str, onward: Mapping[str, Iterable[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = set(onward.get(waiting.pop(), ())) - reached
        reached |= new
        waiting.extend(new)
    return reached


def _places(stated: Succession) -> Iterator[tuple[Side, int, str]]:
    for place, uri in enumerate(stated.predecessors):
        yield "predecessors", place, uri
    for place, uri in enumerate(stated.successors):
        yield "successors", place, uri
