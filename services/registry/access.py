"""Who may call what: each right is one name, so that the signature of a route says it."""

from typing import Annotated, Final

from fastapi import Depends, Request, Security

from services.registry.settings import Settings
from shared.errors import Refused
from shared.identity.access import Caller, anonymous_allowed, needs
from shared.procurement.finding import Rule, Severity, Text

OTHER_BODY: Final = Rule(
    "other-body",
    Severity.ERROR,
    "Dit mag alleen een mens van deze organisatie zelf, of een beheerder van partijen.",
    "Only a person of this body, or an administrator of parties, may do this.",
    Text("Vraag het een van hen.", "Ask one of them."),
)

AnyClient = Annotated[Caller, Security(needs())]
Anyone = Annotated[Caller | None, Depends(anonymous_allowed)]
Reader = Annotated[Caller, Security(needs("registry:read"))]
ClientReader = Annotated[Caller, Security(needs("registry:clients"))]

# Whoever changes the register is a person, known by a pseudonym; programs only read it.
PartyAdministrator = Annotated[Caller, Security(needs("registry:parties", person=True))]
ClientAdministrator = Annotated[Caller, Security(needs("registry:clients", person=True))]
ListAdministrator = Annotated[Caller, Security(needs("registry:lists", person=True))]
BodyEditor = Annotated[Caller, Security(needs("registry:body", person=True, instead="registry:parties"))]
"""A steward, or an administrator of parties; which body it is about, `acts_for` looks at."""


def acts_for(caller: Caller, party: str) -> None:
    """Raise Refused unless this caller may act for this party: a person of that body, or an administrator."""
    is_administrator = caller.person is not None and "registry:parties" in caller.scopes
    is_of_body = caller.person is not None and "registry:body" in caller.scopes and caller.party == party
    if is_administrator or is_of_body:
        return
    nl = "Dit mag alleen een mens van deze organisatie zelf, of een beheerder van partijen."
    en = "Only a person of this body, or an administrator of parties, may do this."
    raise Refused(
        nl=nl,
        en=en,
        errors=(OTHER_BODY.within("header", "Authorization"),),
    )


def reads_of(caller: Caller, party: str | None) -> None:
    """Raise Refused unless this caller may read beyond what is public about this party: its own, or with the scope.

    None stands for all parties.
    """
    if caller.scopes & {"registry:read", "registry:parties"} or (party is not None and caller.party == party):
        return
    raise Refused(
        nl="Zonder de scope registry:read leest u alleen wat uw eigen organisatie aangaat.",
        en="Without the scope registry:read you read only what concerns your own body.",
        scope="registry:read",
    )


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ServiceSettings = Annotated[Settings, Depends(_settings)]
