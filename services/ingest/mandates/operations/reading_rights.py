"""Whose own records a caller may read: those of its own party, and of bodies that gave it a mandate of that kind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Query, Request

from services.ingest.access import sending_party
from services.ingest.environment import Environment, environment_of
from services.ingest.mandates.operations.sending_rights import SendingRights, day_of
from services.ingest.register.operations import RegisterAtHand
from shared.errors import BadInput
from shared.identity.access import Caller
from shared.procurement.buyer_keys import key_of_number
from shared.procurement.finding import Rule, Severity, Text
from shared.procurement.misread import Misread
from shared.procurement.notice import Organisation
from shared.procurement.own_record import RecordKind

NO_ORGANISATION: Final = Rule(
    "no-organisation",
    Severity.ERROR,
    "Dit nummer wijst geen organisatie aan: {why}",
    "This number names no organisation: {why}",
    Text("Geef een TOOI-adres, OIN, KvK-nummer of RSIN.", "Give a TOOI address, OIN, KvK number or RSIN."),
)

Buyer = Annotated[
    str | None,
    Query(max_length=300, description="The body it is of: key of the party, TOOI address, OIN, KvK number or RSIN."),
]


def body_to_read(request: Request, caller: Caller, body: str | None, *, kind: RecordKind) -> str | None:
    """The body whose records of a kind this caller may read, its own when none is named.

    None when it may not read those of the body that is named, by its key; and in the sandbox.
    """
    party = sending_party(caller)
    if environment_of(caller) is Environment.SANDBOX:
        return None
    if body is None or body == party:
        return party
    rights: SendingRights = request.app.state.sending_rights
    held = rights.of(party).by_kind(on=day_of(datetime.now(UTC))).get(kind.value, {})
    return body if body in held else None


def body_numbered(request: Request, buyer: str) -> str | None:
    """The key of the party that has this number, or this key; None when the register knows none.

    Raises BadInput for a number that is none.
    """
    register: RegisterAtHand = request.app.state.register
    with request.app.state.sessions() as session:
        known = register.now(session).register
    if buyer in known.parties:
        return buyer
    try:
        organisation = Organisation("buyer", None, (key_of_number(buyer),))
    except Misread as problem:
        raise BadInput(errors=(NO_ORGANISATION.within("query", "buyer", buyer, why=problem.text),)) from problem
    named = known.match(organisation)
    return None if named is None else named.key
