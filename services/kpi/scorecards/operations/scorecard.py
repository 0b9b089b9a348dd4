"""The scorecard of a body: its figures per part of the period, beside those of its peers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from services.kpi.cells.rules.parts import Parts
from services.kpi.scorecards.operations.ranking import standings_in
from services.kpi.scorecards.rules.peers import Criterion, Peers, alike, main_natures, thirds
from services.kpi.scorecards.rules.ranking import Place, places
from services.kpi.scorecards.store import awarded_by_nature, party_called
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.figures import Figure
from services.kpi.values.rules.group_figures import figure_of_group
from services.kpi.values.rules.question import Asked
from services.kpi.values.rules.reading import Group
from services.kpi.values.rules.register import RegisteredBody
from services.kpi.values.store.known import Known
from shared.errors import NotFound
from shared.identity.access import Caller

VOLUME = "ALG-P13"
"""By which indicator the size of a body is known: what it awarded."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a figure of a body: the figure of its peers together, and its place among all of them.

    `bodies`: how many of the peers have rows.
    """

    peers: Figure
    bodies: int
    listed: int
    place: Place


@dataclass(frozen=True, slots=True)
class Scored:
    """One indicator of the body; what stands beside it per part of the period."""

    answered: Answered
    beside: Mapping[int, Beside]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A body with its indicators."""

    body: RegisteredBody
    peers: Peers
    scored: Sequence[Scored]


@dataclass(frozen=True, slots=True)
class Asker:
    """With what a scorecard is read, and for whom."""

    connection: Connection
    caller: Caller
    limits: Limits
    known: Known

    def answers(self, codes: Sequence[str], asked: Asked) -> list[Answered]:
        """Figures of these indicators."""
        return answer_values(self.connection, codes, asked, caller=self.caller, limits=self.limits, known=self.known)


def scorecard_of(
    asker: Asker, key: str, asked: Asked, *, codes: Sequence[str], criteria: Sequence[Criterion]
) -> Scorecard:
    """The scorecard of the body with this key; `asked` is grouped by organisation.

    A body that went into another, in the boundaries that are asked for, is read as the body it went into.

    Raises:
        NotFound: no body that buys has this key.
        BadInput: as for the figures themselves.
    """
    party = party_called(asker.connection, key)
    if party is None:
        raise _not_found(key)
    body, candidates, volume = _register(asker, party, asked)
    peers = _peers(asker, body, candidates, volume, criteria)
    compared = (body.party, *peers.bodies)
    question = replace(asked.question, filters={**asked.question.filters, "organisation": compared})
    answers = asker.answers(codes, replace(asked, question=question))
    return Scorecard(body, peers, [_scored(answered, body.party) for answered in answers])


def _register(asker: Asker, party: str, asked: Asked) -> tuple[RegisteredBody, list[RegisteredBody], Answered]:
    """The body as the register has it, every body of the period, and what each of them awarded."""
    whole = replace(asked.question, group_by=("organisation",), filters={}, buckets=(asked.period,))
    [volume] = asker.answers([VOLUME], replace(asked, question=whole, granularity=None, counted_on=None, version=None))
    boundaries = volume.reading.question.boundaries
    party = party if boundaries is None else boundaries.successor(party)
    bodies = [] if volume.register is None else volume.register.within(volume.reading.question, asked.period)
    body = next((each for each in bodies if each.party == party), None)
    if body is None:
        raise _not_found(party)
    return body, bodies, volume


def _peers(
    asker: Asker,
    body: RegisteredBody,
    candidates: Sequence[RegisteredBody],
    volume: Answered,
    criteria: Sequence[Criterion],
) -> Peers:
    among = {each.party: each.tier for each in candidates}
    by: list[Mapping[str, object]] = []
    if "tier" in criteria:
        among = {party: tier for party, tier in among.items() if tier == body.tier}
    known = {
        group.key[0]: group.parts.in_sum for group in volume.groups if group.key[0] in among and group.parts.in_known
    }
    size = thirds(known)
    natures: dict[str, str] = {}
    not_applied: list[Criterion] = []
    if "volume" in criteria:
        by.append(size)
    if "mix" in criteria:
        natures = _natures(asker, volume, list(among))
        by.append(natures)
    if "volume" in criteria and body.party not in size:
        not_applied.append("volume")
    if "mix" in criteria and body.party not in natures:
        not_applied.append("mix")
    return Peers(
        criteria=tuple(each for each in criteria if each not in not_applied),
        not_applied=tuple(not_applied),
        amount=known.get(body.party),
        third=size.get(body.party),
        nature=natures.get(body.party),
        bodies=alike(body.party, among, [each for each in by if body.party in each]),
    )


def _natures(asker: Asker, volume: Answered, bodies: Sequence[str]) -> dict[str, str]:
    question = replace(volume.reading.question, filters={"organisation": tuple(bodies)})
    return main_natures(awarded_by_nature(asker.connection, replace(volume.reading, question=question)))


def _scored(answered: Answered, party: str) -> Scored:
    """The figures of the body alone, with what stands beside them."""
    buckets = range(len(answered.reading.question.buckets))
    beside = {bucket: _beside(answered, party, bucket) for bucket in buckets}
    question = replace(
        answered.reading.question, filters={**answered.reading.question.filters, "organisation": (party,)}
    )
    reading = replace(answered.reading, question=question)
    by_part = tuple(replace(each, question=question) for each in answered.by_part)
    own = [group for group in answered.groups if group.key == (party,)]
    return Scored(replace(answered, reading=reading, by_part=by_part, groups=own), beside)


def _beside(answered: Answered, party: str, bucket: int) -> Beside:
    reading = answered.read_in(bucket)
    others = [group for group in answered.groups if group.bucket == bucket and group.key not in {(party,), ("",)}]
    together = Group((), bucket, sum((group.parts for group in others), Parts()), len(others), _steps(others))
    standings = standings_in(answered, bucket=bucket)
    placed = places(standings, reading.card.direction)
    return Beside(
        peers=figure_of_group(reading, together, registered=len(standings) - 1),
        bodies=sum(1 for group in others if group.parts.rows),
        listed=sum(1 for place in placed.values() if place.place is not None),
        place=placed[party],
    )


def _steps(groups: Sequence[Group]) -> dict[str, Decimal] | None:
    """The steps of several bodies together; None of a figure that is on no scale."""
    steps: defaultdict[str, Decimal] = defaultdict(Decimal)
    for group in groups:
        if group.steps is None:
            return None
        for step, number in group.steps.items():
            steps[step] += number
    return steps


def _not_found(key: str) -> NotFound:
    return NotFound(
        nl=f"Er is in deze periode geen inkopende organisatie {key[:120]!r}. Zoek haar sleutel op met"
        " GET /v1/parties?name= van het register.",
        en=f"In this period there is no body that buys with the key {key[:120]!r}. Look it up with"
        " GET /v1/parties?name= of the registry.",
    )
