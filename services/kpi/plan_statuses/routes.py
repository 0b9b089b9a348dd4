"""The yearly status of action plans, ministry by ministry: as data, as a table and as a page to publish."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import Anyone
from services.kpi.plan_statuses.rules.status import Status, statuses
from services.kpi.plan_statuses.schemas.forms import CSV, HTML, XLSX, as_csv, as_page, as_workbook
from services.kpi.plan_statuses.schemas.shown import PlanStatusesOut, status_out
from services.kpi.plans.rules.duties import duties
from services.kpi.plans.store import assessments, plans, signatures
from services.kpi.tasks.store import tasks
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import BadInput
from shared.http.contract import JSON, preferred
from shared.http.problems.answers import language as language_of
from shared.procurement.finding import Rule, Severity, Text
from shared.reference.codes import Tier

router = APIRouter(tags=["plans"])

YEAR_TO_COME: Final = Rule(
    "year-to-come",
    Severity.ERROR,
    "Dit jaar is nog niet begonnen.",
    "This year has not begun yet.",
    Text("Vraag {year} of eerder.", "Ask for {year} or before."),
)
_FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            CSV: {"schema": {"type": "string"}},
            HTML: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}


@router.get(
    "/plan-statuses", summary="Read the yearly status of action plans", response_model=PlanStatusesOut, responses=_FORMS
)
def read_plan_statuses(
    request: Request,
    _caller: Anyone,
    session: Transaction,
    year: Annotated[int, Query(ge=2016, le=2100, description="Which year.")],
    tier: Tier = "central",
) -> Response:
    """Of each bound body of a tier its plan, goals, actions, themes, advice and tasks at the end of a year, or today.

    As JSON, CSV, workbook (XLSX) or as a page (HTML) that prints well, in Dutch or English by `Accept-Language`.
    """
    now = today()
    if year > now.year:
        raise BadInput(errors=(YEAR_TO_COME.within("query", "year", str(year), year=now.year),))
    day = min(date(year, 12, 31), now)
    connection = session.connection()
    bound = [each for each in duties(signatures(connection), plans(connection), on=day) if each.tier == tier]
    found = list(statuses(bound, assessments(connection), tasks(connection), on=day))
    return _in_form(request, found, year, day)


def _in_form(request: Request, found: list[Status], year: int, day: date) -> Response:
    media, language = (
        preferred(request.headers.get("accept"), (JSON, CSV, XLSX, HTML)),
        language_of(request.headers.get("accept-language")),
    )
    headers = {"Vary": "Accept, Accept-Language"}
    if media == JSON:
        shown = PlanStatusesOut(year=year, items=[status_out(each) for each in found])
        return Response(shown.model_dump_json(by_alias=True), media_type=JSON, headers=headers)
    headers["Content-Language"] = language
    if media == HTML:
        return Response(as_page(found, year, day, language), media_type=HTML, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="plan-statuses-{year}.{"csv" if media == CSV else "xlsx"}"'
    content = as_csv(found, language) if media == CSV else as_workbook(found, year, language)
    return Response(content, media_type=media, headers=headers)
