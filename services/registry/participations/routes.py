"""Participations: applying, the steps that follow, and accepting new terms."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response, status

from services.registry.access import AnyClient, BodyEditor, ServiceSettings, acts_for, reads_of
from services.registry.participations import operations, store
from services.registry.participations.rules.steps import State, Taker
from services.registry.participations.schemas import (
    Acceptance,
    Application,
    ParticipationOut,
    TakingPartOut,
    Transition,
)
from services.registry.participations.store import ParticipationRecord
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.paging import Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller
from shared.identity.organisations import demand_party
from shared.reference.codes import Tier

router = APIRouter(tags=["taking part"])


@router.get("/participations", summary="List who takes part")
def list_participations(
    caller: AnyClient,
    session: Transaction,
    paging: Paging,
    *,
    state: State | None = None,
    tier: Tier | None = None,
    party: Annotated[str | None, Query(description="Key of a party.", min_length=1, max_length=500)] = None,
    demo: Annotated[bool, Query(description="The fictitious bodies of a demonstration instead.")] = False,
) -> Page[ParticipationOut]:
    """Participations in the order of the parties' keys. Fictitious bodies are listed only by key or with `demo`.

    Without the scope registry:read only that of one's own body.
    """
    reads_all = bool(caller.scopes & {"registry:read", "registry:parties"})
    asked_for = party if reads_all else party or caller.party
    reads_of(caller, asked_for)
    demand_party(session, party)
    rows = store.participations_page(
        session, state=state, tier=tier, party=asked_for, demo=demo, after=paging.after_text(), limit=paging.fetch
    )
    shown, following = cut(rows, asked=paging, key=lambda participation: (participation.party,))
    return Page[ParticipationOut](
        items=[ParticipationOut.model_validate(participation) for participation in shown], next=following
    )


@router.post("/participations", status_code=status.HTTP_201_CREATED, summary="Apply to take part")
def apply(
    asked: Application, caller: BodyEditor, session: Transaction, response: Response, settings: ServiceSettings
) -> TakingPartOut:
    """Apply for a party, accepting every version of terms in force; a party that left may apply again."""
    acts_for(caller, asked.party)
    participation_id = operations.apply(
        session,
        party=asked.party,
        accepts=[accept.as_accepted() for accept in asked.accepts],
        actor=caller.actor,
        on=today(),
    )
    response.headers["Location"] = f"{settings.registry_url}/v1/participations/{participation_id}"
    return _shown(session, participation_id, response)


@router.get("/participations/{participation_id}", summary="Read a participation")
def read_participation(
    participation_id: UUID, caller: AnyClient, session: Transaction, response: Response
) -> TakingPartOut:
    """A participation with its steps: that of the caller's own party, or any for an administrator of parties."""
    known = operations.participation_of(session, participation_id)
    if not _may_read(caller, known):
        raise NotFound(
            nl="Deze deelname bestaat niet, of niet voor u.", en="This participation does not exist, or not for you."
        )
    return _shown(session, participation_id, response)


@router.post("/participations/{participation_id}/transitions", summary="Take a step of a participation")
def take_step(
    participation_id: UUID,
    asked: Transition,
    caller: BodyEditor,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> TakingPartOut:
    """Admit, decline, suspend or resume as administrator; leave as the body itself. Who applied does not admit."""
    known = operations.participation_of(session, participation_id)
    acts_for(caller, known.party)
    taker: Taker = "administrator" if "registry:parties" in caller.scopes else "body"
    operations.take_step(
        session,
        participation_id,
        asked.step,
        taker=taker,
        actor=caller.actor,
        if_match=if_match,
        reason=asked.reason,
    )
    return _shown(session, participation_id, response)


@router.post("/participations/{participation_id}/acceptances", summary="Accept new terms")
def accept_terms(
    participation_id: UUID, asked: Acceptance, caller: BodyEditor, session: Transaction, response: Response
) -> TakingPartOut:
    """Accept versions of terms that are in force. Accepting a version again changes nothing."""
    known = operations.participation_of(session, participation_id)
    acts_for(caller, known.party)
    accepts = [accept.as_accepted() for accept in asked.accepts]
    operations.accept_terms(session, participation_id, accepts=accepts, actor=caller.actor)
    return _shown(session, participation_id, response)


def _may_read(caller: Caller, known: ParticipationRecord) -> bool:
    return caller.party == known.party or "registry:parties" in caller.scopes


def _shown(session: Transaction, participation_id: UUID, response: Response) -> TakingPartOut:
    known = operations.participation_of(session, participation_id)
    response.headers["ETag"] = etag(known.version)
    return TakingPartOut.in_full(operations.taking_part(session, known))
