"""/v1/validations: what would you make of this? Without a token, and nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request

from services.ingest.submissions.rules.body_type import demand_format, told_by
from services.ingest.submissions.schemas import BODY, ContentEncoding, Format, RecordFindingOut
from services.ingest.validations.operations.processes import Validations, whole_body
from services.ingest.validations.schemas import ValidationCounts, ValidationOut
from shared.http.contract import media_type as media_type_named
from shared.http.request_limit import RequestLimit

router = APIRouter(prefix="/validations", tags=["validations"])


@router.post("", summary="Try notices without sending them", response_model=ValidationOut, openapi_extra=BODY)
async def validate(
    request: Request,
    *,
    content_type: Annotated[str, Header(include_in_schema=False)],
    content_encoding: ContentEncoding = None,
    format: Annotated[Format | None, Query(description="Follows from the media type when left out.")] = None,  # noqa: A002
) -> ValidationOut:
    """The same report as a submission gives, at once: at most 10 MB and 10 seconds. Needs no token."""
    state = request.app.state
    limit: RequestLimit = state.validation_limit
    limit.take(request.client.host if request.client else "unknown")
    media_type = media_type_named(content_type)
    demand_format(media_type, stated=format)
    body = await whole_body(request.stream(), content_encoding=content_encoding, settings=state.settings)
    validations: Validations = state.validations
    told = told_by(media_type, head=body, stated_format=format)
    report = await validations.report(body, media_type=told)
    return ValidationOut(
        records=ValidationCounts(accepted=report["accepted"], refused=report["refused"]),
        findings=[RecordFindingOut.of(each) for each in report["findings"]],
        findings_left_out=report["left_out"],
    )
