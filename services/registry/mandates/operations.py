"""Acts on mandates: proposing, granting per body, withdrawing; and the question who may send for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.faults import ENDED_PARTY, NO_DAY_NAMED, SAME_PERSON
from services.registry.mandates import store
from services.registry.mandates.rules import (
    WITHDRAWN,
    BodyInMandate,
    Proposal,
    faults_of,
    faults_of_grant,
    faults_of_withdrawal,
    overlaps,
)
from services.registry.mandates.store import MandateRecord
from services.registry.parties.store import parties
from shared.errors import BadInput, Conflict, NotFound, Place, Refused
from shared.http.preconditions import demand_match
from shared.log.audit import Detail, record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.finding import Finding, Rule, Severity, Text

NO_BASIS: Final = Rule(
    "no-basis",
    Severity.ERROR,
    "Een beheerder zegt waarop de verlening berust.",
    "An administrator says on what the grant rests.",
    Text("Noem een stuk, zoals een getekende brief.", "Name a document, such as a signed letter."),
)
RUNNING_MANDATE: Final = Rule(
    "running-mandate",
    Severity.ERROR,
    "Mandaat {number} van {party} loopt nog.",
    "Mandate {number} of {party} is running.",
    Text("Trek het eerst in.", "Withdraw it first."),
)
NOT_YOUR_BODY: Final = Rule(
    "not-your-body",
    Severity.ERROR,
    "Dit doet alleen iemand van deze organisatie zelf, of een beheerder.",
    "Only a person of this body, or an administrator, does this.",
    Text("Laat de organisatie het doen.", "Let the body do it."),
)

MOST_BODIES = 1000


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a person, the body the person belongs to, and whether as administrator of the data space."""

    actor: str
    party: str | None
    administrator: bool


def propose(session: Session, proposal: Proposal, *, by: Person, at: datetime, on: date) -> MandateRecord:
    """Propose a mandate; it holds for nobody yet.

    A person of the mandatary proposes it, a person of the one body it names, or an administrator. Raises Refused,
    BadInput with every fault of the proposal, Conflict with every mandate it overlaps.
    """
    _may_propose(by, proposal)
    # Nobody ends a party or proposes the same meanwhile: first all is compared, then it is written.
    locks.take(session, locks.PARTIES)
    known = store.sides(session, [proposal.mandatary, *proposal.bodies], on=on)
    if faults := faults_of(proposal, known, on=on):
        raise BadInput(
            nl="Dit mandaat kan zo niet worden gegeven; zie errors.",
            en="This mandate cannot be given like this; see errors.",
            errors=tuple(faults),
        )
    if faults := overlaps(proposal, store.standing_rights(session, proposal.mandatary, proposal.bodies)):
        raise Conflict(
            nl="Er is al een mandaat van deze gemachtigde voor dezelfde organisatie, soort en periode; zie errors.",
            en="This mandatary has a mandate of the same body for the same kind and period already; see errors.",
            errors=tuple(faults),
        )
    number = uuid4()
    store.insert_mandate(session, number, proposal, proposed_by=by.actor, at=at)
    record = _known(session, number)
    detail: dict[str, Detail] = {
        "mandatary": record.mandatary,
        "bodies": [body.body for body in record.bodies],
        "kinds": list(record.kinds),
        "validFrom": record.valid_from.isoformat(),
        "validUntil": None if record.valid_until is None else record.valid_until.isoformat(),
        "basis": record.basis,
    }
    record_act(session, "registry", actor=by.actor, act="mandate.propose", subject=str(number), detail=detail)
    return record


def grant(
    session: Session,
    number: UUID,
    bodies: Sequence[str],
    *,
    by: Person,
    basis: str | None,
    if_match: str | None,
    at: datetime,
    on: date,
) -> MandateRecord:
    """Grant a proposed mandate for these bodies, all at once or none.

    Each body's own person grants, or an administrator who says on what basis; never the person who proposed. Raises
    NotFound, Refused, PreconditionRequired, PreconditionFailed, BadInput without a basis, Conflict with every fault.
    """
    locks.take(session, locks.PARTIES)
    record = _to_change(session, number, by=by, if_match=if_match)
    _for_all(by, bodies)
    if by.actor == record.proposed_by:
        raise Refused(
            nl="Wie een mandaat voorstelt, verleent het niet: dat doet een ander.",
            en="Who proposes a mandate does not grant it: another person does.",
            errors=(SAME_PERSON.at(""),),
        )
    if basis is None and any(body != by.party for body in bodies):
        raise BadInput(
            nl="Een beheerder die voor een organisatie verleent, noemt waarop dat berust.",
            en="An administrator who grants for a body states on what basis.",
            errors=(NO_BASIS.at("/basis"),),
        )
    known = store.sides(session, [record.mandatary, *bodies], on=on)
    ended = frozenset(uri for uri, side in known.items() if side.ended)
    faults = faults_of_grant(bodies, _by_body(record), ended=ended, valid_until=record.valid_until, on=on)
    if record.mandatary in ended:
        faults.append(ENDED_PARTY.at("", since=NO_DAY_NAMED))
    _nothing_wrong(faults)
    store.grant(session, number, bodies, granted_by=by.actor, basis=basis, at=at)
    _noted(session, record, bodies, by=by, act="mandate.grant", basis=basis)
    return _known(session, number)


