"""Counting what waits: of one's own body by the rights of the token, and unmatched buyers for administrators."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from services.ingest.buyers.store import unmatched_number
from services.ingest.contracts.operations import visible_to
from services.ingest.contracts.store import Wanted, contracts_counted
from services.ingest.submissions.store import refused_since
from services.ingest.supplements.operations import forms
from shared.identity.access import Caller
from shared.open_work import OpenWork, open_work

_MOST_PROCEDURES: Final = 2_000
"""So many procedures are looked at to count those with an open question: a start page must not wait for all."""
_SUPPLEMENTS: Final = "supplements"


def counted(session: Session, caller: Caller, *, today: date, since: date, until: date) -> OpenWork:
    """What waits for this caller: submissions from `since` on, commitments that are due until `until`."""
    if caller.sandbox:
        return open_work(())
    looked_at, counts = 0, dict[str, int]()
    if caller.party is not None and "ingest:read" in caller.scopes:
        asked = list(islice(forms(session, caller.party), _MOST_PROCEDURES + 1))
        looked_at = len(asked)
        counts[_SUPPLEMENTS] = sum(bool(form.questions) for form in asked[:_MOST_PROCEDURES])
    counts |= _of_party(session, caller, today=today, since=since, until=until)
    if "registry:parties" in caller.scopes:
        counts["unmatched-buyers"] = unmatched_number(session)
    return open_work(counts.items(), more=[_SUPPLEMENTS] if looked_at > _MOST_PROCEDURES else ())


def _of_party(session: Session, caller: Caller, *, today: date, since: date, until: date) -> Iterator[tuple[str, int]]:
    if caller.party is None or caller.scopes.isdisjoint({"ingest:read", "ingest:supplier"}):
        return
    yield "refused-submissions", refused_since(session, since)
    visible = visible_to(session, caller)
    yield "overdue-contracts", contracts_counted(session, visible, Wanted(overdue=True), today=today)
    yield "due-contracts", contracts_counted(session, visible, Wanted(due_until=until), today=today)
