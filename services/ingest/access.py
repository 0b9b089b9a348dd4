"""Addresses of ingest under /v1. Each right is one name here; it stands in the signature of whoever needs it."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import Depends, Request, Security

from services.ingest.environment import environment_of
from shared.database import PartySession, transaction_with
from shared.errors import Refused
from shared.identity.access import Caller, anonymous_allowed, needs
from shared.procurement.finding import Rule, Severity, Text

NOT_IN_SANDBOX: Final = Rule(
    "not-in-sandbox",
    Severity.ERROR,
    "Procedures zijn er in de testomgeving niet.",
    "There are no procedures in the sandbox.",
    Text(
        "Een testclient leest terug wat hij zelf inzond: GET /v1/submissions.",
        "A client of the sandbox reads back what it sent: GET /v1/submissions.",
    ),
)

Anyone = Annotated[Caller | None, Depends(anonymous_allowed)]
"""What is open to all: what was published, and what its keepers released."""

Sender = Annotated[Caller, Security(needs("ingest:write"))]
"""May send; for whom follows from the token's party, and from ingest:any-buyer."""

ReportSender = Annotated[Caller, Security(needs("ingest:write", instead="ingest:supplier"))]
"""May send, or as a supplier report on contracts in which it is the supplier, and nothing else."""

Reader = Annotated[Caller, Security(needs("ingest:read"))]
"""May read back its own submissions."""

ReportReader = Annotated[Caller, Security(needs("ingest:read", instead="ingest:supplier"))]
"""May read back its own submissions, as a supplier too."""


def _of_real_data(caller: Reader) -> Caller:
    if caller.sandbox:
        raise Refused(errors=(NOT_IN_SANDBOX.within("header", "Authorization"),))
    return caller


RealReader = Annotated[Caller, Depends(_of_real_data)]
"""May read all procedures and their changes: a reader that is not of the sandbox, where anybody makes a client."""


def _of_real_contracts(
    caller: Annotated[Caller, Security(needs("ingest:read", instead="ingest:supplier"))],
) -> Caller:
    return _of_real_data(caller)


ContractReader = Annotated[Caller, Depends(_of_real_contracts)]
"""May read the contracts of its own body, or as a supplier those in which it is the supplier."""

RegisterReader = Annotated[Caller, Security(needs("registry:read"))]
"""May read what the register needs of the notices: the registry itself, and administrators."""


def sending_party(caller: Caller) -> str:
    """The party a token acts for; raises Refused for a token without one, which can neither send nor read back."""
    if caller.party is None:
        raise Refused(
            nl="Dit token hoort bij geen partij; inzenden en teruglezen gaat altijd namens een partij.",
            en="This token belongs to no party; sending and reading back is always done for a party.",
        )
    return caller.party


def supplies_alone(caller: Caller) -> bool:
    """Whether a token may send as a supplier alone: reports on contracts in which its party is the supplier."""
    return "ingest:supplier" in caller.scopes and "ingest:write" not in caller.scopes


def _own_submissions(request: Request, caller: ReportReader) -> Iterator[PartySession]:
    sending_party(caller)  # who has none is refused; the session works for the party of the token by itself
    yield from transaction_with(request.app.state.environments[environment_of(caller)], request)


OwnSubmissions = Annotated[PartySession, Depends(_own_submissions, scope="function")]
"""The one transaction of a request, among the submissions of the caller's party: real ones, or those of the sandbox."""


def _own_to_send(request: Request, caller: Sender) -> Iterator[PartySession]:
    sending_party(caller)
    yield from transaction_with(request.app.state.environments[environment_of(caller)], request)


OwnToSend = Annotated[PartySession, Depends(_own_to_send, scope="function")]
"""The same for whoever may send."""

AnyClient = Annotated[Caller, Security(needs())]
"""Any valid token."""
