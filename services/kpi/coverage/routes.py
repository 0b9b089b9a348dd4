"""Coverage: how much of public procurement stands in these figures at all, and what is not measured."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import Reader, ServiceSettings
from services.kpi.coverage.operations.blind_spots import blind_spots_of
from services.kpi.coverage.operations.seen import coverage_of
from services.kpi.coverage.schemas.blind_spots import BlindSpotsAsked, BlindSpotsOut, blind_spots_out
from services.kpi.coverage.schemas.seen import CoverageAsked, SeenOfAllOut, coverage_out
from services.kpi.settings import Settings
from services.kpi.values.operations.answering import Limits
from services.kpi.values.store.known import Known
from shared.database import snapshot
from shared.dutch_day import today
from shared.http.contract import JSON
from shared.http.schema import ApiModel

router = APIRouter(tags=["coverage"])


@router.get("/coverage", summary="Read how much is in these figures at all", response_model=SeenOfAllOut)
def coverage(
    request: Request, caller: Reader, settings: ServiceSettings, asked: Annotated[CoverageAsked, Query()]
) -> Response:
    """Bodies, procedures and euros that were seen in a year, of the totals that others published."""
    tiers = asked.tiers()
    with snapshot(request.app.state.engine) as connection:
        seen = coverage_of(
            connection,
            asked.year,
            tiers,
            caller=caller,
            limits=_limits(settings),
            known=request.app.state.known,
            today=today(),
        )
    return Response(_written(coverage_out(seen, tiers=tiers)), media_type=JSON)


@router.get("/blind-spots", summary="Read what is not measured", response_model=BlindSpotsOut)
def blind_spots(
    request: Request, caller: Reader, settings: ServiceSettings, asked: Annotated[BlindSpotsAsked, Query()]
) -> Response:
    """Per tier, chain and indicator what is not known, how far that could move the figure, what would measure it."""
    where = asked.where()
    known: Known = request.app.state.known
    with snapshot(request.app.state.engine) as connection:

        def write() -> str:
            found = blind_spots_of(connection, where, caller=caller, limits=_limits(settings), known=known)
            return _written(blind_spots_out(found, asked, most_rows=settings.most_rows))

        written = known.written(known.states(connection), ("blind-spots", asked.model_dump_json()), write)
    return Response(written, media_type=JSON)


def _limits(settings: Settings) -> Limits:
    return Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))


def _written(answer: ApiModel) -> str:
    return answer.model_dump_json(by_alias=True, exclude_unset=True)
