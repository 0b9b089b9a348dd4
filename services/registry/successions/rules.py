"""Who goes over into whom, and when: the rules of a merger, a split and a renaming (C23). Pure.

A predecessor ends on the day of the event unless it is also a successor: then it keeps its key, as when a merger keeps
one partner's code. The successors exist on that day. Nobody succeeds itself by a detour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from services.registry.faults import NAMED_TWICE, NOT_BEGUN, UNKNOWN_PARTY
from services.registry.parties.rules.faults import CYCLE
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.reference.codes import SuccessionKind

WRONG_NUMBER: Final = Rule(
    "wrong-number",
    Severity.ERROR,
    "Bij {kind} hoort het aantal in {side} {wanted} te zijn.",
    "With a {kind} the number of {side} is {wanted}.",
    Text("Noem zoveel partijen.", "Name that many parties."),
)
SUCCEEDED_ALREADY: Final = Rule(
    "succeeded-already",
    Severity.ERROR,
    "Deze partij ging al over in een andere, in een gebeurtenis die in het register staat.",
    "This party went over into another already, in an event that stands in the register.",
    Text("Noem de partij waarin zij overging.", "Name the party that it went into."),
)
OTHER_END: Final = Rule(
    "other-end",
    Severity.ERROR,
    "In het register eindigt zij op {end}; deze gebeurtenis beëindigt haar op {day}.",
    "The register has {end} as its end; the event ends it on {day}.",
    Text("Herstel een van beide.", "Correct one of them."),
)
ENDED: Final = Rule(
    "ended",
    Severity.ERROR,
    "Deze partij is geëindigd op {day}.",
    "This party has ended on {day}.",
    Text("Noem een partij die bestaat.", "Name a party that exists."),
)
BEGINS_LATER: Final = Rule(
    "begins-later",
    Severity.ERROR,
    "Deze partij begint op {day}, na de gebeurtenis.",
    "This party begins on {day}, after the event.",
    Text("Herstel een van beide dagen.", "Correct one of the two days."),
)
APART: Final = Rule(
    "apart",
    Severity.ERROR,
    "Testorganisaties, demo-organisaties en echte gaan niet in elkaar over.",
    "Test bodies, bodies of the demonstration and real ones never go over into each other.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)

SUCCESSION_ROLES: Final = ("predecessor", "successor")
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


def faults_of(
    stated: Succession, standings: Mapping[str, Standing], *, edges: Iterable[tuple[str, str]]
) -> list[Finding]:
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


def _wrong_numbers(stated: Succession) -> Iterator[Finding]:
    sides: tuple[tuple[Side, Sequence[str]], ...] = (
        ("predecessors", stated.predecessors),
        ("successors", stated.successors),
    )
    for (side, parties), (least, most) in zip(sides, _NUMBERS[stated.kind], strict=True):
        if len(parties) < least or (most is not None and len(parties) > most):
            wanted = f"exactly {least}" if most == least else f"at least {least}"
            number = f"precies {least}" if most == least else f"ten minste {least}"
            yield WRONG_NUMBER.at(f"/{side}", kind=stated.kind, side=side, wanted=Text(number, wanted))


def _named_twice(stated: Succession) -> Iterator[Finding]:
    for side, place, uri in _places(stated):
        parties = stated.predecessors if side == "predecessors" else stated.successors
        if uri in parties[:place]:
            yield NAMED_TWICE.at(f"/{side}/{place}")


def _unknown(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[Finding]:
    for side, place, uri in _places(stated):
        if uri not in standings:
            yield UNKNOWN_PARTY.at(f"/{side}/{place}")


def _wrong_predecessors(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[Finding]:
    day = stated.effective_on
    for place, uri in enumerate(stated.predecessors):
        party = standings.get(uri)
        if party is None:
            continue
        if party.valid_from is not None and day <= party.valid_from:
            yield NOT_BEGUN.at(f"/predecessors/{place}", day=party.valid_from)
        if party.succeeded:
            yield SUCCEEDED_ALREADY.at(f"/predecessors/{place}")
        elif uri in stated.ended and party.valid_until not in (None, day):
            yield OTHER_END.at(f"/predecessors/{place}", end=party.valid_until, day=day)


def _wrong_successors(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[Finding]:
    day = stated.effective_on
    for place, uri in enumerate(stated.successors):
        party = standings.get(uri)
        if party is None:
            continue
        if party.valid_until is not None and party.valid_until <= day:
            yield ENDED.at(f"/successors/{place}", day=party.valid_until)
        if uri not in stated.predecessors and party.valid_from is not None and party.valid_from > day:
            yield BEGINS_LATER.at(f"/successors/{place}", day=party.valid_from)


def _worlds_mixed(stated: Succession, standings: Mapping[str, Standing]) -> Iterator[Finding]:
    known = [(side, place, standings[uri]) for side, place, uri in _places(stated) if uri in standings]
    for side, place, party in known:
        first = known[0][2]
        if party.demo != first.demo:
            yield APART.at(f"/{side}/{place}")


def _cycles(stated: Succession, edges: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    onward: dict[str, set[str]] = {}
    for before, after in edges:
        onward.setdefault(before, set()).add(after)
    for place, uri in enumerate(stated.successors):
        if uri in stated.predecessors:
            continue
        back = _reached(uri, onward) & set(stated.predecessors)
        if back:
            yield CYCLE.at(
                f"/successors/{place}",
                before=Text(f": zij ging eerder over in {min(back)}", f": it went over into {min(back)} before"),
            )


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
