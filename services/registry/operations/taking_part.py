"""Acts of taking part: applying, the steps that follow, and accepting new terms."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from services.registry.store import participation, terms
from services.registry.store.participation import NewStep


def admit_demo_parties(session: Session, uris: Iterable[str], *, actor: str, on: date) -> int:
    """Admit fictitious bodies of a demonstration that never applied, on terms of their own; gives how many."""
    lacking = participation.without_participation(session, uris)
    if not lacking:
        return 0
    terms.accept_demo_terms(session, list(lacking.values()), on=on, actor=actor)
    for party_id in lacking.values():
        participation.begin(session, party_id, NewStep("admit", "admitted", actor))
    return len(lacking)
