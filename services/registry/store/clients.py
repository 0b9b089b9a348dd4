"""Statements on clients and on what they present at the token endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registry.tables import Client, Party, RevokedToken, UsedAssertion
from shared.tables.registry import party_current

FORGET_AT_ONCE = 100
"""Expired rows taken away per request: some more than a request adds, so that the tables stay small."""


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client with the party it acts for; no party means the data space itself."""

    id: str
    label: str
    scopes: tuple[str, ...]
    jwks: dict[str, object]
    sandbox: bool
    state: str
    version: int
    tokens_from: datetime | None
    registered_at: datetime
    party: str | None
    party_kind: str | None
    party_name: str | None
    party_ended: bool


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What is stated about a client when it is registered."""

    party_id: int | None
    label: str
    scopes: tuple[str, ...]
    jwks: dict[str, object]


def insert_client(session: Session, client_id: str, stated: ClientFacts, *, sandbox: bool, actor: str) -> bool:
    """Add a client; False when its id is taken."""
    row = {**_row(stated), "id": client_id, "sandbox": sandbox, "registered_by": actor}
    added = insert(Client).values(row).on_conflict_do_nothing().returning(Client.id)
    return session.scalar(added) is not None


def replace_client(session: Session, client_id: str, stated: ClientFacts) -> bool:
    """Give a client that exists and is no sandbox client these facts; False when there is none."""
    row = {**_row(stated), "state": "active", "version": Client.version + 1}
    same = (Client.id == client_id, Client.sandbox.is_(False))
    replaced = update(Client).where(*same).values(row).returning(Client.id)
    return session.scalar(replaced, execution_options={"synchronize_session": False}) is not None


def change_client(session: Session, client_id: str, stated: ClientFacts, *, state: str, withdraw_tokens: bool) -> None:
    """Give a client these facts but for its party; `withdraw_tokens` ends every token it has.

    After an earlier withdrawal tokens are dated the next whole second: a withdrawal within that second must lie beyond
    it, or those tokens would outlive it.
    """
    row = {name: value for name, value in _row(stated).items() if name != "party_id"}
    row |= {"state": state, "version": Client.version + 1}
    if withdraw_tokens:
        next_second = func.date_trunc("second", Client.tokens_from) + timedelta(seconds=1, microseconds=1)
        row["tokens_from"] = func.greatest(func.clock_timestamp(), next_second)
    session.execute(
        update(Client).where(Client.id == client_id).values(row), execution_options={"synchronize_session": False}
    )


def lock_client(session: Session, client_id: str) -> None:
    """Let nobody else change this client until the transaction ends."""
    session.execute(select(Client.id).where(Client.id == client_id).with_for_update())


def hold_client(session: Session, client_id: str) -> None:
    """Let nobody change this client until the transaction ends; others may hold it as well."""
    session.execute(select(Client.id).where(Client.id == client_id).with_for_update(read=True))


def client_record(session: Session, client_id: str) -> ClientRecord | None:
    """One client, None when there is none with this id."""
    found = clients_page(session, only=client_id, after=None, limit=1)
    return found[0] if found else None


def clients_page(session: Session, *, only: str | None = None, after: str | None, limit: int) -> Sequence[ClientRecord]:
    """Clients in the order of their ids."""
    view = party_current
    statement = (
        select(Client, view.c.party, view.c.kind, view.c.name, view.c.valid_until <= func.current_date())
        .select_from(Client)
        .outerjoin(Party, Party.id == Client.party_id)
        .outerjoin(view, view.c.party == Party.uri)
        .order_by(Client.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    if only is not None:
        statement = statement.where(Client.id == only)
    if after is not None:
        statement = statement.where(Client.id > after)
    return [
        ClientRecord(
            id=client.id,
            label=client.label,
            scopes=tuple(client.scopes),
            jwks=client.jwks,
            sandbox=client.sandbox,
            state=client.state,
            version=client.version,
            tokens_from=client.tokens_from,
            registered_at=client.registered_at,
            party=party,
            party_kind=kind,
            party_name=name,
            party_ended=bool(ended),
        )
        for client, party, kind, name, ended in session.execute(statement)
    ]


def sandbox_clients_within(session: Session, period: timedelta) -> int:
    """How many sandbox clients were registered in the last such period."""
    recent = select(func.count()).select_from(Client).where(Client.sandbox, Client.registered_at > func.now() - period)
    return session.scalar(recent) or 0


def use_assertion(session: Session, *, client_id: str, token_id: str, expires_at: datetime) -> bool:
    """Note that an assertion was presented; False when it was before. Of two at the same moment one gets True."""
    row = {"client_id": client_id, "jti": token_id, "expires_at": expires_at}
    noted = insert(UsedAssertion).values(row).on_conflict_do_nothing().returning(UsedAssertion.jti)
    return session.scalar(noted) is not None


def revoke_token(session: Session, *, token_id: str, client_id: str, expires_at: datetime) -> bool:
    """Withdraw a token; False when it was withdrawn before."""
    row = {"jti": token_id, "client_id": client_id, "expires_at": expires_at}
    noted = insert(RevokedToken).values(row).on_conflict_do_nothing().returning(RevokedToken.jti)
    return session.scalar(noted) is not None


def is_revoked(session: Session, token_id: str) -> bool:
    """Whether this token was withdrawn by itself, as the table has it now."""
    return session.scalar(select(RevokedToken.jti).where(RevokedToken.jti == token_id)) is not None


def forget_expired(session: Session) -> None:
    """Take away assertions and revocations that have expired: both are refused by their time alone."""
    used, revoked = UsedAssertion, RevokedToken
    old = select(used.client_id, used.jti).where(used.expires_at < func.now())
    old = old.limit(FORGET_AT_ONCE).with_for_update(skip_locked=True)
    key = func.row(used.client_id, used.jti)
    session.execute(delete(used).where(key.in_(old)), execution_options={"synchronize_session": False})
    session.execute(
        delete(revoked).where(revoked.expires_at < func.now()), execution_options={"synchronize_session": False}
    )


def _row(stated: ClientFacts) -> dict[str, object]:
    return {
        "party_id": stated.party_id,
        "label": stated.label,
        "scopes": list(stated.scopes),
        "jwks": stated.jwks,
    }
