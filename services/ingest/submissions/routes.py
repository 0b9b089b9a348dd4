"""/v1/submissions: send, follow, read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import anyio
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import sessionmaker

from services.ingest.access import OwnSubmissions, ReportReader, ReportSender, sending_party, supplies_alone
from services.ingest.column_mappings.operations import for_submission
from services.ingest.data_contracts.column_mapping import MAPPING_NAME
from services.ingest.data_contracts.columns import CSV, XLSX
from services.ingest.environment import Environment, environment_of
from services.ingest.formats import table
from services.ingest.formats.kept_form import KeptForm
from services.ingest.mandates.operations import admission
from services.ingest.mandates.operations.sending_rights import KnownRights, SendingRights, day_of
from services.ingest.procedures.schemas import Find, nothing_known_by
from services.ingest.submissions import store
from services.ingest.submissions.operations import reading, returning
from services.ingest.submissions.operations.intake import Intake, Sending
from services.ingest.submissions.schemas import (
    BINARY,
    BODY,
    ContentEncoding,
    Format,
    RecordFindingOut,
    RecordOut,
    SentRecordOut,
    SubmissionOut,
)
from services.ingest.submissions.tables import Submission
from shared.database import PartySession
from shared.http.contract import media_type as media_type_named
from shared.http.contract import preferred
from shared.http.paging import LARGEST_NUMBER, Page, PageAsked, Paging, bad_cursor, cut
from shared.http.schema import OptionalDay

router = APIRouter(prefix="/submissions", tags=["submissions"])
records_router = APIRouter(prefix="/records", tags=["submissions"])

LOCATED: Final = {"headers": {"Location": {"description": "Where the report stands.", "schema": {"type": "string"}}}}


@router.post(
    "",
    status_code=202,
    summary="Send notices",
    response_model=SubmissionOut,
    openapi_extra=BODY,
    responses={
        202: {"description": "Taken in; the report follows at Location.", **LOCATED},
        200: {"description": "Sent before; the first submission is at Location.", "model": SubmissionOut, **LOCATED},
    },
)
async def send(
    request: Request,
    response: Response,
    caller: ReportSender,
    *,
    content_type: Annotated[str, Header(include_in_schema=False)],
    content_encoding: ContentEncoding = None,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="Your name for this delivery: repeating it with the same content gives the first submission.",
        ),
    ] = None,
    column_mapping: Annotated[
        str | None,
        Header(
            pattern=MAPPING_NAME,
            description="Of a table: the only column mapping to try. Left out: the one that knows most headings.",
        ),
    ] = None,
    format: Annotated[Format | None, Query(description="Follows from the media type when left out.")] = None,  # noqa: A002
) -> SubmissionOut:
    """Stream a body of notices in. Without an Idempotency-Key the same content gives the first submission again.

    Notices of every buyer with the scope `ingest:any-buyer`; without it those of the own body and of its mandates. With
    `ingest:supplier` alone: performance reports on contracts in which one is the supplier.
    """
    media_type = media_type_named(content_type)
    state = request.app.state
    sender = sending_party(caller)
    environment = environment_of(caller)
    limiter: anyio.CapacityLimiter = state.intake_limiters[environment]
    if environment is Environment.PRODUCTION:
        await anyio.to_thread.run_sync(_demand_admission, state.sessions, sender, limiter=limiter)
    mappings: list[dict[str, Any]] = []
    if table.may_hold_tables(media_type):
        in_environment = state.environments[environment]
        mappings = await anyio.to_thread.run_sync(_mappings, in_environment, sender, column_mapping, limiter=limiter)
    supplier = supplies_alone(caller)
    any_buyer = "ingest:any-buyer" in caller.scopes and environment is Environment.PRODUCTION and not supplier
    known = KnownRights()
    if environment is Environment.PRODUCTION and not supplier:
        rights: SendingRights = state.sending_rights
        # A harvester may send for all: what it holds by mandate decides only whose notices they are.
        ask = rights.of_harvester if any_buyer else rights.of
        known = await anyio.to_thread.run_sync(ask, sender, limiter=limiter)
    sending = Sending(
        sender=sender,
        client=caller.client_id,
        any_buyer=any_buyer,
        environment=environment,
        stated_format=format,
        media_type=media_type,
        content_encoding=content_encoding,
        idempotency_key=idempotency_key,
        mandates=known.by_kind(on=day_of(datetime.now(UTC))),
        mandates_known_at=known.known_at,
        mandates_outdated=known.outdated,
        mappings=mappings,
        supplier=supplier,
    )
    intake = Intake(sending, sessions=state.environments[environment], settings=state.settings)
    sealed = await intake.take(request.stream(), limiter=limiter)
    if sealed.repeated:
        response.status_code = 200
    response.headers["Location"] = f"/v1/submissions/{sealed.submission}"
    return await anyio.to_thread.run_sync(
        _report, state.environments[environment], sending, sealed.submission, limiter=limiter
    )


def _demand_admission(sessions: sessionmaker[PartySession], sender: str) -> None:
    with sessions() as session:
        admission.demand_admission(session, sender)


def _mappings(sessions: sessionmaker[PartySession], sender: str, chosen: str | None) -> list[dict[str, Any]]:
    with sessions() as session:
        session.act_for(sender)
        return for_submission(session, sender, chosen)


def _report(sessions: sessionmaker[PartySession], sending: Sending, submission_id: UUID) -> SubmissionOut:
    with sessions() as session:
        session.act_for(sending.sender)
        sent = reading.submission_of(session, submission_id)
        return _shown(session, [sent], environment=sending.environment)[0]


def _shown(
    session: PartySession, submissions: Sequence[Submission], *, environment: Environment
) -> list[SubmissionOut]:
    readings = store.readings(session, [each.id for each in submissions])
    return [
        SubmissionOut.of(each, readings.get(each.id, store.Reading()), environment=environment) for each in submissions
    ]


@router.get("", summary="List your submissions, newest first")
def submissions(
    session: OwnSubmissions,
    caller: ReportReader,
    page: Paging,
    *,
    refused: Annotated[bool | None, Query(description="Whether it failed, or one of its records was refused.")] = None,
    since: Annotated[OptionalDay, Query(description="Only those received on this day or later.")] = None,
) -> Page[SubmissionOut]:
    """The submissions of your party."""
    after = page.after_number() if page.after else None
    rows = store.submissions(session, after=after, fetch=page.fetch, refused=refused, since=since)
    listed, following = cut(rows, asked=page, key=lambda each: (each.number,))
    return Page(items=_shown(session, listed, environment=environment_of(caller)), next=following)


@router.get("/{submission_id}", summary="Follow a submission")
def submission(session: OwnSubmissions, caller: ReportReader, submission_id: UUID) -> SubmissionOut:
    """How far the submission is, and what became of its records."""
    sent = reading.submission_of(session, submission_id)
    return _shown(session, [sent], environment=environment_of(caller))[0]


@router.get("/{submission_id}/findings", summary="Read the findings of a submission")
def findings(
    session: OwnSubmissions,
    submission_id: UUID,
    page: Paging,
    ordinal: Annotated[int | None, Query(ge=0, le=LARGEST_NUMBER, description="Only those on this record.")] = None,
) -> Page[RecordFindingOut]:
    """What is missing, odd or refused."""
    reading.submission_of(session, submission_id)
    rows = store.findings(session, submission_id, ordinal=ordinal, after=page.after_number(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.id,))
    return Page(items=[RecordFindingOut.stored(each) for each in listed], next=following)


@router.get("/{submission_id}/records", summary="Read the records of a submission")
def records(session: OwnSubmissions, caller: ReportReader, submission_id: UUID, page: Paging) -> Page[RecordOut]:
    """Each record of the submission, what was understood of it and where it ended up."""
    reading.submission_of(session, submission_id)
    rows = store.records(session, submission_id, after=page.after_number(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.ordinal,))
    procedures = reading.procedures_of(session, listed, environment=environment_of(caller))
    items = [RecordOut.of(each, procedure=procedures.get(each.notice) if each.notice else None) for each in listed]
    return Page(items=items, next=following)


@router.get(
    "/{submission_id}/payload",
    summary="Read the kept copy",
    response_class=StreamingResponse,
    responses={200: {"content": {name: {"schema": BINARY} for name in table.KEPT_MEDIA_TYPES}}},
)
def payload(session: OwnSubmissions, request: Request, caller: ReportReader, submission_id: UUID) -> StreamingResponse:
    """What is kept of the submission: personal data removed. Its SHA-256 is `keptSha256`."""
    sent = reading.submission_of(session, submission_id)
    form = table.kind_of(sent.media_type).kept_form
    sessions = request.app.state.environments[environment_of(caller)]
    return StreamingResponse(
        _copy(sessions, sender=sent.sender, submission_id=submission_id, form=form), media_type=form.media_type
    )


def _copy(sessions: sessionmaker[PartySession], *, sender: str, submission_id: UUID, form: KeptForm) -> Iterator[bytes]:
    # The request's own transaction ends before the answer is sent, so the copy is read in one of its own.
    with sessions() as session:
        session.act_for(sender)
        yield from form.write(store.kept_records(session, submission_id))


@router.get(
    "/{submission_id}/table",
    summary="Take your table home with its findings",
    response_class=StreamingResponse,
    responses={200: {"content": {name: {"schema": BINARY} for name in (CSV, XLSX)}}},
)
def returned_table(
    session: OwnSubmissions,
    request: Request,
    caller: ReportReader,
    submission_id: UUID,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> StreamingResponse:
    """The rows and columns of a CSV or a workbook as you sent them, personal data removed, with what was found in each.

    Behind the columns: code, severity, column, and the sentence with what to do. Mended, it can be sent as it is. A CSV
    comes back as CSV, or as a workbook when that is asked for (`Accept`); a workbook as a workbook.
    """
    sent = reading.submission_of(session, submission_id)
    media_type = preferred(accept, returning.media_types_of(sent))
    sessions = request.app.state.environments[environment_of(caller)]
    suffix = "csv" if media_type == CSV else "xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{submission_id}.{suffix}"'}
    pieces = _returned(sessions, sender=sent.sender, submission_id=submission_id, media_type=media_type)
    return StreamingResponse(pieces, media_type=media_type, headers=headers)


def _returned(
    sessions: sessionmaker[PartySession], *, sender: str, submission_id: UUID, media_type: str
) -> Iterator[bytes]:
    with sessions() as session:
        session.act_for(sender)
        sent = reading.submission_of(session, submission_id)
        yield from returning.returned(session, sent, media_type=media_type)


@records_router.get("", summary="Find back what you sent")
def sent_records(session: OwnSubmissions, caller: ReportReader, page: Paging, find: Find) -> Page[SentRecordOut]:
    """Your records that are known by this or came under this key, refused ones too, the newest submission first."""
    environment = environment_of(caller)
    rows = store.records_known_by(
        session, find, sender=sending_party(caller), environment=environment, after=_after(page), fetch=page.fetch
    )
    if not rows and page.after is None:
        raise nothing_known_by(find)
    listed, following = cut(rows, asked=page, key=lambda each: (each[1].number, each[0].ordinal))
    procedures = reading.procedures_of(session, [record for record, _ in listed], environment=environment)
    items = [
        SentRecordOut.sent(record, submission, procedure=procedures.get(record.notice) if record.notice else None)
        for record, submission in listed
    ]
    return Page(items=items, next=following)


def _after(page: PageAsked) -> tuple[int, int] | None:
    match page.after:
        case None:
            return None
        case (int(number), int(ordinal)):
            return number, ordinal
    raise bad_cursor()
