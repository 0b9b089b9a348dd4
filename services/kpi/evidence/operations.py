"""The rows behind a figure, read by the same question, the same rules and the same expressions as the figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection

from services.kpi.cells.store.change_log import Moment
from services.kpi.definitions.declarations.fact import Fact
from services.kpi.definitions.rules.faults import CardError
from services.kpi.evidence.rules.judged import Certainty, Value, Verdict
from services.kpi.evidence.store import EvidenceRow, Place, Wanted, evidence_rows
from services.kpi.values.operations.asking import read_for
from services.kpi.values.operations.published import unpublished
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked
from services.kpi.values.rules.reading import Reading
from services.kpi.values.store.known import Known
from services.kpi.values.store.rows import CannotCompute
from shared.http.paging import bad_cursor, decode_cursor, encode_cursor
from shared.identity.access import Caller


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page of the rows behind a figure; `reason` when they are not shown, or the card could not be
    computed over them.
    """

    asked: Asked
    reading: Reading
    moment: Moment
    rows: Sequence[EvidenceRow] = ()
    next: str | None = None
    reason: Reason | None = None


def evidence_of(
    connection: Connection,
    code: str,
    asked: Asked,
    *,
    certainty: Certainty | None,
    verdict: Verdict | None,
    caller: Caller | None,
    known: Known,
    time_out_ms: int,
) -> Evidence:
    """The rows of one cell, by day and key.

    Raises:
        NotFound, BadInput, Refused: as for the figure itself.
    """
    asked, reading, moment = read_for(connection, code, asked, caller=caller, known=known)
    wanted = Wanted(certainty, verdict, _after(asked.cursor, reading.card.fact), asked.limit + 1)
    reason = unpublished(connection, asked, reading, exact=False)
    if reason is not None:
        return Evidence(asked, reading, moment, reason=reason)
    if reading.kept.failure is not None:
        return Evidence(asked, reading, moment, reason=Reason.NOT_COMPUTABLE)
    try:
        rows = evidence_rows(connection, reading, wanted, time_out_ms=time_out_ms)
    except (CannotCompute, CardError):
        return Evidence(asked, reading, moment, reason=Reason.NOT_COMPUTABLE)
    page = rows[: asked.limit]
    following = encode_cursor(*page[-1].place) if len(rows) > len(page) else None
    return Evidence(asked, reading, moment, page, following)


def sees_inside(caller: Caller | None, fact: Fact, columns: Mapping[str, Value]) -> bool:
    """Whether this caller sees amounts, quantities and the body's own key of the record (C24).

    What comes from published notices is public; of what bodies keep themselves, the body and an auditor do.
    """
    if caller is None:
        return fact.released is None
    own = caller.party is not None and caller.party == columns[fact.keeper]
    return fact.released is None or own or "audit:read" in caller.scopes


def _after(cursor: str | None, fact: Fact) -> Place | None:
    if cursor is None:
        return None
    place = tuple(str(key) for key in decode_cursor(cursor))
    try:
        date.fromisoformat(place[0])
        UUID(place[1])
    except (ValueError, IndexError) as cause:
        raise bad_cursor() from cause
    if len(place) != len(fact.key) + 1:
        raise bad_cursor()
    return place
