"""Who did what: the three audit trails, each entry tied to the one before."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.register import Column, Field, Register
from shared.settings import ServiceName

_COLUMNS: Final = (
    Column("number", sentence("Nummer"), "count"),
    Column("recordedAt", sentence("Op"), "moment"),
    Column("actor", sentence("Door")),
    Column("act", sentence("Handeling")),
    Column("subject", sentence("Waarop"), "name"),
)
_FILTERS: Final = (
    Field("actor", sentence("Door"), required=False),
    Field("act", sentence("Handeling"), required=False),
)


def _trail(service: ServiceName, key: str, words: str) -> Register:
    return Register(
        key=key,
        words=words,
        explained=sentence("Elke handeling en elk toegangsbesluit, in volgorde van tijd."),
        service=service,
        path="/audit-events",
        scopes=("audit:read",),
        id="number",
        columns=_COLUMNS,
        filters=_FILTERS,
    )


REGISTERS: Final = (
    _trail("registry", "spoor-register", sentence("Controlespoor van het register")),
    _trail("ingest", "spoor-inname", sentence("Controlespoor van de inname")),
    _trail("kpi", "spoor-cijfers", sentence("Controlespoor van de cijfers")),
)
