"""Definitions proposed by one person and adopted by another, over the same rules as the card files."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status
from sqlalchemy.orm import Session

from services.kpi.access import Anyone, CardAdopter, CardProposer, CardReader, ServiceSettings
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.routes import Code
from services.kpi.definitions.store import kept_cards
from services.kpi.proposals import store
from services.kpi.proposals.operations.deciding import (
    adopt,
    card_to_try,
    proposal_of,
    propose_end,
    propose_version,
    withdraw,
)
from services.kpi.proposals.operations.trying import tried
from services.kpi.proposals.rules.examination import Examined, Form, examine
from services.kpi.proposals.rules.faults import BAD_TEXT, NO_CARD, TRIAL_TOO_LONG
from services.kpi.proposals.schemas import (
    Adoption,
    CardValidationOut,
    CardVersionsOut,
    ProposalOut,
    Reasoned,
    TrialAsked,
    TrialOut,
    proposal_shown,
    trial_shown,
    validation_shown,
    versions_shown,
)
from services.kpi.proposals.store import Proposal, State
from services.kpi.values.schemas.asked import ValuesAsked, asked_of
from shared.database import PartySession, Transaction, snapshot
from shared.dutch_day import today
from shared.errors import BadInput, TooLarge, UnsupportedMedia
from shared.free_text import WrittenReason
from shared.http.contract import JSON, media_type
from shared.http.incoming import whole_body
from shared.http.json_bodies import JsonLimits, check_json
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller

TOML: Final = "application/toml"
LARGEST_CARD: Final = 65_536
"""Bytes of a card; the longest built-in one has some four thousand."""
_MOST_VALUES: Final = 2_000
MOST_MONTHS: Final = 60
"""Longest period of a trial: it is computed from the rows."""

_CONTENT: Final[dict[str, Any]] = {TOML: {"schema": {"type": "string"}}, JSON: {"schema": {"type": "object"}}}
_CARD: Final = {"requestBody": {"required": True, "content": _CONTENT}}
_ANYTHING: Final = {"requestBody": {"required": True, "content": {**_CONTENT, JSON: {"schema": {}}}}}
"""Also what is no card at all gets an answer that says so."""

router = APIRouter(tags=["definitions"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the proposal.")]
Why = Annotated[WrittenReason, Query(description="Why this is proposed.")]


async def _examined(request: Request, settings: ServiceSettings) -> Examined:
    """The card in the body, read as TOML or as JSON."""
    too_large = TooLarge(
        nl=f"Een kaart mag ten hoogste {LARGEST_CARD} bytes zijn.", en=f"A card may be at most {LARGEST_CARD} bytes."
    )
    body = await whole_body(request, limit=LARGEST_CARD, too_large=too_large)
    if not body:
        raise BadInput(errors=(NO_CARD.at(""),))
    form = _form(request)
    if form == "json":
        check_json(body, limits=JsonLimits(len(body), settings.json_depth_limit, _MOST_VALUES))
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise BadInput(errors=(BAD_TEXT.at("", number=cause.start),)) from cause
    return examine(text, form, on=today())


def _form(request: Request) -> Form:
    stated = media_type(request.headers.get("content-type", ""))
    if stated not in {TOML, JSON}:
        raise UnsupportedMedia(
            nl=f"Een kaart komt hier als {TOML} of als {JSON}.", en=f"A card is sent here as {TOML} or as {JSON}."
        )
    return "json" if stated == JSON else "toml"


ExaminedCard = Annotated[Examined, Depends(_examined)]


@router.post("/card-validations", summary="Validate a card", openapi_extra=_ANYTHING)
def validate(session: Transaction, _caller: CardProposer, examined: ExaminedCard) -> CardValidationOut:
    """Every fault of a card with its line and column, and what is allowed there. Nothing is kept."""
    return validation_shown(examined, kept_cards(session.connection()))


@router.post(
    "/card-proposals", status_code=status.HTTP_201_CREATED, summary="Propose a definition", openapi_extra=_CARD
)
def propose(
    session: Transaction,
    caller: CardProposer,
    settings: ServiceSettings,
    response: Response,
    examined: ExaminedCard,
    reason: Why,
) -> ProposalOut:
    """Keep a card as a draft, as TOML or JSON; another person adopts it. Every fault is named at once."""
    proposal = propose_version(session, examined, reason=reason, actor=caller.actor)
    return _made(session, proposal, response, settings.kpi_url)


@router.post(
    "/indicators/{code}/retirement", status_code=status.HTTP_201_CREATED, summary="Propose the end of an indicator"
)
def propose_retirement(
    session: Transaction,
    caller: CardProposer,
    settings: ServiceSettings,
    response: Response,
    code: Code,
    asked: Reasoned,
) -> ProposalOut:
    """Propose that an indicator ends; another person adopts that from a day. What it showed before stays."""
    proposal = propose_end(session, code, reason=asked.reason, actor=caller.actor, today=today())
    return _made(session, proposal, response, settings.kpi_url)


@router.get("/card-proposals", summary="List the proposals")
def list_proposals(
    session: Transaction,
    _caller: CardReader,
    paging: Paging,
    state: Annotated[State | None, Query(description="Only those that are so.")] = None,
    code: Annotated[str | None, Query(max_length=40, description="Only those of this indicator.")] = None,
) -> Page[ProposalOut]:
    """What was proposed, newest first."""
    before = paging.after_number(start=LARGEST_NUMBER)
    found = store.page_of(session, state=state, code=code, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    cards = kept_cards(session.connection())
    return Page(items=[proposal_shown(each, cards) for each in shown], next=following)


@router.get("/card-proposals/{proposal}", summary="Read a proposal")
def read_proposal(session: Transaction, _caller: CardReader, response: Response, proposal: Number) -> ProposalOut:
    """One proposal and what it would change; the `ETag` is what deciding on it asks for."""
    return _shown(session, proposal_of(session, proposal), response)


@router.get("/card-proposals/{proposal}/trial", summary="Try a proposal on the data", response_model_exclude_unset=True)
def try_proposal(
    request: Request,
    _caller: CardReader,
    settings: ServiceSettings,
    proposal: Number,
    asked: Annotated[TrialAsked, Query()],
) -> TrialOut:
    """The proposed version beside the one in force, computed from the rows: value, bounds, coverage and difference."""
    question = asked_of(ValuesAsked.model_validate({**asked.model_dump(by_alias=True), "limit": settings.most_rows}))
    if len(question.period.months) > MOST_MONTHS:
        raise BadInput(errors=(TRIAL_TOO_LONG.within("query", "until", most=MOST_MONTHS),))
    time_out_ms = int(settings.card_time_limit_seconds * 1000)
    with snapshot(request.app.state.engine) as connection, Session(connection) as session:
        card = card_to_try(session, proposal)
        trial = tried(connection, card, kept_cards(connection), question, time_out_ms=time_out_ms)
    return trial_shown(trial, most_rows=settings.most_rows)


@router.post("/card-proposals/{proposal}/adoption", summary="Adopt a proposal")
def adopt_proposal(
    session: Transaction,
    caller: CardAdopter,
    response: Response,
    proposal: Number,
    asked: Adoption,
    if_match: IfMatch = None,
) -> ProposalOut:
    """Let it hold from a day on. Whoever proposed it cannot; nothing that was published moves."""
    adopted = adopt(
        session,
        proposal,
        valid_from=asked.valid_from,
        decision=asked.reason,
        if_match=if_match,
        actor=caller.actor,
        today=today(),
    )
    return _shown(session, adopted, response)


@router.post("/card-proposals/{proposal}/withdrawal", summary="Withdraw a proposal")
def withdraw_proposal(
    session: Transaction,
    caller: CardReader,
    response: Response,
    proposal: Number,
    asked: Reasoned,
    if_match: IfMatch = None,
) -> ProposalOut:
    """Put a draft aside: one's own, or as whoever may adopt it. What was adopted is never withdrawn."""
    withdrawn = withdraw(session, proposal, decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(session, withdrawn, response)


@router.get("/indicators/{code}/versions", summary="Read the change log of a definition")
def list_versions(session: Transaction, caller: Anyone, code: Code) -> CardVersionsOut:
    """Every version there is: from when until when, what changed in it, who decided so and why."""
    cards = kept_cards(session.connection())
    chosen_card(cards, code, version=None)  # or it does not exist
    versions = [kept for kept in cards if kept.card.code == code]
    return versions_shown(code, versions, store.proposals_of(session, code), people=_decides(caller))


def _decides(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and bool(caller.scopes & {"kpi:propose", "kpi:adopt"})


def _made(session: PartySession, proposal: Proposal, response: Response, address: str) -> ProposalOut:
    response.headers["Location"] = f"{address}/v1/card-proposals/{proposal.id}"
    return _shown(session, proposal, response)


def _shown(session: PartySession, proposal: Proposal, response: Response) -> ProposalOut:
    response.headers["ETag"] = etag(proposal.revision)
    return proposal_shown(proposal, kept_cards(session.connection()))