def withdraw(
    session: Session,
    number: UUID,
    bodies: Sequence[str] | None,
    *,
    by: Person,
    if_match: str | None,
    on: date,
) -> MandateRecord:
    """Withdraw a mandate for these bodies from today on (None: for all that have it still), all at once or none.

    The body itself withdraws, the mandatary gives it back, or an administrator does. Raises NotFound, Refused,
    PreconditionRequired, PreconditionFailed, Conflict with every fault.
    """
    record = _to_change(session, number, by=by, if_match=if_match)
    asked = bodies if bodies is not None else [body.body for body in record.bodies if body.withdrawn_on is None]
    if not asked:
        raise Conflict(
            nl="Dit mandaat is voor elke organisatie al ingetrokken.",
            en="This mandate was withdrawn for every body before.",
            errors=(WITHDRAWN.at("/bodies"),),
        )
    if by.party != record.mandatary:
        _for_all(by, asked)
    _nothing_wrong(faults_of_withdrawal(asked, _by_body(record)))
    store.withdraw(session, number, asked, withdrawn_by=by.actor, on=on)
    _noted(session, record, asked, by=by, act="mandate.withdraw", basis=None)
    return _known(session, number)


def readable(session: Session, number: UUID, *, party: str | None, administrator: bool) -> MandateRecord:
    """One mandate, for who has a part in it and for administrators; raises NotFound for others."""
    record = store.mandate_record(session, number)
    if record is None or not (administrator or _has_part(record, party)):
        raise _unknown()
    return record


def no_running_mandates(session: Session, ending: Mapping[str, tuple[Place, str]], *, on: date) -> None:
    """Raise Conflict when a party that is to end still gives or has mandates.

    `ending` has for each party where the request names it: each of its mandates is a fault at that place.
    """
    running = [
        RUNNING_MANDATE.within(*place, number=number, party=party)
        for party, place in ending.items()
        for number in store.running_mandates(session, party, on=on)
    ]
    if running:
        raise Conflict(
            nl="Een partij die zou eindigen heeft nog lopende mandaten; trek die eerst in.",
            en="A party that would end still has running mandates; withdraw them first.",
            errors=tuple(running),
        )


def _may_propose(by: Person, proposal: Proposal) -> None:
    if by.administrator or (by.party is not None and by.party == proposal.mandatary):
        return
    if by.party is not None and proposal.bodies == (by.party,):
        return
    raise Refused(
        nl="Een mandaat stelt u voor namens de gemachtigde, of namens de ene organisatie die het geeft.",
        en="You propose a mandate for the mandatary, or for the one body that gives it.",
        errors=(NOT_YOUR_BODY.at("/bodies"),),
    )


def _to_change(session: Session, number: UUID, *, by: Person, if_match: str | None) -> MandateRecord:
    record = store.lock_mandate(session, number)
    if record is None or not (by.administrator or _has_part(record, by.party)):
        raise _unknown()
    demand_match(if_match, record.version)
    return record


def _for_all(by: Person, bodies: Iterable[str]) -> None:
    """Let only a body's own person act for it, or an administrator."""
    if by.administrator:
        return
    others = [NOT_YOUR_BODY.at(f"/bodies/{place}") for place, body in enumerate(bodies) if body != by.party]
    if others:
        raise Refused(
            nl="U kunt dit alleen voor uw eigen organisatie doen; zie errors.",
            en="You can do this for your own body only; see errors.",
            errors=tuple(others),
        )


def _nothing_wrong(faults: Sequence[Finding]) -> None:
    if faults:
        raise Conflict(
            nl="Dit gaat niet voor elke genoemde organisatie en is voor geen enkele gedaan; zie errors.",
            en="This cannot be done for every body named, and was done for none; see errors.",
            errors=tuple(faults),
        )


def _noted(
    session: Session, record: MandateRecord, bodies: Sequence[str], *, by: Person, act: str, basis: str | None
) -> None:
    """Write the act down, and tell others which parties' rights to send have changed."""
    change = open_change(session.connection(), "registry", cause=act)
    parties.note_changed_parties(session, change, {record.mandatary, *bodies})
    detail: dict[str, Detail] = {"mandatary": record.mandatary, "bodies": sorted(bodies)}
    if basis is not None:
        detail["basis"] = basis
    record_act(session, "registry", actor=by.actor, act=act, subject=str(record.id), detail=detail)
    take_position(session.connection(), "registry", change)


def _by_body(record: MandateRecord) -> Mapping[str, BodyInMandate]:
    return {body.body: body for body in record.bodies}


def _has_part(record: MandateRecord, party: str | None) -> bool:
    return party is not None and (party == record.mandatary or party in _by_body(record))


def _known(session: Session, number: UUID) -> MandateRecord:
    record = store.mandate_record(session, number)
    if record is None:
        raise _unknown()
    return record


def _unknown() -> NotFound:
    return NotFound(nl="Dit mandaat bestaat niet, of niet voor u.", en="This mandate does not exist, or not for you.")
