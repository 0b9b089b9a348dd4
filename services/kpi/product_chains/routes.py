"""Product chains: which themes count in them, how large they are, their figures, phase, plans and documents."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.kpi.access import Anyone, ServiceSettings
from services.kpi.product_chains.operations import read_chain
from services.kpi.product_chains.schemas import ChainsOut, ProductChainOut, chain_out, chains_out
from services.kpi.product_chains.store import chains_on
from services.kpi.values.operations.answering import Limits
from shared.database import Transaction, snapshot
from shared.dutch_day import today
from shared.http.contract import JSON

router = APIRouter(prefix="/product-chains", tags=["product chains"])


@router.get("", summary="List the product chains")
def list_chains(session: Transaction, _caller: Anyone) -> ChainsOut:
    """The chains of the list that holds today, each with the themes to begin with."""
    return chains_out(*chains_on(session.connection(), today()))


@router.get("/{code}", summary="Read a product chain", response_model=ProductChainOut)
def chain(
    request: Request,
    caller: Anyone,
    settings: ServiceSettings,
    code: Annotated[str, Path(max_length=120, description="Code of a product chain, as catering.")],
    year: Annotated[
        int | None, Query(ge=1900, le=2999, description="Year of the figures; the last whole one by default.")
    ] = None,
) -> Response:
    """Themes with their weight, spend, volume, indicators, phase, plans and dated documents of a chain, in one answer.

    Public, and as it stands now: no published series holds figures by chain. Figures on amounts and quantities from
    records that are not public need `kpi:read`; `withheld` names them.
    """
    limits = Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))
    with snapshot(request.app.state.engine) as connection:
        read = read_chain(
            connection,
            code,
            year or today().year - 1,
            caller=caller,
            limits=limits,
            known=request.app.state.known,
            today=today(),
        )
    answer = chain_out(read, registry_url=settings.registry_url, ingest_url=settings.ingest_url)
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
