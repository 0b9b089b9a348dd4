"""What the people of each role do: the parts of the start page, and the scopes without which each is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.page.language import sentence
from dashboard.sessions.session import Session


@dataclass(frozen=True, slots=True)
class Task:
    """A page of work: its address, what it is called, and what it takes."""

    address: str
    words: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """The work of one role; `role` is its name at issuers, and puts its own desk first."""

    role: str
    words: str
    scopes: tuple[str, ...]
    tasks: tuple[Task, ...] = ()


DESKS: Final = (
    Desk("inkoper", sentence("Inkopen"), ("ingest:write", "ingest:read")),
    Desk("contractmanager", sentence("Contracten"), ("ingest:write", "ingest:read")),
    Desk("leverancier", sentence("Leveren"), ("ingest:supplier",)),
    Desk("coordinator", sentence("Plannen en doelen"), ("kpi:body",)),
    Desk("goedkeurder", sentence("Vaststellen"), ("kpi:publish",)),
    Desk("auditor", sentence("Controleren"), ("audit:sign",)),
    Desk("bronhouder", sentence("Uw organisatie in het register"), ("registry:body",)),
    Desk("beheerder", sentence("Beheren"), ("registry:parties",)),
)


def desks_of(session: Session) -> Sequence[Desk]:
    """The desks at which this person may work, that of their own role first."""
    mine = [
        Desk(desk.role, desk.words, desk.scopes, tuple(task for task in desk.tasks if session.may(task.scopes)))
        for desk in DESKS
        if session.may(desk.scopes)
    ]
    return sorted(mine, key=lambda desk: desk.role not in session.person.roles)
