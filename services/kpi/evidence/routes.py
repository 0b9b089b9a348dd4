"""Evidence: the rows behind a figure, as JSON or CSV."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import PUBLISHED_FOR_ALL, Anyone, ServiceSettings
from services.kpi.definitions.routes import Code
from services.kpi.evidence.operations import evidence_of
from services.kpi.evidence.schemas import EvidenceAsked, EvidenceOut, evidence_csv, evidence_out
from services.kpi.values.operations.published import as_published
from services.kpi.values.schemas.asked import cell_asked
from services.kpi.values.schemas.csv_form import MEDIA_TYPE, prefers_csv
from shared.database import snapshot
from shared.http.contract import JSON

router = APIRouter(tags=["evidence"])

_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


@router.get(
    "/indicators/{code}/evidence",
    summary="Read the rows behind a figure",
    response_model=EvidenceOut,
    responses=_CSV,
    openapi_extra=PUBLISHED_FOR_ALL,
)
def evidence(
    request: Request,
    caller: Anyone,
    settings: ServiceSettings,
    code: Code,
    asked: Annotated[EvidenceAsked, Query()],
) -> Response:
    """Every row that counts in a figure: in, undetermined or out, what it answers, and which term decided that.

    Asked as the figure itself, with the dimensions of its group as filters; each row of values links here.
    Behind a publication they are public; as they stand now they need `kpi:read`.
    """
    with snapshot(request.app.state.engine) as connection:
        page = evidence_of(
            connection,
            code,
            as_published(connection, cell_asked(asked, limit=asked.limit), caller=caller),
            certainty=asked.certainty,
            verdict=asked.verdict,
            caller=caller,
            known=request.app.state.known,
            time_out_ms=int(settings.card_time_limit_seconds * 1000),
        )
    answer = evidence_out(page, caller=caller, ingest_url=settings.ingest_url)
    if prefers_csv(request.headers.get("accept")):
        headers = {"Next-Cursor": answer.next} if answer.next else {}
        lines = "".join(evidence_csv(answer, page))
        return Response(lines, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
