"""Who may send real data: a party that takes part in the data space, as the registry publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from services.ingest.mandates import store
from shared.errors import FieldError, Refused

NOT_ADMITTED: Final = "not-admitted"

_WHY: Final[Mapping[str | None, tuple[str, str]]] = {
    None: (
        "ze heeft zich niet aangemeld. Meld haar aan met POST /v1/participations van het register.",
        "it has not applied. Apply for it with POST /v1/participations of the registry.",
    ),
    "applied": (
        "haar aanmelding wacht op een beheerder van de dataruimte.",
        "its application waits for an administrator of the data space.",
    ),
    "suspended": (
        "haar deelname is opgeschort. De reden staat bij haar deelname (GET /v1/participations van het register).",
        "its participation is suspended. The reason stands with it (GET /v1/participations of the registry).",
    ),
    "left": (
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
    nl, en = _WHY[state]
    raise Refused(
        nl=f"Deze partij mag niet inzenden: {nl} De testomgeving staat wel open.",
        en=f"This party may not send: {en} The sandbox is open.",
        errors=(
            FieldError(
                "header",
                "Authorization",
                NOT_ADMITTED,
                f"The party of this token: {en}",
                nl=f"De partij van dit token: {nl}",
            ),
        ),
    )
