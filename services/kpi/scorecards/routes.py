"""Comparing bodies: who leads and who lags on an indicator."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import Reader, ServiceSettings
from services.kpi.definitions.routes import Code
from services.kpi.scorecards.operations.ranking import rank_bodies
from services.kpi.scorecards.schemas.ranking import RankingAsked, RankingOut, page_of, ranking_asked, ranking_out
from services.kpi.scorecards.store import names_of
from services.kpi.settings import Settings
from services.kpi.values.operations.answering import Limits
from shared.database import snapshot
from shared.http.contract import JSON
from shared.http.schema import ApiModel

router = APIRouter(tags=["comparisons"])


@router.get("/indicators/{code}/ranking", summary="Read who leads and who lags", response_model=RankingOut)
def ranking(
    request: Request,
    caller: Reader,
    settings: ServiceSettings,
    code: Code,
    asked: Annotated[RankingAsked, Query()],
) -> Response:
    """Bodies in the order of what is certain, with coverage beside it; those without a place follow, with why."""
    question, limits = ranking_asked(asked), _limits(settings)
    with snapshot(request.app.state.engine) as connection:
        ranked = rank_bodies(
            connection,
            code,
            question,
            member_of=asked.member_of,
            caller=caller,
            limits=limits,
            known=request.app.state.known,
        )
        page = page_of(ranked, limit=min(asked.limit, settings.most_rows), cursor=asked.cursor)
        names = names_of(connection, page.bodies)
    return _json(ranking_out(ranked, page, names=names))


def _limits(settings: Settings) -> Limits:
    return Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))


def _json(answer: ApiModel) -> Response:
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
