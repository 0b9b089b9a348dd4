"""Who may call what: each right is one name, so that the signature of a route says it."""

from typing import Annotated

from fastapi import Depends, Request, Security

from services.kpi.settings import Settings
from shared.identity.access import Caller, anonymous_allowed, needs

Reader = Annotated[Caller, Security(needs("kpi:read"))]
EventSender = Annotated[Caller, Security(needs("kpi:events"))]
Anyone = Annotated[Caller | None, Depends(anonymous_allowed)]
"""Definitions are public: what a figure means is no secret."""


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ServiceSettings = Annotated[Settings, Depends(_settings)]
