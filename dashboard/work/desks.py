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
    Desk(
        "inkoper",
        sentence("Inkopen"),
        ("ingest:write", "ingest:read"),
        (
            Task("/werk/aanvullingen", sentence("Vragen over uw aanbestedingen")),
            Task("/werk/formulier/registratie", sentence("Een inkoop onder de drempel vastleggen")),
            Task("/werk/aanleveren", sentence("Een bestand aanleveren")),
            Task("/werk/aanleveringen", sentence("Wat er is aangeleverd, met bevindingen")),
        ),
    ),
    Desk(
        "contractmanager",
        sentence("Contracten"),
        ("ingest:write", "ingest:read"),
        (
            Task("/werk/contracten", sentence("Contracten en hun afspraken")),
            Task("/werk/formulier/contract", sentence("Een contract vastleggen")),
            Task("/werk/formulier/nakoming", sentence("Vastleggen wat er van afspraken is gekomen")),
            Task("/werk/aanleveren", sentence("Een bestand aanleveren")),
        ),
    ),
    Desk(
        "leverancier",
        sentence("Leveren"),
        ("ingest:supplier",),
        (
            Task("/werk/contracten", sentence("Contracten waarin u levert, en wat er gevraagd wordt")),
            Task("/werk/formulier/nakoming", sentence("Rapporteren over een contract")),
            Task("/werk/aanleveren", sentence("Een bestand aanleveren")),
        ),
    ),
    Desk(
        "coordinator",
        sentence("Plannen en doelen"),
        ("kpi:body",),
        (
            Task("/werk/registers/rapportage", sentence("Rapportage over een jaar")),
            Task("/werk/registers/besluiten", sentence("Besluiten op cijfers")),
            Task("/werk/formulier/plan", sentence("Een plan vastleggen"), ("ingest:write",)),
            Task("/werk/formulier/beoordeling", sentence("Een plan beoordelen"), ("ingest:write",)),
            Task("/werk/formulier/taak", sentence("Een taak vastleggen"), ("ingest:write",)),
            Task("/werk/formulier/meting", sentence("Een meting vastleggen"), ("ingest:write",)),
            Task("/werk/formulier/programma", sentence("Iets van het programma vastleggen"), ("ingest:write",)),
            Task("/werk/formulier/ondertekening", sentence("Een ondertekening vastleggen"), ("ingest:write",)),
        ),
    ),
    Desk(
        "goedkeurder",
        sentence("Vaststellen"),
        ("kpi:publish",),
        (
            Task("/werk/registers/publiceren", sentence("Publicaties opmaken en vaststellen")),
            Task("/werk/registers/rapportage", sentence("Rapportage over een jaar")),
            Task("/werk/registers/definities", sentence("Voorstellen voor definities")),
            Task("/werk/registers/doelvoorstellen", sentence("Voorstellen voor doelen")),
            Task("/werk/registers/besluiten", sentence("Besluiten op cijfers")),
        ),
    ),
    Desk(
        "auditor",
        sentence("Controleren"),
        ("audit:sign",),
        (
            Task("/werk/registers/steekproeven", sentence("Steekproeven en bevindingen")),
            Task("/werk/registers/spoor-register", sentence("Controlespoor van het register")),
            Task("/werk/registers/spoor-inname", sentence("Controlespoor van de inname")),
            Task("/werk/registers/spoor-cijfers", sentence("Controlespoor van de cijfers")),
        ),
    ),
    Desk(
        "bronhouder",
        sentence("Uw organisatie in het register"),
        ("registry:body",),
        (
            Task("/werk/registers/mandaten", sentence("Mandaten")),
            Task("/werk/registers/deelname", sentence("Deelname")),
        ),
    ),
    Desk(
        "beheerder",
        sentence("Beheren"),
        ("registry:parties",),
        (
            Task("/werk/registers/onbekende-kopers", sentence("Onbekende kopers")),
            Task("/werk/registers/organisaties", sentence("Organisaties")),
            Task("/werk/registers/deelname", sentence("Deelname")),
            Task("/werk/registers/client-voorstellen", sentence("Voorstellen voor clients")),
            Task("/werk/registers/lijsten", sentence("Referentielijsten")),
            Task("/werk/registers", sentence("Alle registers")),
        ),
    ),
)


def desks_of(session: Session) -> Sequence[Desk]:
    """The desks at which this person may work, that of their own role first."""
    mine = [
        Desk(desk.role, desk.words, desk.scopes, tuple(task for task in desk.tasks if session.may(task.scopes)))
        for desk in DESKS
        if session.may(desk.scopes)
    ]
    return sorted(mine, key=lambda desk: desk.role not in session.person.roles)
