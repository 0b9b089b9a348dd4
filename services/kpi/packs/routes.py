"""/v1/packs: readable documents with the data behind them, drawn up by one person and approved by another."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, status
from fastapi.responses import Response

from services.kpi.access import Anyone, Publisher, ServiceSettings
from services.kpi.packs import store
from services.kpi.packs.operations.deciding import decide, no_such_pack, pack_of
from services.kpi.packs.operations.drawing import draw, keep
from services.kpi.packs.schemas import PackAsked, PackDecision, PackInFullOut, PackOut, wanted_of
from services.kpi.packs.store import Pack, State
from services.kpi.values.operations.answering import Limits
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.identity.access import Caller

router = APIRouter(prefix="/packs", tags=["packs"])

PackName = Annotated[str, Path(pattern=r"^[a-z]+-[0-9]{4}-[0-9]{1,6}$", description="Name of a pack, as icbr-2025-1.")]
FileName = Annotated[str, Path(max_length=60, description="Name of one of its files, as document-nl.html.")]
_ANY: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post("", status_code=status.HTTP_201_CREATED, summary="Draw up a pack")
def draw_up_pack(
    request: Request,
    session: Transaction,
    caller: Publisher,
    settings: ServiceSettings,
    response: Response,
    asked: PackAsked,
) -> PackInFullOut:
    """Freeze a yearly status, the pack for the ICBR or an evaluation set, as a draft that another person approves.

    Everything in it is as it stands at its position of the change log, which it names.
    """
    wanted = wanted_of(asked, this_year=today().year)
    limits = Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))
    drawn = draw(request.app.state.engine, wanted, caller=caller, known=request.app.state.known, limits=limits)
    kept = keep(session, wanted, drawn, actor=caller.actor)
    response.headers["Location"] = f"{settings.kpi_url}/v1/packs/{kept.name}"
    return _shown(session, kept, response, address=settings.kpi_url, people=True)


@router.get("", summary="List the packs")
def list_packs(
    session: Transaction,
    caller: Anyone,
    paging: Paging,
    state: Annotated[State, Query(description="Drafts are for whoever draws them up.")] = "published",
) -> Page[PackOut]:
    """What was published, newest first."""
    people = _publishes(caller)
    before = paging.after_number(start=LARGEST_NUMBER)
    found = []
    if people or state == "published":
        found = store.packs(session, state=state, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[PackOut.of(each, people=people) for each in shown], next=following)


@router.get("/{pack}", summary="Read a pack")
def read_pack(
    session: Transaction, caller: Anyone, settings: ServiceSettings, response: Response, pack: PackName
) -> PackInFullOut:
    """What it rests on, and its files with their checksums. A draft is for whoever draws up packs."""
    people = _publishes(caller)
    return _shown(session, _visible(session, pack, people=people), response, address=settings.kpi_url, people=people)


@router.get("/{pack}/files/{file}", summary="Read a file of a pack", responses=_ANY)
def read_pack_file(session: Transaction, caller: Anyone, pack: PackName, file: FileName) -> Response:
    """The document as a page or a workbook in Dutch or English, the data behind it, or the manifest."""
    found = _visible(session, pack, people=_publishes(caller))
    content = store.file_of(session, found.id, file)
    if content is None:
        no_such_pack(f"{pack}/{file}")
    return Response(content.content, media_type=content.media_type, headers={"ETag": f'"{content.sha256}"'})


@router.post("/{pack}/approval", summary="Approve a pack")
def approve_pack(
    session: Transaction,
    caller: Publisher,
    settings: ServiceSettings,
    response: Response,
    pack: PackName,
    asked: PackDecision,
    if_match: IfMatch = None,
) -> PackInFullOut:
    """Publish a draft for good, as another person than who drew it up."""
    decided = decide(session, pack, state="published", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(session, decided, response, address=settings.kpi_url, people=True)


@router.post("/{pack}/withdrawal", summary="Withdraw a draft of a pack")
def withdraw_pack(
    session: Transaction,
    caller: Publisher,
    settings: ServiceSettings,
    response: Response,
    pack: PackName,
    asked: PackDecision,
    if_match: IfMatch = None,
) -> PackInFullOut:
    """Put a draft aside. What was published is never withdrawn."""
    decided = decide(session, pack, state="withdrawn", decision=asked.reason, if_match=if_match, actor=caller.actor)
    return _shown(session, decided, response, address=settings.kpi_url, people=True)


def _visible(session: Transaction, name: str, *, people: bool) -> Pack:
    found = pack_of(session, name)
    if found.state != "published" and not people:
        no_such_pack(name)
    return found


def _publishes(caller: Caller | None) -> bool:
    return caller is not None and caller.person is not None and "kpi:publish" in caller.scopes


def _shown(session: Transaction, pack: Pack, response: Response, *, address: str, people: bool) -> PackInFullOut:
    response.headers["ETag"] = etag(pack.revision)
    return PackInFullOut.in_full(pack, store.files_of(session, pack.id), people=people, address=address)
