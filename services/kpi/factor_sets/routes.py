"""/v1/factor-sets: sets of factors by which spend becomes impact, proposed by one person and adopted by another."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status

from services.kpi.access import Anyone, CardAdopter, CardProposer, CardReader, FactorReader, ServiceSettings
from services.kpi.factor_sets import store
from services.kpi.factor_sets.operations import decide, propose, read_indices, set_of
from services.kpi.factor_sets.schemas import FactorSetAsked, FactorSetDecision, FactorSetOut, FactorSetsOut, FactorsOut
from services.kpi.factor_sets.store import Heading, KeptSet
from shared.database import Transaction
from shared.errors import TooLarge, UnsupportedMedia
from shared.http.contract import media_type
from shared.http.incoming import whole_body
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller

CSV: Final = "text/csv"
LARGEST_TABLE: Final = 5_000_000
"""Bytes of a table of factors."""

_TABLE: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {CSV: {"schema": {"type": "string"}}}},
}

router = APIRouter(tags=["spend impact"])

SetCode = Annotated[str, Path(max_length=60, description="Code of a factor set.")]


async def _table(request: Request) -> bytes:
    """The table in the body."""
    too_large = TooLarge(
        nl=f"Een tabel mag hier ten hoogste {LARGEST_TABLE} bytes zijn.",
        en=f"A table may be at most {LARGEST_TABLE} bytes here.",
    )
    body = await whole_body(request, limit=LARGEST_TABLE, too_large=too_large)
    if media_type(request.headers.get("content-type", "")) != CSV:
        raise UnsupportedMedia(nl=f"Factoren komen hier als {CSV}.", en=f"Factors are sent here as {CSV}.")
    return body


@router.get("/factor-sets", summary="List the factor sets")
def list_factor_sets(session: Transaction, caller: Anyone) -> FactorSetsOut:
    """Every set with its source, licence and state, newest first."""
    people = _decides(caller)
    return FactorSetsOut(items=[FactorSetOut.of(each, people=people) for each in store.kept_sets(session)])


@router.post("/factor-sets", status_code=status.HTTP_201_CREATED, summary="Propose a factor set", openapi_extra=_TABLE)
def propose_factor_set(
    session: Transaction,
    caller: CardProposer,
    settings: ServiceSettings,
    response: Response,
    asked: Annotated[FactorSetAsked, Query()],
    table: Annotated[bytes, Depends(_table)],
) -> FactorSetOut:
    """Keep a table of factors as a draft; another person adopts it. Every fault is named at once, with its place."""
    stated = asked.model_dump(exclude={"reason", "price_indices"})
    heading = Heading(**stated, price_indices=read_indices(asked.price_indices, price_year=asked.price_year))
    kept = propose(session, heading, table, reason=asked.reason, actor=caller.actor)
    response.headers["Location"] = f"{settings.kpi_url}/v1/factor-sets/{kept.code}"
    return _decided(kept, response)


@router.get("/factor-sets/{code}", summary="Read a factor set")
def read_factor_set(session: Transaction, caller: Anyone, response: Response, code: SetCode) -> FactorSetOut:
    """One set; the `ETag` is what deciding on it asks for."""
    kept = set_of(session, code)
    response.headers["ETag"] = etag(kept.revision)
    return FactorSetOut.of(kept, people=_decides(caller))


@router.get("/factor-sets/{code}/factors", summary="Read the factors of a set")
def read_factors_of_set(session: Transaction, _caller: FactorReader, code: SetCode) -> FactorsOut:
    """Every factor with its bounds and quality mark; the terms are those of the set."""
    set_of(session, code)
    return FactorsOut.of(code, store.factors_of(session, code))


@router.post("/factor-sets/{code}/adoption", summary="Adopt a factor set")
def adopt_factor_set(
    session: Transaction,
    caller: CardAdopter,
    response: Response,
    code: SetCode,
    asked: FactorSetDecision,
    if_match: IfMatch = None,
) -> FactorSetOut:
    """Let figures be asked by it. Whoever proposed it cannot; it stays as it is for ever."""
    kept = decide(session, code, state="adopted", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _decided(kept, response)


@router.post("/factor-sets/{code}/withdrawal", summary="Withdraw a draft of a factor set")
def withdraw_factor_set(
    session: Transaction,
    caller: CardReader,
    response: Response,
    code: SetCode,
    asked: FactorSetDecision,
    if_match: IfMatch = None,
) -> FactorSetOut:
    """Put a draft aside; what was adopted is never withdrawn."""
    kept = decide(session, code, state="withdrawn", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _decided(kept, response)


def _decided(kept: KeptSet, response: Response) -> FactorSetOut:
    response.headers["ETag"] = etag(kept.revision)
    return FactorSetOut.of(kept, people=True)


def _decides(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and bool(caller.scopes & {"kpi:propose", "kpi:adopt"})
