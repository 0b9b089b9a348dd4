"""Mandates: who may send which kinds of data for whom, from when until when.

A mandator is a body that buys; anybody else in the register can be mandatary (a service provider, an umbrella
association, a joint arrangement, another body). One person proposes, another grants it for each body. For one
mandatary, body and kind of data no two mandates hold on the same day. A mandate may be withdrawn at any time, for one
body or for all, from that day on. Days are those of the Netherlands; the last day is stated as the first on which the
mandate no longer holds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args
from uuid import UUID

from services.registry.faults import (
    BUYS_NOTHING,
    DEMO_WITH_DEMO,
    ENDED_PARTY,
    IN_THE_PAST,
    NAMED_TWICE,
    NO_DAY_NAMED,
    OVER,
    OVERLAP,
    UNKNOWN_KIND,
    UNKNOWN_PARTY,
)
from shared.procurement.finding import Finding, Rule, Severity, Text

GRANTED_ALREADY: Final = Rule(
    "granted-already",
    Severity.ERROR,
    "Het mandaat is voor deze organisatie al verleend.",
    "The mandate was granted for this body before.",
    Text("Laat haar weg.", "Leave it out."),
)
WITHDRAWN: Final = Rule(
    "withdrawn",
    Severity.ERROR,
    "Het mandaat is voor deze organisatie ingetrokken.",
    "The mandate was withdrawn for this body.",
    Text("Stel een nieuw mandaat voor.", "Propose a new mandate."),
)
NOT_IN_MANDATE: Final = Rule(
    "not-in-mandate",
    Severity.ERROR,
    "Deze organisatie staat niet in het mandaat.",
    "The mandate does not name this body.",
    Text("Kies uit de organisaties van het mandaat.", "Choose from the bodies of the mandate."),
)
NO_KIND: Final = Rule(
    "no-kind",
    Severity.ERROR,
    "Een mandaat noemt ten minste een soort gegevens.",
    "A mandate names at least one kind of data.",
    Text("Noem er een.", "Name one."),
)
NO_DAY: Final = Rule(
    "no-day",
    Severity.ERROR,
    "Dit geldt op geen enkele dag: validUntil ligt niet na validFrom.",
    "It holds on no day: validUntil is not after validFrom.",
    Text("Noem een latere validUntil.", "State a later validUntil."),
)
NO_BODY: Final = Rule(
    "no-body",
    Severity.ERROR,
    "Een mandaat noemt ten minste een organisatie.",
    "A mandate names at least one body.",
    Text("Noem er een.", "Name one."),
)
OWN_MANDATARY: Final = Rule(
    "own-mandatary",
    Severity.ERROR,
    "Een partij zendt voor zichzelf zonder mandaat.",
    "A party sends for itself without a mandate.",
    Text("Laat haar weg.", "Leave it out."),
)

DataKind: TypeAlias = Literal[
    "notice", "supplement", "registration", "contract", "performance-report", "measurement", "programme-record",
    "spend", "signature", "plan", "plan-assessment", "task",
]  # fmt: skip
DATA_KINDS: Final[tuple[DataKind, ...]] = get_args(DataKind)
"""Kinds of data that can be sent for another; today that is notices."""

_BUYS_NOTHING: Final = "service-provider"

BodyState: TypeAlias = Literal["proposed", "granted", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a mandate would allow. `valid_until` None has no end."""

    mandatary: str
    bodies: tuple[str, ...]
    kinds: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Side:
    """What matters of a party on either side of a mandate."""

    kind: str
    ended: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a mandate of the same mandatary allows or would allow for a body, as far as it was not withdrawn."""

    mandate: UUID
    body: str
    kind: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class BodyInMandate:
    """How a mandate stands for one body."""

    body: str
    granted_on: date | None
    withdrawn_on: date | None

    @property
    def state(self) -> BodyState:
        """Proposed until it was granted, withdrawn for good."""
        if self.withdrawn_on is not None:
            return "withdrawn"
        return "proposed" if self.granted_on is None else "granted"


def holds(body: BodyInMandate, *, valid_from: date, valid_until: date | None, on: date) -> bool:
    """Whether a mandate allows sending for a body on a day: granted by then, in its period, not withdrawn."""
    if body.granted_on is None or on < max(body.granted_on, valid_from):
        return False
    ends = [day for day in (valid_until, body.withdrawn_on) if day is not None]
    return all(on < end for end in ends)


def faults_of(proposal: Proposal, parties: Mapping[str, Side], *, on: date) -> list[Finding]:
    """Everything that is wrong with a proposal by itself. `parties` are those of it that stand in the register."""
    return [
        *_faulty_kinds(proposal.kinds),
        *_faulty_period(proposal, on=on),
        *_faulty_mandatary(proposal, parties),
        *_faulty_bodies(proposal, parties),
    ]


def overlaps(proposal: Proposal, standing: Iterable[Standing]) -> list[Finding]:
    """Where a proposal allows what another mandate of the same mandatary allows on the same days, per body."""
    places = {body: place for place, body in enumerate(proposal.bodies)}
    rights = {
        (places[right.body], right.mandate, right.kind)
        for right in standing
        if right.body in places and right.kind in proposal.kinds and _meet(proposal, right)
    }
    return [
        OVERLAP.at(f"/bodies/{place}", what=Text(f"Mandaat {mandate} voor {kind}", f"Mandate {mandate} for {kind}"))
        for place, mandate, kind in sorted(rights)
    ]


def faults_of_grant(
    asked: Sequence[str],
    bodies: Mapping[str, BodyInMandate],
    *,
    ended: frozenset[str],
    valid_until: date | None,
    on: date,
) -> list[Finding]:
    """Why a mandate cannot be granted for these bodies. `ended` are parties that exist no longer."""
    faults = list(_unnamed(asked, bodies))
    if valid_until is not None and valid_until <= on:
        faults.append(OVER.at("", day=valid_until))
    for place, body in enumerate(asked):
        where = f"/bodies/{place}"
        if body in ended:
            faults.append(ENDED_PARTY.at(where, since=NO_DAY_NAMED))
        if body not in bodies:
            continue
        if bodies[body].state == "granted":
            faults.append(GRANTED_ALREADY.at(where))
        if bodies[body].state == "withdrawn":
            faults.append(WITHDRAWN.at(where))
    return faults


def faults_of_withdrawal(asked: Sequence[str], bodies: Mapping[str, BodyInMandate]) -> list[Finding]:
    """Why a mandate cannot be withdrawn for these bodies. One that was not granted yet can be turned down this way."""
    faults = list(_unnamed(asked, bodies))
    for place, body in enumerate(asked):
        if body in bodies and bodies[body].state == "withdrawn":
            faults.append(WITHDRAWN.at(f"/bodies/{place}"))
    return faults


def _unnamed(asked: Sequence[str], bodies: Mapping[str, BodyInMandate]) -> Iterator[Finding]:
    for place, body in enumerate(asked):
        if body not in bodies:
            yield NOT_IN_MANDATE.at(f"/bodies/{place}")
    yield from _twice(asked, "bodies")


def _faulty_kinds(kinds: Sequence[str]) -> Iterator[Finding]:
    if not kinds:
        yield NO_KIND.at("/kinds")
    for place, kind in enumerate(kinds):
        if kind not in DATA_KINDS:
            yield UNKNOWN_KIND.at(f"/kinds/{place}", known=", ".join(DATA_KINDS))
    yield from _twice(kinds, "kinds")


def _faulty_period(proposal: Proposal, *, on: date) -> Iterator[Finding]:
    if proposal.valid_from < on:
        yield IN_THE_PAST.at("/validFrom", today=on)
    if proposal.valid_until is not None and proposal.valid_until <= proposal.valid_from:
        yield NO_DAY.at("/validUntil")


def _faulty_mandatary(proposal: Proposal, parties: Mapping[str, Side]) -> Iterator[Finding]:
    yield from _faulty_side(parties.get(proposal.mandatary), "/mandatary")


def _faulty_bodies(proposal: Proposal, parties: Mapping[str, Side]) -> Iterator[Finding]:
    if not proposal.bodies:
        yield NO_BODY.at("/bodies")
    mandatary = parties.get(proposal.mandatary)
    for place, uri in enumerate(proposal.bodies):
        where = f"/bodies/{place}"
        if uri == proposal.mandatary:
            yield OWN_MANDATARY.at(where)
            continue
        body = parties.get(uri)
        yield from _faulty_side(body, where)
        if body is None:
            continue
        if body.kind == _BUYS_NOTHING:
            yield BUYS_NOTHING.at(where)
        if mandatary is not None and body.demo != mandatary.demo:
            yield DEMO_WITH_DEMO.at(where)
    yield from _twice(proposal.bodies, "bodies")


def _faulty_side(party: Side | None, where: str) -> Iterator[Finding]:
    if party is None:
        yield UNKNOWN_PARTY.at(where)
        return
    if party.ended:
        yield ENDED_PARTY.at(where, since=NO_DAY_NAMED)


def _twice(values: Sequence[str], member: str) -> Iterator[Finding]:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield NAMED_TWICE.at(f"/{member}/{place}")


def _meet(proposal: Proposal, standing: Standing) -> bool:
    begins_in_time = standing.valid_until is None or proposal.valid_from < standing.valid_until
    return begins_in_time and (proposal.valid_until is None or standing.valid_from < proposal.valid_until)
