"""Comparing bodies: who leads and who lags on an indicator, and the scorecard of one body beside its peers."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.kpi.access import Reader, ServiceSettings
from services.kpi.definitions.routes import Code
from services.kpi.scorecards.operations.ranking import rank_bodies
from services.kpi.scorecards.operations.scorecard import Asker, scorecard_of
from services.kpi.scorecards.schemas.ranking import RankingAsked, RankingOut, page_of, ranking_asked, ranking_out
from services.kpi.scorecards.schemas.scorecard import ScorecardAsked, ScorecardOut, scorecard_asked, scorecard_out
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


# The key of a body may stand in the address as it is, slashes and all.
@router.get("/scorecards/{key:path}", summary="Read the scorecard of a body", response_model=ScorecardOut)
def scorecard(
    request: Request,
    caller: Reader,
    settings: ServiceSettings,
    key: Annotated[str, Path(max_length=300, description="Key of a body in the register, or its code as gm0513.")],
    asked: Annotated[ScorecardAsked, Query()],
) -> Response:
    """Figures of a body per year, each with bounds and coverage, beside those of its peers and its place among them."""
    question, codes, criteria = scorecard_asked(asked)
    with snapshot(request.app.state.engine) as connection:
        asker = Asker(connection, caller, _limits(settings), request.app.state.known)
        read = scorecard_of(asker, key, question, codes=codes, criteria=criteria)
        names = names_of(connection, [read.body.party])
    return _json(scorecard_out(read, asked, names=names))


def _limits(settings: Settings) -> Limits:
    return Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))


def _json(answer: ApiModel) -> Response:
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
