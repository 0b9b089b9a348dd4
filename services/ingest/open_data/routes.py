"""/v1/ocds and /v1/rdf: procedures as OCDS 1.1 and in the words of ePO, one by one and by the year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final, Literal, TypeAlias
from urllib.parse import urlencode
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import sessionmaker

from services.ingest.access import Anyone
from services.ingest.open_data import store
from services.ingest.open_data.rules.epo.turtle import MEDIA_TYPE, PREFIXES, turtle_of
from services.ingest.open_data.rules.ocds.package import Publisher, package_of
from services.ingest.open_data.rules.ocds.release import record_of, releases_of
from services.ingest.open_data.rules.rows import Json, Published
from services.ingest.settings import Settings
from shared.database import PartySession, Transaction
from shared.errors import NotFound
from shared.http.contract import JSON, preferred
from shared.http.paging import Paging, cut, encode_cursor

router = APIRouter(tags=["open data"])

LINES: Final = "application/x-ndjson"
_OBJECT: Final[dict[str, Any]] = {"schema": {"type": "object"}}
_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}
_FORMS: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {JSON: _OBJECT, LINES: _TEXT}}}
_FRESH: Final = {"Cache-Control": "public, max-age=60", "Vary": "Accept"}

Kind: TypeAlias = Literal["releases", "records"]
Year: TypeAlias = Annotated[
    int,
    Query(
        ge=1990, le=2100, description="Year of the launch; where none is known of the award, else of the first notice."
    ),
]
Accept: TypeAlias = Annotated[str | None, Header(include_in_schema=False)]


@router.get(
    "/procedures/{procedure_id}/ocds",
    summary="Read a procedure as OCDS",
    response_class=Response,
    responses={200: {"content": {JSON: _OBJECT}}},
)
def procedure_as_ocds(session: Transaction, request: Request, _caller: Anyone, procedure_id: UUID) -> Response:
    """A record package (OCDS 1.1) with the releases of the procedure and its compiled release."""
    settings: Settings = request.app.state.settings
    published = _found(store.one(session, procedure_id), procedure_id)
    body = package_of(
        [record_of(published, prefix=settings.ocds_prefix)],
        uri=f"{settings.ingest_url}/v1/procedures/{procedure_id}/ocds",
        kind="records",
        published_at=published.recorded_at,
        publisher=publisher_of(settings),
        following=None,
    )
    return Response(body, media_type=JSON, headers=_FRESH)


@router.get(
    "/procedures/{procedure_id}/rdf",
    summary="Read a procedure as RDF",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: _TEXT}}},
)
def procedure_as_rdf(session: Transaction, request: Request, _caller: Anyone, procedure_id: UUID) -> Response:
    """Turtle in the words of the eProcurement Ontology (ePO 4.1)."""
    settings: Settings = request.app.state.settings
    published = _found(store.one(session, procedure_id), procedure_id)
    return Response(PREFIXES + turtle_of(published, base=_base(settings)), media_type=MEDIA_TYPE, headers=_FRESH)


@router.get(
    "/rdf/procedures",
    summary="List procedures as RDF",
    response_class=StreamingResponse,
    responses={200: {"content": {MEDIA_TYPE: _TEXT}}},
)
def rdf_procedures(request: Request, _caller: Anyone, *, year: Year) -> StreamingResponse:
    """The procedures of a year as one Turtle document, streamed."""
    settings: Settings = request.app.state.settings
    written = _turtle(request.app.state.sessions, year, base=_base(settings))
    return StreamingResponse(written, media_type=MEDIA_TYPE, headers=_FRESH)


@router.get("/ocds/releases", summary="List releases as OCDS", response_class=Response, responses=_FORMS)
def ocds_releases(
    session: Transaction, request: Request, _caller: Anyone, page: Paging, *, year: Year, accept: Accept = None
) -> Response:
    """Release packages (OCDS 1.1) of a year, `limit` procedures each, `links.next` leading on; or the whole year from
    `cursor` as JSON lines, one release a line, when `Accept` prefers `application/x-ndjson`.
    """
    return _answer(session, request, page, year=year, kind="releases", accept=accept)


@router.get("/ocds/records", summary="List records as OCDS", response_class=Response, responses=_FORMS)
def ocds_records(
    session: Transaction, request: Request, _caller: Anyone, page: Paging, *, year: Year, accept: Accept = None
) -> Response:
    """The same as records: of each procedure its releases, and the compiled release that adds them up."""
    return _answer(session, request, page, year=year, kind="records", accept=accept)


def publisher_of(settings: Settings) -> Publisher:
    """Who publishes, by the settings."""
    return Publisher(
        settings.open_data_publisher,
        settings.oin,
        settings.contact_url,
        settings.open_data_policy_url or settings.contact_url,
    )


def _found(published: Published | None, procedure_id: UUID) -> Published:
    if published is None:
        raise NotFound(nl=f"Er is geen procedure {procedure_id}.", en=f"There is no procedure {procedure_id}.")
    return published


def _base(settings: Settings) -> str:
    return f"{settings.ingest_url}/v1/procedures"


def _items(kind: Kind, prefix: str) -> Callable[[Published], list[Json]]:
    if kind == "releases":
        return lambda published: releases_of(published, prefix=prefix)
    return lambda published: [record_of(published, prefix=prefix)]


def _answer(
    session: Transaction, request: Request, page: Paging, *, year: int, kind: Kind, accept: str | None
) -> Response:
    settings: Settings = request.app.state.settings
    asked = page.after_number_and_id()
    after = store.START if asked is None else store.Place(*asked)
    items_of = _items(kind, settings.ocds_prefix)
    if preferred(accept, (JSON, LINES)) == LINES:
        lines = _lines(request.app.state.sessions, year, after=after, items_of=items_of)
        return StreamingResponse(lines, media_type=LINES, headers=_FRESH)
    address = f"{settings.ingest_url}/v1/ocds/{kind}"
    rows = store.in_year(session, year, after=after, fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.procedure.since_change, str(each.procedure.id)))
    query = {"year": year, "limit": page.limit}
    here = query if asked is None else {**query, "cursor": encode_cursor(asked[0], str(asked[1]))}
    body = package_of(
        [item for each in listed for item in items_of(each)],
        uri=f"{address}?{urlencode(here)}",
        kind=kind,
        published_at=max((each.recorded_at for each in listed), default=store.now(session)),
        publisher=publisher_of(settings),
        following=None if following is None else f"{address}?{urlencode({**query, 'cursor': following})}",
    )
    return Response(body, media_type=JSON, headers=_FRESH)


def _lines(
    sessions: sessionmaker[PartySession], year: int, *, after: store.Place, items_of: Callable[[Published], list[Json]]
) -> Iterator[bytes]:
    # The request's own transaction ends before the answer is sent, so the rows are read in one of its own.
    with sessions() as session:
        for published in store.all_in_year(session, year, after=after):
            yield b"".join(orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE) for item in items_of(published))


def _turtle(sessions: sessionmaker[PartySession], year: int, *, base: str) -> Iterator[str]:
    yield PREFIXES
    with sessions() as session:
        for published in store.all_in_year(session, year):
            yield turtle_of(published, base=base)
