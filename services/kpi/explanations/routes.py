"""Explanations: everything that one figure rests on."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import PUBLISHED_FOR_ALL, Anyone, ServiceSettings
from services.kpi.explanations.operations import explain
from services.kpi.explanations.schemas import ExplanationAsked, ExplanationOut, explanation_out
from services.kpi.values.operations.answering import Limits
from services.kpi.values.operations.published import as_published
from services.kpi.values.schemas.asked import cell_asked
from shared.database import snapshot
from shared.http.contract import JSON

router = APIRouter(tags=["explanations"])


@router.get("/explanations", summary="Explain a figure", response_model=ExplanationOut, openapi_extra=PUBLISHED_FOR_ALL)
def explanation(
    request: Request,
    caller: Anyone,
    settings: ServiceSettings,
    asked: Annotated[ExplanationAsked, Query()],
) -> Response:
    """Card in words, counts filled into the formulas, rules, versions of lists, data and program, and where to go on.

    Asked as the figure itself, with the dimensions of its group as filters; each row of values links here.
    Of a publication it is public; of figures as they stand now it needs `kpi:read`.
    """
    limits = Limits(1, 1, int(settings.card_time_limit_seconds * 1000))
    with snapshot(request.app.state.engine) as connection:
        explained = explain(
            connection,
            asked.indicator,
            as_published(connection, cell_asked(asked, limit=1), caller=caller),
            caller=caller,
            limits=limits,
            known=request.app.state.known,
        )
    answer = explanation_out(explained, program_version=request.app.version, registry_url=settings.registry_url)
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
