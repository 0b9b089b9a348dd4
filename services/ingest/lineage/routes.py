"""/v1/procedures/{id}/lineage and /v1/notices/{id}: from a procedure down to the bytes of what was published."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response

from services.ingest.access import RealReader
from services.ingest.formats.table import PUBLISHED_MEDIA_TYPES, format_named
from services.ingest.lineage import operations
from services.ingest.lineage.schemas import NoticeLineage, NoticeOfProcedure, ProcedureLineage
from services.ingest.procedures.store.reading import procedure as standing
from shared.database import Transaction
from shared.errors import NotFound

router = APIRouter()

_NoticeId = Annotated[UUID, Path(description="Of the notice, as `noticeIds` of a procedure has it.")]
_BINARY: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}


@router.get("/procedures/{procedure_id}/lineage", summary="Read which notices made a procedure", tags=["procedures"])
def lineage_of_procedure(session: Transaction, _caller: RealReader, procedure_id: UUID) -> ProcedureLineage:
    """The published notices; what a body says of its own procedures beside them is no public document."""
    if standing(session, procedure_id) is None:
        raise NotFound(nl=f"Er is geen procedure {procedure_id}.", en=f"There is no procedure {procedure_id}.")
    followed = operations.notices_of(session, procedure_id, now=datetime.now(UTC))
    return ProcedureLineage(procedure=procedure_id, notices=[NoticeOfProcedure.of(each) for each in followed])


@router.get("/notices/{notice_id}/lineage", summary="Read what a notice says and where", tags=["notices"])
def lineage_of_notice(request: Request, _caller: RealReader, notice_id: _NoticeId) -> NoticeLineage:
    """Each value of the redacted copy with its place, and the submission, hashes and reader behind it."""
    state = request.app.state
    return NoticeLineage.whole(operations.notice(state.sessions, notice_id, limits=state.settings.limits))


@router.get(
    "/notices/{notice_id}/source",
    summary="Take the redacted source of a notice home",
    response_class=Response,
    responses={200: {"content": dict.fromkeys(PUBLISHED_MEDIA_TYPES, _BINARY)}},
    tags=["notices"],
)
def source_of_notice(request: Request, _caller: RealReader, notice_id: _NoticeId) -> Response:
    """The bytes that the notice was read from, personal data removed. Their SHA-256 is `sourceSha256`."""
    state = request.app.state
    whole = operations.notice(state.sessions, notice_id, limits=state.settings.limits)
    media_type = format_named(whole.followed.kept.source).record_media_type
    if whole.origin is None or whole.followed.closed is not None or media_type is None:
        raise NotFound(
            nl="De bron van deze kennisgeving is niet openbaar, of wordt niet meer bewaard; de herkomst zegt waarom.",
            en="The source of this notice is not public, or not kept any more; its lineage says why.",
        )
    ending = media_type.rpartition("/")[2]
    headers = {
        "Content-Disposition": f'attachment; filename="{notice_id}.{ending}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(whole.origin.body, media_type=media_type, headers=headers)
