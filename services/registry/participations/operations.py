"""Acts of taking part: applying, the steps that follow, and accepting new terms.

None of them goes into the change log: who takes part changes no procedure and no figure, only who may send from now on,
and ingest reads that afresh for every submission.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from services.registry.faults import PERSONAL_DATA, SAME_PERSON
from services.registry.participations import store
from services.registry.participations.rules.faults import (
    NO_TERMS,
    NOT_FROM_HERE,
    NOT_IN_FORCE,
    NOT_YOURS,
    REASON_NEEDED,
    TERMS_NOT_ACCEPTED,
)
from services.registry.participations.rules.steps import RULES, State, Step, StepRefused, Taker, after, steps_from
from services.registry.participations.store import NewStep, ParticipationRecord, StepRecord
from services.registry.parties.store import parties
from services.registry.personal_data import names_a_person
from services.registry.terms import store as terms_store
from services.registry.terms.rules import DATA_SPACE, TermsVersion
from services.registry.terms.store import AcceptanceRecord
from shared.errors import BadInput, Conflict, NotFound, PpdsError, Refused
from shared.http.preconditions import demand_match
from shared.log.audit import Detail, record_act
from shared.procurement.finding import Finding, Text


@dataclass(frozen=True, slots=True)
class TakingPart:
    """The participation of a party with all that happened to it."""

    now: ParticipationRecord
    steps: Sequence[StepRecord]
    acceptances: Sequence[AcceptanceRecord]
    to_accept: Sequence[TermsVersion]


def apply(session: Session, *, party: str, accepts: Sequence[TermsVersion], actor: str, on: date) -> UUID:
    """Apply for a party, or apply again for one that left; gives the id of its participation.

    Raises NotFound for an unknown party, Conflict for one that has ended or takes part already,
    BadInput unless exactly the terms in force are accepted.
    """
    marks = parties.party_marks(session, party, on=on)
    if marks is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    if marks.ended:
        raise Conflict(
            nl="Een partij die niet meer bestaat, kan zich niet aanmelden.",
            en="A party that no longer exists cannot apply.",
        )
    known = store.participation_of(session, party, lock=True)
    state = _moved("apply", known, taker="body", actor=actor)
    _check_accepted(session, marks.id, accepts)
    terms_store.accept(session, marks.id, accepts, actor=actor)
    step = NewStep("apply", state, actor)
    if known is None:
        begun = store.begin(session, marks.id, step)
        if begun is None:
            raise _STEP_REFUSALS["not-from-here"]("apply", "applied")
        participation_id = begun
    else:
        participation_id = known.id
        store.go_on(session, known.id, step)
    _audited(session, "apply", party, actor=actor, accepts=accepts)
    return participation_id


def take_step(
    session: Session,
    participation_id: UUID,
    step: Step,
    *,
    taker: Taker,
    actor: str,
    if_match: str | None,
    reason: str | None = None,
) -> None:
    """Take a step of a participation.

    Raises NotFound, PreconditionFailed or PreconditionRequired (`If-Match`), Refused for a step that is not the
    caller's, Conflict when it does not lead on from here or terms are not accepted, BadInput without a needed reason.
    """
    known = participation_of(session, participation_id, lock=True)
    demand_match(if_match, known.version)
    applied_by = next(
        (step.taken_by for step in reversed(store.steps_of(session, known.id)) if step.step == "apply"), None
    )
    if reason is not None and names_a_person(reason):
        raise BadInput(errors=(PERSONAL_DATA.at("/reason"),))
    state = _moved(step, known, taker=taker, actor=actor, applied_by=applied_by, reason=reason)
    lacking = terms_store.not_accepted(session, known.party_id) if RULES[step].needs_terms else ()
    if lacking:
        documents = ", ".join(terms.document for terms in lacking)
        raise Conflict(
            nl=f"Deze partij heeft de geldende voorwaarden niet aanvaard: {documents}.",
            en=f"This party has not accepted the terms in force: {documents}.",
            errors=(TERMS_NOT_ACCEPTED.at("/step", documents=documents),),
        )
    store.go_on(session, known.id, NewStep(step, state, actor, reason))
    _audited(session, step, known.party, actor=actor, reason=reason)


def accept_terms(session: Session, participation_id: UUID, *, accepts: Sequence[TermsVersion], actor: str) -> None:
    """Accept new terms for a party that takes part. Raises NotFound, Conflict once it left, BadInput."""
    known = participation_of(session, participation_id, lock=True)
    if known.state == "left":
        raise Conflict(
            nl="Deze partij neemt niet meer deel; meld haar opnieuw aan.",
            en="This party no longer takes part; apply for it again.",
        )
    _check_in_force(session, accepts)
    terms_store.accept(session, known.party_id, accepts, actor=actor)
    _audited(session, "accept-terms", known.party, actor=actor, accepts=accepts)


def participation_of(session: Session, participation_id: UUID, *, lock: bool = False) -> ParticipationRecord:
    """A participation by its id; raises NotFound."""
    participation = store.participation(session, participation_id, lock=lock)
    if participation is None:
        raise NotFound(
            nl="Deze deelname bestaat niet, of niet voor u.", en="This participation does not exist, or not for you."
        )
    return participation


def taking_part(session: Session, known: ParticipationRecord) -> TakingPart:
    """A participation with its steps, what was accepted and what still has to be."""
    lacking = terms_store.not_accepted(session, known.party_id)
    return TakingPart(
        known,
        store.steps_of(session, known.id),
        terms_store.acceptances(session, known.party_id),
        [] if known.state == "left" else lacking,
    )


def admit_demo_parties(session: Session, uris: Iterable[str], *, actor: str, on: date) -> int:
    """Admit fictitious bodies of a demonstration that never applied, on terms of their own; gives how many."""
    lacking = store.without_participation(session, uris)
    if not lacking:
        return 0
    terms_store.accept_demo_terms(session, list(lacking.values()), on=on, actor=actor)
    for party_id in lacking.values():
        store.begin(session, party_id, NewStep("admit", "admitted", actor))
    return len(lacking)


def _moved(
    step: Step,
    known: ParticipationRecord | None,
    *,
    taker: Taker,
    actor: str,
    applied_by: str | None = None,
    reason: str | None = None,
) -> State:
    state = None if known is None else known.state
    try:
        return after(step, state, taker=taker, actor=actor, applied_by=applied_by, reason=reason)
    except StepRefused as refusal:
        raise _STEP_REFUSALS[refusal.code](step, state) from refusal


def _check_accepted(session: Session, party_id: int, accepts: Sequence[TermsVersion]) -> None:
    in_force = terms_store.versions(session, in_force=True)
    if not any(version.document == DATA_SPACE for version in in_force):
        raise Conflict(
            nl="Er zijn nog geen voorwaarden van de dataruimte gepubliceerd; een beheerder doet dat eerst.",
            en="No terms of the data space have been published yet; an administrator does that first.",
            errors=(NO_TERMS.at("/accepts"),),
        )
    _check_in_force(session, accepts)
    lacking = [
        f"{terms.document} {terms.version}"
        for terms in terms_store.not_accepted(session, party_id)
        if terms not in accepts
    ]
    if lacking:
        raise _bad_terms([TERMS_NOT_ACCEPTED.at("/accepts", documents=", ".join(lacking))])


def _check_in_force(session: Session, accepts: Sequence[TermsVersion]) -> None:
    in_force = {version.document: version.version for version in terms_store.versions(session, in_force=True)}
    faults = [
        NOT_IN_FORCE.at(f"/accepts/{place}", now=in_force.get(accept.document, Text("geen versie", "no version")))
        for place, accept in enumerate(accepts)
        if in_force.get(accept.document) != accept.version
    ]
    if faults:
        raise _bad_terms(faults)


def _audited(
    session: Session,
    act: str,
    party: str,
    *,
    actor: str,
    accepts: Sequence[TermsVersion] = (),
    reason: str | None = None,
) -> None:
    accepted: dict[str, Detail] = {accept.document: accept.version for accept in accepts}
    record_act(
        session,
        "registry",
        actor=actor,
        act=f"participation.{act}",
        subject=party,
        detail={"accepted": accepted, "reason": reason},
    )


def _bad_terms(faults: Sequence[Finding]) -> BadInput:
    return BadInput(
        nl="Aanvaard precies de voorwaarden die nu gelden (GET /v1/terms?inForce=true); zie errors.",
        en="Accept exactly the terms that are in force (GET /v1/terms?inForce=true); see errors.",
        errors=tuple(faults),
    )


def _not_from_here(step: Step, state: State | None) -> PpdsError:
    now = state or "never applied"
    following = ", ".join(steps_from(state))
    return Conflict(
        nl=f"De stap {step} kan nu niet; de stand van deze deelname is: {now}.",
        en=f"The step {step} cannot be taken now; the state of this participation is: {now}.",
        errors=(NOT_FROM_HERE.at("/step", now=now, following=following),),
    )


def _not_yours(step: Step, _state: State | None) -> PpdsError:
    return Refused(
        nl=f"De stap {step} neemt alleen een beheerder van de dataruimte.",
        en=f"Only an administrator of the data space takes the step {step}.",
        errors=(NOT_YOURS.at("/step"),),
    )


def _reason_needed(step: Step, _state: State | None) -> PpdsError:
    return BadInput(errors=(REASON_NEEDED.at("/reason", step=step),))


def _same_person(_step: Step, _state: State | None) -> PpdsError:
    return Refused(
        nl="Wie een partij aanmeldt, laat haar niet zelf toe: dat doet een ander.",
        en="Whoever applies for a party does not admit it: another person does.",
        errors=(SAME_PERSON.at("/step"),),
    )


_STEP_REFUSALS: Final[Mapping[str, Callable[[Step, State | None], PpdsError]]] = {
    "not-from-here": _not_from_here,
    "not-yours": _not_yours,
    "reason-needed": _reason_needed,
    "same-person": _same_person,
}
