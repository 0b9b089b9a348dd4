"""Who may call what: each right is one name, so that the signature of a route says it."""

from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Security

from services.registry.settings import Settings
from shared.auth import Caller, anonymous_allowed, needs

AnyClient = Annotated[Caller, Security(needs())]
PartyAdministrator = Annotated[Caller, Security(needs("registry:parties"))]
ClientAdministrator = Annotated[Caller, Security(needs("registry:clients"))]
Anyone = Annotated[Caller | None, Depends(anonymous_allowed)]


def today() -> date:
    """The day it is in the Netherlands: registers change at midnight there."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ServiceSettings = Annotated[Settings, Depends(_settings)]
