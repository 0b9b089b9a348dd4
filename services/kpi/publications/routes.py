"""Publications: the figures of a year drawn up by one person, approved by another, and then public for good."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, status
from fastapi.responses import Response, StreamingResponse

from services.kpi.access import Anyone, Publisher, ServiceSettings
from services.kpi.publications.operations.deciding import (
    approve,
    ask_for,
    no_such_publication,
    publication_of,
    withdraw,
)
from services.kpi.publications.operations.differing import explained_differences
from services.kpi.publications.rules.naming import NAME, State
from services.kpi.publications.schemas.differences import DifferenceOut, difference_out
from services.kpi.publications.schemas.shown import (
    PublicationInFullOut,
    PublicationOut,
    ToApprove,
    ToDrawUp,
    ToWithdraw,
    publication_in_full,
    publication_out,
)
from services.kpi.publications.store import files
from services.kpi.publications.store import kept as store
from services.kpi.publications.store.differences import Key
from services.kpi.publications.store.kept import Publication
from services.kpi.values.store.known import Known
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.paging import LARGEST_NUMBER, Page, PageAsked, Paging, bad_cursor, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller

router = APIRouter(prefix="/publications", tags=["publications"])

Name = Annotated[str, Path(pattern=NAME, description="Name of the publication, as 2024-first.")]
FileName = Annotated[str, Path(max_length=60, description="Name of one of its files, as figures.csv.")]
_ANY: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("", status_code=status.HTTP_202_ACCEPTED, summary="Draw up a publication")
def draw_up(
    session: Transaction, caller: Publisher, settings: ServiceSettings, response: Response, asked: ToDrawUp
) -> PublicationInFullOut:
    """Have every figure of a year frozen as it then stands, as a draft; another person approves it.

    The worker does it, from the moment that everything is counted; `state` and `progress` say how far it is.
    """
    kept = ask_for(
        session,
        asked.year,
        asked.series,
        own_error=asked.own_error,
        reason=asked.reason,
        actor=caller.actor,
        today=today(),
    )
    response.headers["Location"] = f"{settings.kpi_url}/v1/publications/{kept.name}"
    return _shown(session, kept, response, address=settings.kpi_url, people=True)


@router.get("", summary="List the publications")
def list_publications(
    session: Transaction,
    caller: Anyone,
    paging: Paging,
    year: Annotated[int | None, Query(ge=2000, le=2999, description="Only those of this year.")] = None,
    state: Annotated[State, Query(description="Drafts are for whoever draws them up.")] = "published",
) -> Page[PublicationOut]:
    """What was published, newest first."""
    people = _publishes(caller)
    before = paging.after_number(start=LARGEST_NUMBER)
    found = []
    if people or state == "published":
        found = store.publications(session, year=year, state=state, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[publication_out(each, people=people) for each in shown], next=following)


@router.get("/{publication}", summary="Read a publication")
def read_publication(
    session: Transaction, caller: Anyone, settings: ServiceSettings, response: Response, publication: Name
) -> PublicationInFullOut:
    """What it rests on, and its files with their checksums. A draft is for whoever draws up publications."""
    people = _publishes(caller)
    return _shown(
        session, _visible(session, publication, people=people), response, address=settings.kpi_url, people=people
    )


@router.get("/{publication}/files/{file}", summary="Read a file of a publication", responses=_ANY)
def read_file(
    request: Request, session: Transaction, caller: Anyone, publication: Name, file: FileName
) -> StreamingResponse:
    """A file, byte for byte as it was drawn up."""
    found = _visible(session, publication, people=_publishes(caller))
    kept = next((each for each in files.files_of(session, found.id) if each.name == file), None)
    if kept is None:
        no_such_publication(f"{publication}/{file}")
    return StreamingResponse(
        files.parts_of(request.app.state.engine, found.id, file),
        media_type=kept.media_type,
        headers={"ETag": f'"{kept.sha256}"', "Content-Length": str(kept.bytes)},
    )


@router.get("/{publication}/differences", summary="Compare two publications of a year")
def read_differences(
    request: Request,
    session: Transaction,
    caller: Anyone,
    paging: Paging,
    publication: Name,
    against: Annotated[str, Query(pattern=NAME, description="Name of the one before, as 2024-first.")],
) -> Page[DifferenceOut]:
    """Each figure that differs from an earlier publication, before and after, with its causes."""
    people, connection, known = _publishes(caller), session.connection(), _known(request)
    one, other = (_visible(session, name, people=people) for name in (publication, against))
    cards = known.cards(connection, known.states(connection))
    found = explained_differences(connection, one, other, cards, since=_since(paging), limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: each.figure.key)
    return Page(items=[difference_out(each) for each in shown], next=following)


@router.post("/{publication}/approval", summary="Approve a publication")
def approve_publication(
    session: Transaction,
    caller: Publisher,
    settings: ServiceSettings,
    response: Response,
    publication: Name,
    asked: ToApprove,
    if_match: IfMatch = None,
) -> PublicationInFullOut:
    """Publish a draft for good, as another person than who drew it up."""
    approved = approve(
        session,
        publication,
        later_changes=asked.later_changes,
        decision=asked.reason,
        if_match=if_match,
        actor=caller.actor,
    )
    return _shown(session, approved, response, address=settings.kpi_url, people=True)


@router.post("/{publication}/withdrawal", summary="Withdraw a draft")
def withdraw_publication(
    session: Transaction,
    caller: Publisher,
    settings: ServiceSettings,
    response: Response,
    publication: Name,
    asked: ToWithdraw,
    if_match: IfMatch = None,
) -> PublicationInFullOut:
    """Put a draft aside. What was published is never withdrawn."""
    withdrawn = withdraw(session, publication, decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(session, withdrawn, response, address=settings.kpi_url, people=True)


def _visible(session: Transaction, name: str, *, people: bool) -> Publication:
    found = publication_of(session, name)
    if found.state != "published" and not people:
        no_such_publication(name)
    return found


def _known(request: Request) -> Known:
    known: Known = request.app.state.known
    return known


def _since(paging: PageAsked) -> Key | None:
    if paging.after is None:
        return None
    match paging.after:
        case (str(indicator), str(counted_on), str(level), str(place), str(group)):
            return indicator, counted_on, level, place, group
    raise bad_cursor()


def _publishes(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and "kpi:publish" in caller.scopes


def _shown(
    session: Transaction, publication: Publication, response: Response, *, address: str, people: bool
) -> PublicationInFullOut:
    response.headers["ETag"] = etag(publication.revision)
    return publication_in_full(publication, files.files_of(session, publication.id), people=people, address=address)
