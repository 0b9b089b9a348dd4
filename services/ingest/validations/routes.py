"""/v1/validations: what would you make of this? Without a token, and nothing is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request

from services.ingest.submissions.rules.body_type import demand_format, told_by
from services.ingest.submissions.schemas import BODY, ContentEncoding, Format, RecordFindingOut
from services.ingest.validations.operations.processes import Validations, whole_body
from services.ingest.validations.operations.shares import Shares
from services.ingest.validations.schemas import ValidationCounts, ValidationOut
from shared.http.contract import media_type as media_type_named
from shared.http.exchange import address_of

router = APIRouter(prefix="/validations", tags=["validations"])


@router.post("", summary="Try notices without sending them", response_model=ValidationOut, openapi_extra=BODY)
async def validate(
    request: Request,
    *,
    content_type: Annotated[str, Header(include_in_schema=False)],
    content_encoding: ContentEncoding = None,
    format: Annotated[Format | None, Query(description="Follows from the media type when left out.")] = None,  # noqa: A002
) -> ValidationOut:
    """The same report as a submission gives, at once: at most 10 MB and 10 seconds. Needs no token.

    One at a time of an address; what its validations work counts against its seconds of a minute.
    """
    state = request.app.state
    shares: Shares = state.validation_shares
    validations: Validations = state.validations
    media_type = media_type_named(content_type)
    demand_format(media_type, stated=format)
    address = address_of(request.scope)
    with shares.share(address):
        body = await whole_body(request.stream(), content_encoding=content_encoding, settings=state.settings)
        told = told_by(media_type, head=body, stated_format=format)
        report = await validations.report(body, media_type=told, worked=lambda seconds: shares.note(address, seconds))
    return ValidationOut(
        records=ValidationCounts(accepted=report["accepted"], refused=report["refused"]),
        findings=[RecordFindingOut.of(each) for each in report["findings"]],
        findings_left_out=report["left_out"],
    )
