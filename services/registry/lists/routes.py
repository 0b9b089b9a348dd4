"""Reference lists: read by anyone as JSON, CSV or SKOS, proposed by one person and published by another."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response, status
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.registry.access import Anyone, ListAdministrator, ServiceSettings
from services.registry.faults import UNREADABLE_LIST
from services.registry.lists import store
from services.registry.lists.operations import (
    propose_version,
    publish_version,
    unknown_list,
    unknown_version,
    version_for,
    withdraw_version,
)
from services.registry.lists.rules.csv_form import read_table, write_table
from services.registry.lists.rules.skos import MEDIA_TYPE as TURTLE
from services.registry.lists.rules.skos import Described, turtle
from services.registry.lists.schemas import (
    CsvHeading,
    ListContentOut,
    ListVersionOut,
    ListVersionsOut,
    NewListVersion,
    Publication,
    ReferenceListOut,
    ReferenceListsOut,
)
from services.registry.lists.store import ListVersionRecord, NewVersion
from services.registry.settings import Settings
from shared.database import PartySession, Transaction
from shared.dutch_day import today
from shared.errors import BadInput, TooLarge
from shared.http.contract import JSON, media_type, preferred
from shared.http.incoming import whole_body
from shared.http.json_bodies import JsonLimits, check_json
from shared.http.preconditions import IfMatch, etag
from shared.http.schema import LocalisedText, OptionalDay
from shared.identity.access import Caller
from shared.reference.published import READ_LISTS
from shared.uploaded_csv import UnreadableList

CSV: Final = "text/csv"
_MOST_VALUES: Final = 2_000_000
"""Of a whole list in JSON: the longest has some ten thousand entries."""
FORMS: Final = (JSON, CSV, TURTLE)
LARGEST_LIST: Final = 5_000_000
"""Bytes of a list that is proposed."""

_TEXT: Final[dict[str, object]] = {"schema": {"type": "string"}}
_READ_FORMS: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {CSV: _TEXT, TURTLE: _TEXT}}}
_PROPOSAL: Final = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": NewListVersion.model_json_schema(by_alias=True)}, CSV: _TEXT},
    }
}

Name = Annotated[str, Path(description="The name of the list, as product-chains.", max_length=100)]
VersionPath = Annotated[str, Path(description="The name of the version, as 1.0.0.", max_length=100)]

router = APIRouter(tags=["reference lists"])


async def _body(request: Request) -> bytes:
    too_large = TooLarge(
        nl=f"Een lijst mag hier ten hoogste {LARGEST_LIST} bytes zijn.",
        en=f"A list may be at most {LARGEST_LIST} bytes here.",
    )
    return await whole_body(request, limit=LARGEST_LIST, too_large=too_large)


@router.get("/reference-lists", summary="List the reference lists")
def list_reference_lists(
    caller: Anyone,
    session: Transaction,
    on: Annotated[OptionalDay, Query(description="The day whose versions are named; today when absent.")] = None,
) -> ReferenceListsOut:
    """All reference lists, each with the version that holds on a day. `current` is null when none does."""
    day = on or today()
    by_list: dict[str, list[ListVersionRecord]] = {}
    for record in store.list_versions(session):
        by_list.setdefault(record.list, []).append(record)
    return ReferenceListsOut(items=[_listed(versions, on=day, caller=caller) for versions in by_list.values()])


@router.get(
    "/reference-lists/{name}", summary="Read a reference list", response_model=ListContentOut, responses=_READ_FORMS
)
def read_list(
    request: Request,
    name: Name,
    caller: Anyone,
    session: Transaction,
    settings: ServiceSettings,
    on: Annotated[OptionalDay, Query(description="The day whose version is asked for; today when absent.")] = None,
) -> Response:
    """The version that holds on a day, with its rows: as JSON, as CSV, or as a SKOS concept scheme in Turtle."""
    record = version_for(session, name, on=on or today())
    answer = _content(request, session, record, caller=caller)
    # Which version it is, also where the form has no place for that.
    answer.headers["Link"] = f'<{_address(settings, record)}>; rel="canonical"'
    return answer


@router.get("/reference-lists/{name}/versions", summary="List the versions of a reference list")
def list_versions(name: Name, caller: Anyone, session: Transaction) -> ListVersionsOut:
    """The published versions, newest first; an administrator of lists also sees drafts and what was withdrawn."""
    versions = store.list_versions(session, name)
    if not versions:
        raise unknown_list(name)
    shown = [record for record in versions if _may_see(record, caller)]
    return ListVersionsOut(items=[ListVersionOut.of(record, people=_keeps_lists(caller)) for record in shown])


@router.post(
    "/reference-lists/{name}/versions",
    status_code=status.HTTP_201_CREATED,
    summary="Propose a version of a reference list",
    openapi_extra=_PROPOSAL,
)
def propose(
    request: Request,
    response: Response,
    name: Name,
    caller: ListAdministrator,
    session: Transaction,
    settings: ServiceSettings,
    body: Annotated[bytes, Depends(_body)],
    about: Annotated[CsvHeading, Query(description="With CSV alone.")],
) -> ListVersionOut:
    """Keep a whole list as a draft, as JSON or as CSV; another person publishes it. Every fault is named at once."""
    if media_type(request.headers.get("content-type", "")) == CSV:
        new, entries = _from_csv(name, body, about)
    else:
        check_json(body, limits=JsonLimits(len(body), settings.json_depth_limit, _MOST_VALUES))
        new, entries = _stated(name, body)
    record = propose_version(session, new, entries, actor=caller.actor, on=today())
    response.headers["Location"] = _address(settings, record)
    return _decided(record, response)


@router.get(
    "/reference-lists/{name}/versions/{version}",
    summary="Read a version of a reference list",
    response_model=ListContentOut,
    responses=_READ_FORMS,
)
def read_version(request: Request, name: Name, version: VersionPath, caller: Anyone, session: Transaction) -> Response:
    """One version, which stays as it is for ever once published; the `ETag` is what publishing a draft asks for."""
    record = store.list_version(session, name, version)
    if record is None or not _may_see(record, caller):
        raise unknown_version(name, version)
    answer = _content(request, session, record, caller=caller)
    answer.headers["ETag"] = etag(record.revision)
    return answer


@router.post("/reference-lists/{name}/versions/{version}/publication", summary="Publish a version of a reference list")
def publish(
    name: Name,
    version: VersionPath,
    asked: Publication,
    caller: ListAdministrator,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> ListVersionOut:
    """Let a draft hold from a day on. Whoever proposed it cannot; the version before it ends the day before."""
    record = publish_version(
        session,
        name,
        version,
        valid_from=asked.valid_from,
        valid_until=asked.valid_until,
        if_match=if_match,
        actor=caller.actor,
        today=today(),
    )
    return _decided(record, response)


@router.post("/reference-lists/{name}/versions/{version}/withdrawal", summary="Withdraw a draft of a reference list")
def withdraw(
    name: Name,
    version: VersionPath,
    caller: ListAdministrator,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> ListVersionOut:
    """Put a draft aside; it can be read back, not published. A published version is never withdrawn."""
    return _decided(withdraw_version(session, name, version, if_match=if_match, actor=caller.actor), response)


def _listed(versions: list[ListVersionRecord], *, on: date, caller: Caller | None) -> ReferenceListOut:
    published = [version for version in versions if version.state == "published"]
    held = next((version for version in published if version.holds_on(on)), None)
    return ReferenceListOut(
        name=versions[0].list,
        title=LocalisedText(nl=versions[0].nl, en=versions[0].en),
        ruling=versions[0].list in READ_LISTS,
        current=None if held is None else ListVersionOut.of(held, people=_keeps_lists(caller)),
        published_versions=len(published),
    )


def _keeps_lists(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and "registry:lists" in caller.scopes


def _may_see(record: ListVersionRecord, caller: Caller | None) -> bool:
    return record.state == "published" or _keeps_lists(caller)


def _content(request: Request, session: PartySession, record: ListVersionRecord, *, caller: Caller | None) -> Response:
    entries = [{name: entry[name] for name in record.columns} for entry in store.entries_of(session, record.id)]
    form = preferred(request.headers.get("accept"), FORMS)
    if form == CSV:
        content = write_table(record.columns, entries)
    elif form == TURTLE:
        content = turtle(_described(record), entries, crosswalk=_crosswalk(session, record))
    else:
        content = ListContentOut.holding(record, entries, people=_keeps_lists(caller)).model_dump_json(by_alias=True)
    media = form if form == JSON else f"{form}; charset=utf-8"
    return Response(content, media_type=media, headers={"Vary": "Accept"})


def _address(settings: Settings, record: ListVersionRecord) -> str:
    return f"{settings.registry_url}/v1/reference-lists/{record.list}/versions/{record.version}"


def _crosswalk(session: PartySession, record: ListVersionRecord) -> list[dict[str, str]]:
    """How themes go over into those of the Agenda, as it stands today; only the list of themes shows it."""
    held = store.version_on(session, "theme-crosswalk", today()) if record.list == "themes" else None
    return [] if held is None else store.entries_of(session, held.id)


def _described(record: ListVersionRecord) -> Described:
    return Described(
        list=record.list,
        version=record.version,
        nl=record.nl,
        en=record.en,
        status=record.status,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
        source=record.source,
        note=record.note,
    )


def _decided(record: ListVersionRecord, response: Response) -> ListVersionOut:
    response.headers["ETag"] = etag(record.revision)
    return ListVersionOut.of(record, people=True)


def _stated(name: str, body: bytes) -> tuple[NewVersion, list[dict[str, str]]]:
    try:
        asked = NewListVersion.model_validate_json(body)
    except ValidationError as problem:
        raise _unfit(problem, place="body") from problem
    return NewVersion(name, asked.version, asked.status, asked.source, asked.note), asked.rows


def _from_csv(name: str, body: bytes, about: CsvHeading) -> tuple[NewVersion, list[dict[str, str]]]:
    try:
        asked = NewListVersion.model_validate({**about.model_dump(exclude_none=True), "rows": []})
        table = read_table(body)
    except ValidationError as problem:
        raise _unfit(problem, place="query") from problem
    except UnreadableList as problem:
        raise BadInput(
            nl="De lijst is niet te lezen als CSV.",
            en="The list cannot be read as CSV.",
            errors=(UNREADABLE_LIST.at("", reason=problem.text),),
        ) from problem
    return NewVersion(name, asked.version, asked.status, asked.source, asked.note, table.columns), list(table.entries)


def _unfit(problem: ValidationError, *, place: str) -> RequestValidationError:
    errors = problem.errors(include_url=False, include_input=False)
    return RequestValidationError([{**error, "loc": (place, *error["loc"])} for error in errors])
