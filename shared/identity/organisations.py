"""Which party of the register an organisation is: one that a token of a person names, or that somebody asks about."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.orm import Session

from shared.errors import BadInput
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.tables.registry import party_current, party_identifier_current, sandbox_client

UNKNOWN_ORGANISATION: Final = Rule(
    "unknown-organisation",
    Severity.ERROR,
    "Organisatie {party} staat niet in het register.",
    "The organisation {party} is not in the register.",
    Text(
        "{meant}Zoek haar sleutel op met GET /v1/parties?name= van het register.",
        "{meant}Look up its key with GET /v1/parties?name= of the registry.",
    ),
)
_LONGEST_SHOWN: Final = 120
_SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party that exists today, as far as a token must know it."""

    party: str
    kind: str | None


class Organisations:
    """Looks parties up on a connection of its own that is given back at once, before the request's own transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self, stated: str) -> Organisation | None:
        """The party with this URI, or with this OIN today; None when there is none or it has ended."""
        view, known = party_current, party_identifier_current
        by_oin = select(known.c.party).where(known.c.scheme == "oin", known.c.value == stated)
        exists = or_(view.c.valid_until.is_(None), view.c.valid_until > func.current_date())
        statement = select(view.c.party, view.c.kind).where(
            or_(view.c.party == stated, view.c.party.in_(by_oin)), exists
        )
        with self._engine.connect() as connection:
            row = connection.execute(statement.limit(1)).one_or_none()
        return None if row is None else Organisation(row.party, row.kind)


def name_of_test_body(session: Session, client_id: str) -> str | None:
    """What the body of a sandbox client is called: the register does not know it."""
    return session.scalar(select(sandbox_client.c.name).where(sandbox_client.c.id == client_id))


def demand_party(session: Session, party: str | None, *, parameter: str = "party") -> None:
    """Refuse a question about a party that is not in the register: an empty list would look like an answer.

    Raises:
        BadInput: it is not there; names the one that was meant, where its name or number says so.
    """
    if party is not None and (faults := unknown_organisations(session, [party], parameter=parameter)):
        raise BadInput(errors=faults)


def unknown_organisations(
    connection: Session | Connection, parties: Collection[str], *, parameter: str
) -> tuple[Finding, ...]:
    """A finding for each of these keys that no party of the register has."""
    known = set(connection.execute(select(party_current.c.party).where(party_current.c.party.in_(parties))).scalars())
    return tuple(
        UNKNOWN_ORGANISATION.within(
            "query", parameter, party=repr(party[:_LONGEST_SHOWN]), meant=_meant(connection, party)
        )
        for party in parties
        if party not in known
    )


def _meant(connection: Session | Connection, stated: str) -> Text:
    """The party whose name, number or code somebody wrote instead of its key."""
    view, held = party_current, party_identifier_current
    code = stated.rpartition("/")[2]
    if len(code) < _SHORTEST_NAME:
        return Text("", "")
    by_number = view.c.party.in_(select(held.c.party).where(held.c.value == code))
    alike = or_(
        by_number, view.c.party.endswith(f"/{code}", autoescape=True), view.c.name.icontains(code, autoescape=True)
    )
    statement = select(view.c.party, view.c.name).where(alike).order_by(func.length(view.c.name), view.c.party).limit(1)
    row = connection.execute(statement).one_or_none()
    if row is None:
        return Text("", "")
    return Text(f"Bedoelt u {row.party} ({row.name})? ", f"Did you mean {row.party} ({row.name})? ")
