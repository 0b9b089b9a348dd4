"""/v1/changes: the commit-ordered feed of what changed, and per subject the rows as they then stood."""

from __future__ import annotations

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Query, Response

from services.ingest.access import Anyone, RealReader
from services.ingest.bulk.rules.position import CURSOR, Position
from services.ingest.bulk.rules.subjects.table import SUBJECTS, not_there
from services.ingest.bulk.store import log_of
from services.ingest.changes import store
from services.ingest.changes.schemas import ChangeOut, ChangePage, RowChangePage
from shared.database import Transaction
from shared.errors import Conflict, NotFound
from shared.http.contract import JSON
from shared.log.change_log import latest_position
from shared.procurement.finding import Rule, Severity, Text

router = APIRouter(prefix="/changes", tags=["changes"])

_AGAIN: Final = Text(
    "Begin opnieuw: laad de bestanden van GET /v1/bulk en ga verder bij hun cursor.",
    "Begin again: load the files of GET /v1/bulk and go on from their cursor.",
)
OTHER_LOG: Final = Rule(
    "other-change-log",
    Severity.ERROR,
    "Deze plaats is van een ander wijzigingslog: van een andere installatie of van voor een teruggezette reservekopie.",
    "This position is of another change log: of another installation, or from before a restored backup.",
    _AGAIN,
)
AHEAD: Final = Rule(
    "position-ahead",
    Severity.ERROR,
    "Deze plaats ligt voorbij de nieuwste wijziging, {head}.",
    "This position lies beyond the newest change, {head}.",
    _AGAIN,
)
_PAGE: Final[dict[int | str, dict[str, Any]]] = {200: {"model": RowChangePage, "description": "The rows."}}

After = Annotated[
    str,
    Query(
        pattern=CURSOR,
        description="`next` of the page before, `cursor` of the files in bulk, or 0. It names its change log;"
        " a number alone is taken to be of this one.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="Most on a page.")]


@router.get("", summary="Follow the changes")
def changes(session: Transaction, _caller: RealReader, *, after: After = "0", limit: Limit = 100) -> ChangePage:
    """Each committed change exactly once, in order of commit: nothing ever appears behind a position that was read."""
    position, head = _asked(session, after)
    listed = store.changes(session, after=position.number, limit=limit)
    places = store.places(session, [change.id for change in listed])
    items = [ChangeOut.of(change, places[change.id]) for change in listed]
    last = items[-1].position if items else position.number
    return ChangePage(log=position.log, head=max(head, last), items=items, next=str(Position(position.log, last)))


@router.get("/{subject}", summary="Follow the rows of a subject", responses=_PAGE, response_class=Response)
def changed_rows(
    session: Transaction,
    _caller: Anyone,
    subject: Annotated[str, Path(max_length=40, description="Name of the subject, `lots`.")],
    *,
    after: After = "0",
    limit: Limit = 500,
) -> Response:
    """Rows of what is given in bulk as each change left them, and those that are gone by their key, in order of commit.

    A mirror loads the files of `/v1/bulk`, goes on from their `cursor`, and misses nothing: rows have the same columns.
    A page can be empty and still go on; a mirror has everything when `next` is at `head`.
    """
    if subject not in SUBJECTS:
        raise NotFound(errors=(not_there("path", subject),))
    position, head = _asked(session, after)
    until = min(head, position.number + store.CHANGES_LOOKED_AT)
    rows = store.changed_rows(session, SUBJECTS[subject], after=position, until=until, limit=limit + 1)
    page = {
        "log": position.log,
        "head": head,
        "items": [
            {
                "position": each.position,
                "recordedAt": each.recorded_at,
                "cause": each.cause,
                "gone": each.gone,
                "row": orjson.Fragment(each.row),
            }
            for each in rows[:limit]
        ],
        "next": str(_next(position, rows, limit=limit, until=until)),
    }
    return Response(orjson.dumps(page, option=orjson.OPT_UTC_Z), media_type=JSON)


def _asked(session: Transaction, after: str) -> tuple[Position, int]:
    """Where to go on, and the newest position. Raises Conflict for what is not of this log, or not yet."""
    asked, log = Position.read(after), log_of(session)
    if asked.log not in ("", log):
        raise Conflict(errors=(OTHER_LOG.within("query", "after", after),))
    head = latest_position(session.connection(), "procurement")
    if asked.number > head:
        raise Conflict(errors=(AHEAD.within("query", "after", after, head=head),))
    return Position(log, asked.number, asked.rows), head


def _next(after: Position, rows: list[store.ChangedRow], *, limit: int, until: int) -> Position:
    """Behind the last row of a page; when that is in the middle of a change, how far it is in it."""
    if len(rows) <= limit:
        return Position(after.log, until)
    last = rows[limit - 1].position
    if rows[limit].position != last:
        return Position(after.log, last)
    same = sum(each.position == last for each in rows[:limit])
    went_on = after.rows if rows[0].position == last else 0
    return Position(after.log, last - 1, same + went_on)
