"""From a procurement or a record up: what it counts for, and why."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from services.kpi.access import Reader, ServiceSettings
from services.kpi.counts_for.operations import Asked, Whole, own_record_counts_for, procedure_counts_for
from services.kpi.counts_for.schemas import CountsForAsked, CountsForOut, ProcedureCountsForAsked, counts_for_out
from services.kpi.settings import Settings
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.store.known import Known
from shared.database import snapshot
from shared.dutch_day import today
from shared.http.contract import JSON
from shared.identity.access import Caller

router = APIRouter(tags=["counts-for"])

ProcedureId = Annotated[UUID, Path(description="Id of a procedure, as ingest gives it.")]
UnitId = Annotated[UUID, Path(description="Id of the unit of a record, as evidence gives it; of a contract its id.")]


@router.get(
    "/procedures/{procedure_id}/counts-for",
    summary="Read what a procedure counts for",
    response_model=CountsForOut,
)
def procedure(
    request: Request,
    caller: Reader,
    settings: ServiceSettings,
    procedure_id: ProcedureId,
    asked: Annotated[ProcedureCountsForAsked, Query()],
) -> Response:
    """Of every indicator: in, out or undetermined, yes, no or unknown, why, and in the figure of which month."""
    question = _asked(procedure_id, caller, settings, indicators=asked.indicators, lot=asked.lot)
    return _answered(request, caller, settings, question, procedure_counts_for)


@router.get(
    "/own-records/{unit_id}/counts-for",
    summary="Read what a record of a body counts for",
    response_model=CountsForOut,
)
def own_record(
    request: Request,
    caller: Reader,
    settings: ServiceSettings,
    unit_id: UnitId,
    asked: Annotated[CountsForAsked, Query()],
) -> Response:
    """The same of a contract with its commitments and reports, a registration, a measurement or a programme record."""
    question = _asked(unit_id, caller, settings, indicators=asked.indicators)
    return _answered(request, caller, settings, question, own_record_counts_for)


def _asked(record: UUID, caller: Caller, settings: Settings, *, indicators: list[str], lot: str | None = None) -> Asked:
    return Asked(record, caller.party, today(), codes_of(indicators), lot, int(settings.card_time_limit_seconds * 1000))


def _answered(
    request: Request, caller: Caller, settings: Settings, asked: Asked, read: Callable[..., Whole]
) -> Response:
    known: Known = request.app.state.known
    with snapshot(request.app.state.engine) as connection:
        whole = read(connection, asked, known=known)
    answer = counts_for_out(whole, asked.record, caller=caller, ingest_url=settings.ingest_url)
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)
