"""Who speaks for a procedure: a notice joins only what its sender has a right to speak of.

Identity keys are texts that anybody can write. They tie notices together within what one body may say: its own notices
(sent by the lead buyer or with its mandate), and beside them those of senders that may send for any buyer. What a
co-buyer tells of another's procedure joins it when the notices of that procedure name the co-buyer; otherwise it is
kept apart, and says nothing as long as somebody speaks there by right. Two bodies that state the same keys have a
procedure each.

A body that took over another speaks for it: of one line, what each of them sent is one body's own.

The answer depends on the notices and the register alone, never on the order in which they arrived. The id of a body's
own procedure holds the body, the first of its line that sent a notice of it: nobody else's notice can change it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from typing import Final

from services.ingest.procedures.rules.identity import Identity, Resolution, resolve
from services.ingest.register.rules import Register, line_of
from shared.procurement.notice import Notice
from shared.quick_dataclass import quick_dataclass


class Standing(StrEnum):
    """By which right a notice was sent; the strongest first."""

    OWN = "own"
    """By the lead buyer, or with its mandate."""
    HARVESTED = "harvested"
    """By a sender that may send for any buyer."""
    TOLD = "told"
    """By a co-buyer, or with its mandate: another body is the lead."""
    SUPPLEMENT = "supplement"
    """Not a notice: what a body says beside the notices of which it is the lead buyer."""


@quick_dataclass(frozen=True, slots=True)
class Sent:
    """Who sent a notice, and by which right.

    `acting_for` is the lead buyer of what is own, the co-buyer of what is told, and the body that states a supplement;
    `sender` sent it itself or for it.
    """

    standing: Standing = Standing.OWN
    acting_for: str | None = None
    sender: str | None = None

    @property
    def order(self) -> tuple[int, str, str]:
        """The best first: the same notice that was sent twice was sent by the better right."""
        return (_RANK[self.standing], self.acting_for or "", self.sender or "")


SENT_BY_NOBODY: Final = Sent()
"""Of a notice that is only tried: nothing rests on who sent it."""

_RANK: Final = {standing: rank for rank, standing in enumerate(Standing)}


@quick_dataclass(frozen=True, slots=True)
class Claim:
    """A notice as far as its place is concerned.

    `buyers` are the parties that it names, the lead first; "" is one that the register does not know. `version` tells
    the versions of a supplement apart.
    """

    identity: Identity
    sent: Sent
    buyers: tuple[str, ...]
    version: int = 0

    @property
    def lead(self) -> str:
        """The lead buyer, as far as it is known."""
        return self.buyers[0] if self.buyers else ""

    def under(self, successors: Mapping[str, str]) -> Claim:
        """The same with each body as the last one of its line, which speaks for all of it."""
        acting_for = self.sent.acting_for
        sent = self.sent if acting_for is None else replace(self.sent, acting_for=line_of(acting_for, successors)[-1])
        return replace(
            self, sent=sent, buyers=tuple(dict.fromkeys(line_of(buyer, successors)[-1] for buyer in self.buyers))
        )

    def could_be_of(self, body: str) -> bool:
        """Whether this could speak of a procedure of which this body is the lead; of nobody known it always could."""
        return (
            not body or body == self.sent.acting_for or (self.sent.standing is not Standing.OWN and body in self.buyers)
        )


def buyers_of(notice: Notice, register: Register) -> tuple[str, ...]:
    """The parties that a notice names as buyers: the lead first (C14), "" for one that the register does not know."""
    lead_first = sorted(notice.buyers, key=lambda buyer: not buyer.lead)
    matched = (register.match(buyer.organisation) for buyer in lead_first)
    return tuple(party.key if party else "" for party in matched)


def settle_notices(claims: Sequence[Claim], successors: Mapping[str, str]) -> list[Resolution]:
    """Find the procedure of each notice among all notices that share a key with it, directly or through others.

    `successors` has the party into which each that is no more went over.
    """
    if all(claim.sent.standing is Standing.HARVESTED for claim in claims):
        return resolve([claim.identity for claim in claims])
    return _Settlement(claims, successors).resolutions()


class _Settlement:
    """The notices of a closure, right by right. A notice is its number among the claims."""

    def __init__(self, claims: Sequence[Claim], successors: Mapping[str, str]) -> None:
        self._stated = claims
        self._successors = successors
        self._claims = [claim.under(successors) for claim in claims] if successors else claims
        claims = self._claims
        self._own: defaultdict[str, list[int]] = defaultdict(list)
        self._harvested: list[int] = []
        self._told: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, claim in enumerate(claims):
            if claim.sent.standing is Standing.OWN:
                self._own[claim.sent.acting_for or ""].append(number)
            elif claim.sent.standing is Standing.HARVESTED:
                self._harvested.append(number)
            else:
                self._told[claim.lead, claim.sent.acting_for or ""].append(number)
        self._buyers_of_unit = self._named_in_units()
        self._places: dict[int, Resolution] = {}

    def resolutions(self) -> list[Resolution]:
        self._place_own()
        self._places.update(self._resolved([number for number in self._harvested if number not in self._places]))
        by_right = dict(self._places)
        for (lead, teller), told in sorted(self._told.items()):
            self._place_told(told, by_right, lead=lead, teller=teller)
        return self._beside()

    def _place_own(self) -> None:
        """Each body's own notices, and the harvested ones that name it and belong to one of its procedures."""
        placed_with: dict[int, str] = {}
        for body, own in sorted(self._own.items()):
            members = [*own, *(number for number in self._harvested if body in self._buyers(number))]
            answers = self._resolved(members)
            names = self._first_of_line(own, answers)
            for number in members:
                procedure = answers[number].procedure
                if procedure in names and self._prefers(number, body, placed_with.get(number)):
                    self._places[number] = _of(names[procedure], answers[number])
                    placed_with[number] = body

    def _first_of_line(self, own: Iterable[int], answers: Mapping[int, Resolution]) -> dict[str, str]:
        """Of each procedure the body that names it: the first in the line of those who sent its notices."""
        senders: defaultdict[str, set[str]] = defaultdict(set)
        for number in own:
            senders[answers[number].procedure].add(self._stated[number].sent.acting_for or "")
        return {
            procedure: min(bodies, key=lambda body: (-len(line_of(body, self._successors)), body))
            for procedure, bodies in senders.items()
        }

    def _prefers(self, number: int, body: str, other: str | None) -> bool:
        """Whether a harvested notice belongs to this body rather than to the other: the one it names first."""
        return other is None or self._buyers(number).index(body) < self._buyers(number).index(other)

    def _place_told(self, told: Sequence[int], by_right: Mapping[int, Resolution], *, lead: str, teller: str) -> None:
        """What a co-buyer tells: in the procedure that names it, else apart; silent where somebody speaks by right."""
        base = [number for number in by_right if self._claims[number].could_be_of(lead)]
        answers = self._resolved([*base, *told])
        for number in told:
            answer = answers[number]
            mates = [other for other in base if answers[other].procedure == answer.procedure]
            homes = [by_right[other] for other in mates if teller in self._claims[other].buyers]
            if homes:
                self._places[number] = min(homes, key=attrgetter("procedure"))
            else:
                stated = self._stated[number]
                scope = f"{stated.lead}|{stated.sent.acting_for or ''}"
                self._places[number] = replace(_of(scope, answer), speaks=not mates)

    def _beside(self) -> list[Resolution]:
        """Say of each procedure which others would be the same one if nobody had to have a right."""
        whole = resolve([claim.identity for claim in self._claims])
        tied: defaultdict[str, set[str]] = defaultdict(set)
        for number, answer in enumerate(whole):
            tied[answer.procedure].add(self._places[number].procedure)
        return [
            replace(place, beside=tuple(sorted(tied[answer.procedure] - {place.procedure})))
            for place, answer in ((self._places[number], answer) for number, answer in enumerate(whole))
        ]

    def _resolved(self, members: Sequence[int]) -> dict[int, Resolution]:
        return dict(zip(members, resolve([self._claims[number].identity for number in members]), strict=True))

    def _buyers(self, number: int) -> tuple[str, ...]:
        """The parties a harvested notice names; when it names none, those of the other notices of its process."""
        claim = self._claims[number]
        return claim.buyers or self._buyers_of_unit.get(claim.identity.unit, ())

    def _named_in_units(self) -> dict[str, tuple[str, ...]]:
        named: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        for number in self._harvested:
            named[self._claims[number].identity.unit].add(self._claims[number].buyers)
        return {unit: tuple(dict.fromkeys(chain.from_iterable(sorted(buyers)))) for unit, buyers in named.items()}


def _of(scope: str, answer: Resolution) -> Resolution:
    """The procedure of that name in the scope of a body."""
    conflict = tuple(f"{key}|{scope}" for key in answer.conflict)
    return replace(answer, procedure=f"{answer.procedure}|{scope}", conflict=conflict)
