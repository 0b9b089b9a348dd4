"""Who may send real data: a party that takes part in the data space, as the registry publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from services.ingest.mandates import store
from shared.errors import Refused
from shared.procurement.finding import Rule, Severity, Text

NOT_ADMITTED: Final = Rule(
    "not-admitted",
    Severity.ERROR,
    "Deze partij mag niet inzenden: {why}",
    "This party may not send: {why}",
    Text("De testomgeving staat wel open.", "The sandbox is open."),
)

_WHY: Final[Mapping[str | None, Text]] = {
    None: Text(
        "ze heeft zich niet aangemeld. Meld haar aan met POST /v1/participations van het register.",
        "it has not applied. Apply for it with POST /v1/participations of the registry.",
    ),
    "applied": Text(
        "haar aanmelding wacht op een beheerder van de dataruimte.",
        "its application waits for an administrator of the data space.",
    ),
    "suspended": Text(
        "haar deelname is opgeschort. De reden staat bij haar deelname (GET /v1/participations van het register).",
        "its participation is suspended. The reason stands with it (GET /v1/participations of the registry).",
    ),
    "left": Text(
        "ze neemt niet meer deel. Meld haar opnieuw aan met POST /v1/participations van het register.",
        "it no longer takes part. Apply for it again with POST /v1/participations of the registry.",
    ),
}
"""What stands in the way of a party by its state, and what is to be done."""


def demand_admission(session: Session, party: str) -> None:
    """Let a party that takes part go on; raises Refused, which says what is to be done. Not for the sandbox."""
    state = store.participation(session, party)
    if state == "admitted":
        return
    raise Refused(errors=(NOT_ADMITTED.within("header", "Authorization", why=_WHY[state]),))
