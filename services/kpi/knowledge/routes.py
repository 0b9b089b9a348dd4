"""Criteria texts with the indicator that measures them, and the needs of bodies and market parties."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, status

from services.kpi.access import Anyone, AnyPerson, CardAdopter, CardProposer, CardReader, NeedAnswerer, ServiceSettings
from services.kpi.knowledge import store
from services.kpi.knowledge.operations import answer, ask, criterion_of, decide, need_of, propose
from services.kpi.knowledge.schemas import (
    Chain,
    CriterionDecision,
    CriterionState,
    CriterionTextOut,
    CriterionToPropose,
    NeedAnswer,
    NeedOut,
    NeedState,
    NeedToAsk,
    Theme,
    criterion_out,
    need_out,
)
from services.kpi.knowledge.tables import CriterionRow, NeedRow
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller

router = APIRouter(tags=["knowledge"])

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
OfChain = Annotated[Chain | None, Query(description="Those for this product chain, and those for every chain.")]


@router.get("/criteria", summary="List criteria texts with their indicator")
def list_criteria(
    session: Transaction,
    caller: Anyone,
    paging: Paging,
    chain: OfChain = None,
    theme: Theme | None = None,
    state: Annotated[
        CriterionState | None, Query(description="Without it all that one may read: drafts are for whoever decides.")
    ] = None,
) -> Page[CriterionTextOut]:
    """Texts to ask something of the market with, newest first; each says who wrote it, and how it is measured."""
    people = _decides(caller)
    about = store.About(chain, theme, state if people else "adopted")
    before = paging.after_number(start=LARGEST_NUMBER)
    readable = people or state in {None, "adopted"}
    rows = store.page_of(session, CriterionRow, about, before=before, limit=paging.fetch) if readable else []
    shown, following = cut(rows, asked=paging, key=lambda each: (each.id,))
    return Page(items=[criterion_out(each, people=people) for each in shown], next=following)


@router.get("/criteria/{criterion}", summary="Read a criterion")
def read_criterion(session: Transaction, caller: Anyone, response: Response, criterion: Number) -> CriterionTextOut:
    """One criterion; the `ETag` is what deciding on it asks for. A draft is for whoever proposes or adopts."""
    row = criterion_of(session, criterion)
    if row.state != "adopted" and not _decides(caller):
        raise NotFound(nl=f"Er is geen criterium {criterion}.", en=f"There is no criterion {criterion}.")
    return _shown(row, response, people=_decides(caller))


@router.post("/criteria", status_code=status.HTTP_201_CREATED, summary="Propose a criterion")
def propose_criterion(
    session: Transaction, caller: CardProposer, settings: ServiceSettings, response: Response, asked: CriterionToPropose
) -> CriterionTextOut:
    """Keep a text with its indicator as a draft; another person adopts it."""
    stated = asked.model_dump(exclude={"text"})
    row = CriterionRow(**stated, text_nl=asked.text.nl, text_en=asked.text.en)
    kept = propose(session, row, actor=caller.actor, on=today())
    response.headers["Location"] = f"{settings.kpi_url}/v1/criteria/{kept.id}"
    return _shown(kept, response, people=True)


@router.post("/criteria/{criterion}/adoption", summary="Adopt a criterion")
def adopt_criterion(
    session: Transaction,
    caller: CardAdopter,
    response: Response,
    criterion: Number,
    asked: CriterionDecision,
    if_match: IfMatch = None,
) -> CriterionTextOut:
    """Show it to everybody from now on. Whoever proposed it cannot."""
    kept = decide(session, criterion, state="adopted", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(kept, response, people=True)


@router.post("/criteria/{criterion}/withdrawal", summary="Withdraw a draft of a criterion")
def withdraw_criterion(
    session: Transaction,
    caller: CardReader,
    response: Response,
    criterion: Number,
    asked: CriterionDecision,
    if_match: IfMatch = None,
) -> CriterionTextOut:
    """Put a draft aside."""
    kept = decide(session, criterion, state="withdrawn", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(kept, response, people=True)


@router.get("/needs", summary="List what bodies and market parties need")
def list_needs(
    session: Transaction,
    _caller: Anyone,
    paging: Paging,
    chain: OfChain = None,
    theme: Theme | None = None,
    state: NeedState | None = None,
) -> Page[NeedOut]:
    """What was asked for, and what is done about it, newest first."""
    before = paging.after_number(start=LARGEST_NUMBER)
    rows = store.page_of(session, NeedRow, store.About(chain, theme, state), before=before, limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda each: (each.id,))
    return Page(items=[need_out(each) for each in shown], next=following)


@router.get("/needs/{need}", summary="Read a need")
def read_need(session: Transaction, _caller: Anyone, response: Response, need: Number) -> NeedOut:
    """One need; the `ETag` is what answering it asks for."""
    row = need_of(session, need)
    response.headers["ETag"] = etag(row.revision)
    return need_out(row)


@router.post("/needs", status_code=status.HTTP_201_CREATED, summary="Say what you need")
def ask_for(
    session: Transaction, caller: AnyPerson, settings: ServiceSettings, response: Response, asked: NeedToAsk
) -> NeedOut:
    """Add a need to the public list, for the organisation of the token; no name of a person is shown."""
    kept = ask(session, NeedRow(**asked.model_dump(), party=caller.party), actor=caller.actor, on=today())
    response.headers["Location"] = f"{settings.kpi_url}/v1/needs/{kept.id}"
    response.headers["ETag"] = etag(kept.revision)
    return need_out(kept)


@router.post("/needs/{need}/answer", summary="Answer a need")
def answer_need(
    session: Transaction,
    caller: NeedAnswerer,
    response: Response,
    need: Number,
    asked: NeedAnswer,
    if_match: IfMatch = None,
) -> NeedOut:
    """Say what is done about it; whoever asked cannot. A later answer takes the place of the one before."""
    kept = answer(session, need, state=asked.state, says=asked.answer, if_match=if_match, actor=caller.actor)
    response.headers["ETag"] = etag(kept.revision)
    return need_out(kept)


def _shown(row: CriterionRow, response: Response, *, people: bool) -> CriterionTextOut:
    response.headers["ETag"] = etag(row.revision)
    return criterion_out(row, people=people)


def _decides(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and bool(caller.scopes & {"kpi:propose", "kpi:adopt"})
