"""Counting what waits: what another person proposed, by the right to decide on it, and the work of one's own body."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from services.kpi.open_work import store
from services.kpi.tasks.store import tasks
from shared.identity.access import Caller


def counted(session: Session, caller: Caller, *, today: date) -> Iterator[tuple[str, int]]:
    """Each kind that this caller may see, with its number."""
    if caller.person is not None:
        for scope, tables in store.DECIDED_BY.items():
            if scope in caller.scopes:
                yield from store.drafts_of_others(session, tables, actor=caller.actor)
        if caller.scopes & {"kpi:propose", "kpi:body"}:
            yield "needs", store.open_needs(session, actor=caller.actor)
        if "kpi:publish" in caller.scopes:
            yield "reporting-submitted", store.cycles(session, "submitted", party=None, today=today)
        if "kpi:body" in caller.scopes and caller.party is not None:
            for state in ("open", "validated"):
                yield f"reporting-{state}", store.cycles(session, state, party=caller.party, today=today)
    if caller.party is not None and "kpi:read" in caller.scopes:
        own = [each for each in tasks(session.connection(), party=caller.party) if each.body == caller.party]
        yield "overdue-tasks", sum(each.state(today) in {"overdue", "escalated"} for each in own)
