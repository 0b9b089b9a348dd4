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

from shared.errors import FieldError

DataKind: TypeAlias = Literal["notice", "supplement", "contract", "performance-report", "spend"]
DATA_KINDS: Final[tuple[DataKind, ...]] = get_args(DataKind)
"""Kinds of data that can be sent for another; today that is notices."""

BUYS_NOTHING: Final = "service-provider"

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


def faults_of(proposal: Proposal, parties: Mapping[str, Side], *, on: date) -> list[FieldError]:
    """Everything that is wrong with a proposal by itself. `parties` are those of it that stand in the register."""
    return [
        *_faulty_kinds(proposal.kinds),
        *_faulty_period(proposal, on=on),
        *_faulty_mandatary(proposal, parties),
        *_faulty_bodies(proposal, parties),
    ]


def overlaps(proposal: Proposal, standing: Iterable[Standing]) -> list[FieldError]:
    """Where a proposal allows what another mandate of the same mandatary allows on the same days, per body."""
    places = {body: place for place, body in enumerate(proposal.bodies)}
    found = {
        (places[one.body], one.mandate, one.kind)
        for one in standing
        if one.body in places and one.kind in proposal.kinds and _meet(proposal, one)
    }
    return [
        FieldError(
            "body",
            f"/bodies/{place}",
            "overlap",
            f"Mandate {mandate} covers {kind} in this period.",
            nl=f"Mandaat {mandate} geldt in deze periode al voor {kind}.",
        )
        for place, mandate, kind in sorted(found)
    ]


def faults_of_grant(
    asked: Sequence[str],
    bodies: Mapping[str, BodyInMandate],
    *,
    ended: frozenset[str],
    valid_until: date | None,
    on: date,
) -> list[FieldError]:
    """Why a mandate cannot be granted for these bodies. `ended` are parties that exist no longer."""
    faults = list(_unnamed(asked, bodies))
    if valid_until is not None and valid_until <= on:
        faults.append(
            FieldError(
                "body",
                "",
                "over",
                f"The mandate ended on {valid_until}.",
                nl=f"Het mandaat is geëindigd op {valid_until}.",
            )
        )
    for place, body in enumerate(asked):
        where = f"/bodies/{place}"
        if body in ended:
            faults.append(FieldError("body", where, "ended-party", "This party exists no longer."))
        if body not in bodies:
            continue
        if bodies[body].state == "granted":
            faults.append(FieldError("body", where, "granted-already", "The mandate was granted for this body before."))
        if bodies[body].state == "withdrawn":
            faults.append(
                FieldError(
                    "body",
                    where,
                    "withdrawn",
                    "The mandate was withdrawn for this body.",
                    nl="Het mandaat is voor deze organisatie ingetrokken.",
                )
            )
    return faults


def faults_of_withdrawal(asked: Sequence[str], bodies: Mapping[str, BodyInMandate]) -> list[FieldError]:
    """Why a mandate cannot be withdrawn for these bodies. One that was not granted yet can be turned down this way."""
    faults = list(_unnamed(asked, bodies))
    for place, body in enumerate(asked):
        if body in bodies and bodies[body].state == "withdrawn":
            detail = "The mandate was withdrawn for this body before."
            nl = "Het mandaat is voor deze organisatie al ingetrokken."
            faults.append(FieldError("body", f"/bodies/{place}", "withdrawn", detail, nl=nl))
    return faults


def _unnamed(asked: Sequence[str], bodies: Mapping[str, BodyInMandate]) -> Iterator[FieldError]:
    for place, body in enumerate(asked):
        if body not in bodies:
            yield FieldError("body", f"/bodies/{place}", "not-in-mandate", "The mandate does not name this body.")
    yield from _twice(asked, "bodies")


def _faulty_kinds(kinds: Sequence[str]) -> Iterator[FieldError]:
    if not kinds:
        yield FieldError("body", "/kinds", "no-kind", "A mandate names at least one kind of data.")
    for place, kind in enumerate(kinds):
        if kind not in DATA_KINDS:
            detail = f"There is no such kind of data; known: {', '.join(DATA_KINDS)}."
            yield FieldError(
                "body",
                f"/kinds/{place}",
                "unknown-kind",
                detail,
                nl=f"Deze soort gegevens bestaat niet; wel: {', '.join(DATA_KINDS)}.",
            )
    yield from _twice(kinds, "kinds")


def _faulty_period(proposal: Proposal, *, on: date) -> Iterator[FieldError]:
    if proposal.valid_from < on:
        yield FieldError(
            "body",
            "/validFrom",
            "in-the-past",
            f"A mandate begins today ({on}) or later.",
            nl=f"Een mandaat begint vandaag ({on}) of later.",
        )
    if proposal.valid_until is not None and proposal.valid_until <= proposal.valid_from:
        yield FieldError("body", "/validUntil", "no-day", "It holds on no day: validUntil is not after validFrom.")


def _faulty_mandatary(proposal: Proposal, parties: Mapping[str, Side]) -> Iterator[FieldError]:
    yield from _faulty_side(parties.get(proposal.mandatary), "/mandatary")


def _faulty_bodies(proposal: Proposal, parties: Mapping[str, Side]) -> Iterator[FieldError]:
    if not proposal.bodies:
        yield FieldError("body", "/bodies", "no-body", "A mandate names at least one body.")
    mandatary = parties.get(proposal.mandatary)
    for place, uri in enumerate(proposal.bodies):
        where = f"/bodies/{place}"
        if uri == proposal.mandatary:
            yield FieldError("body", where, "own-mandatary", "A party sends for itself without a mandate.")
            continue
        body = parties.get(uri)
        yield from _faulty_side(body, where)
        if body is None:
            continue
        if body.kind == BUYS_NOTHING:
            yield FieldError("body", where, "buys-nothing", "A service provider buys nothing and can give no mandate.")
        if mandatary is not None and body.demo != mandatary.demo:
            detail = "Bodies of the demonstration and real ones give each other no mandate."
            yield FieldError("body", where, "demo-with-demo", detail)
    yield from _twice(proposal.bodies, "bodies")


def _faulty_side(party: Side | None, where: str) -> Iterator[FieldError]:
    if party is None:
        yield FieldError("body", where, "unknown-party", "This party is not in the register.")
        return
    if party.ended:
        yield FieldError("body", where, "ended-party", "This party exists no longer.")


def _twice(values: Sequence[str], member: str) -> Iterator[FieldError]:
    for place, value in enumerate(values):
        if value in values[:place]:
            yield FieldError("body", f"/{member}/{place}", "named-twice", "This was named before in the list.")


def _meet(proposal: Proposal, standing: Standing) -> bool:
    begins_in_time = standing.valid_until is None or proposal.valid_from < standing.valid_until
    return begins_in_time and (proposal.valid_until is None or standing.valid_from < proposal.valid_until)
