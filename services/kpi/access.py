"""Who may call what: each right is one name, so that the signature of a route says it."""

from typing import Annotated, Any, Final

from fastapi import Depends, Request, Security

from services.kpi.settings import Settings
from shared.identity.access import SECURITY_SCHEME, Caller, anonymous_allowed, needs

Reader = Annotated[Caller, Security(needs("kpi:read"))]
EventSender = Annotated[Caller, Security(needs("kpi:events"))]
# Who decides what figures mean is a person, known by a pseudonym; who proposes a definition does not adopt it.
CardProposer = Annotated[Caller, Security(needs("kpi:propose", person=True))]
CardAdopter = Annotated[Caller, Security(needs("kpi:adopt", person=True))]
CardReader = Annotated[Caller, Security(needs("kpi:propose", person=True, instead="kpi:adopt"))]
# The same for goals and how they are allocated: who proposes does not decide.
GoalProposer = Annotated[Caller, Security(needs("kpi:propose", person=True))]
GoalAdopter = Annotated[Caller, Security(needs("kpi:adopt", person=True))]
GoalReader = Annotated[Caller, Security(needs("kpi:propose", person=True, instead="kpi:adopt"))]
# Whoever draws up figures to be published does not approve them.
Publisher = Annotated[Caller, Security(needs("kpi:publish", person=True))]
FactorReader = Annotated[Caller, Security(needs("kpi:read", instead="kpi:propose"))]
# Somebody of a body, who answers for it.
BodySteward = Annotated[Caller, Security(needs("kpi:body", person=True))]
# A body's own person submits and approves its figures, an administrator validates them.
Reporter = Annotated[Caller, Security(needs("kpi:body", person=True, instead="kpi:publish"))]
# An auditor's findings and signature are a person's; the trails can be read by a program as well.
Auditor = Annotated[Caller, Security(needs("audit:sign", person=True))]
AuditReader = Annotated[Caller, Security(needs("audit:read", instead="audit:sign"))]
DecisionKeeper = Annotated[Caller, Security(needs("kpi:publish", person=True, instead="kpi:body"))]
AnyClient = Annotated[Caller, Security(needs())]
# Whoever is signed in may say what is needed; a coordinator or an administrator answers.
AnyPerson = Annotated[Caller, Security(needs(person=True))]
NeedAnswerer = Annotated[Caller, Security(needs("kpi:propose", person=True, instead="kpi:body"))]
Anyone = Annotated[Caller | None, Depends(anonymous_allowed)]
"""Definitions are public: what a figure means is no secret."""

PUBLISHED_FOR_ALL: Final[dict[str, Any]] = {"security": [{SECURITY_SCHEME: ["kpi:read"]}, {}]}
"""In the description of what anybody may ask of a publication, and a reader of figures as they stand now."""


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ServiceSettings = Annotated[Settings, Depends(_settings)]
