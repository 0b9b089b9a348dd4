"""Statements on clients, real and of the sandbox, and on what they present at the token endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import DateTime, Subquery, cast, delete, false, func, null, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.registry.clients.tables.clients import Client, RevokedToken, UsedAssertion
from services.registry.clients.tables.sandbox import SandboxClient
from services.registry.parties.rules.words import ClientState, PartyKind
from services.registry.parties.tables import Party
from shared.identity.token_claims import CLOCK_SKEW
from shared.tables.registry import party_current

SANDBOX_PREFIX: Final = "sandbox-"
"""How the id of a sandbox client begins, and that of no other; both tables hold to it."""
FORGET_AT_ONCE = 100
"""Expired rows taken away per request: some more than a request adds, so that the tables stay small."""


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """A client with the party it acts for; no party means the data space itself.

    A client of the sandbox has an end, and acts for a test body that stands in no register.
    """

    id: str
    label: str
    scopes: tuple[str, ...]
    jwks: dict[str, object]
    state: ClientState
    version: int
    tokens_from: datetime | None
    registered_at: datetime
    expires_at: datetime | None
    party: str | None
    party_kind: PartyKind | None
    party_name: str | None
    party_ended: bool

    @property
    def sandbox(self) -> bool:
        return self.expires_at is not None


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """What is stated about a client when it is registered."""

    party_id: int | None
    label: str
    scopes: tuple[str, ...]
    jwks: dict[str, object]


def insert_client(session: Session, client_id: str, stated: ClientFacts, *, actor: str) -> bool:
    """Add a client; False when its id is taken."""
    row = {**_row(stated), "id": client_id, "registered_by": actor}
    added = insert(Client).values(row).on_conflict_do_nothing().returning(Client.id)
    return session.scalar(added) is not None


def replace_client(session: Session, client_id: str, stated: ClientFacts) -> bool:
    """Give a client that exists these facts; False when there is none."""
    row = {**_row(stated), "state": "active", "version": Client.version + 1}
    replaced = update(Client).where(Client.id == client_id).values(row).returning(Client.id)
    return session.scalar(replaced, execution_options={"synchronize_session": False}) is not None


def change_client(session: Session, client_id: str, stated: ClientFacts, *, state: str, withdraw_tokens: bool) -> None:
    """Give a client these facts but for its party; `withdraw_tokens` ends every token it has.

    After an earlier withdrawal tokens are dated the next whole second: a withdrawal within that second must lie beyond
    it, or those tokens would outlive it.
    """
    table = _table_of(client_id)
    row = {name: value for name, value in _row(stated).items() if name != "party_id"}
    row |= {"state": state, "version": table.version + 1}
    if withdraw_tokens:
        next_second = func.date_trunc("second", table.tokens_from) + timedelta(seconds=1, microseconds=1)
        row["tokens_from"] = func.greatest(func.clock_timestamp(), next_second)
    session.execute(
        update(table).where(table.id == client_id).values(row), execution_options={"synchronize_session": False}
    )


def lock_client(session: Session, client_id: str) -> None:
    """Let nobody else change this client until the transaction ends."""
    table = _table_of(client_id)
    session.execute(select(table.id).where(table.id == client_id).with_for_update())


def hold_client(session: Session, client_id: str) -> None:
    """Let nobody change this client until the transaction ends; others may hold it as well."""
    table = _table_of(client_id)
    session.execute(select(table.id).where(table.id == client_id).with_for_update(read=True))


def client_record(session: Session, client_id: str) -> ClientRecord | None:
    """One client, None when there is none with this id."""
    records = clients_page(session, only=client_id, after=None, limit=1)
    return records[0] if records else None


def clients_page(session: Session, *, only: str | None = None, after: str | None, limit: int) -> Sequence[ClientRecord]:
    """Clients in the order of their ids; one of the sandbox that has expired is none."""
    statement = select(_LIVING).order_by(_LIVING.c.id).limit(limit)
    if only is not None:
        statement = statement.where(_LIVING.c.id == only)
    if after is not None:
        statement = statement.where(_LIVING.c.id > after)
    return [ClientRecord(**{**row, "scopes": tuple(row["scopes"])}) for row in session.execute(statement).mappings()]


def moment(session: Session) -> datetime:
    """The time by the database's clock, by which withdrawals are dated too; not that at which the transaction began."""
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return now


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
    """Take away assertions and revocations that have expired: both are refused by their time alone.

    Not at once: by the clock of a service that lags behind the database's they hold a little longer.
    """
    used, revoked = UsedAssertion, RevokedToken
    over = func.now() - timedelta(seconds=CLOCK_SKEW)
    old = select(used.client_id, used.jti).where(used.expires_at < over)
    old = old.limit(FORGET_AT_ONCE).with_for_update(skip_locked=True)
    key = func.row(used.client_id, used.jti)
    session.execute(delete(used).where(key.in_(old)), execution_options={"synchronize_session": False})
    session.execute(delete(revoked).where(revoked.expires_at < over), execution_options={"synchronize_session": False})


def _table_of(client_id: str) -> type[Client | SandboxClient]:
    return SandboxClient if client_id.startswith(SANDBOX_PREFIX) else Client


def _row(stated: ClientFacts) -> dict[str, object]:
    return {
        "party_id": stated.party_id,
        "label": stated.label,
        "scopes": list(stated.scopes),
        "jwks": stated.jwks,
    }


def _living() -> Subquery:
    """Every client that there is, of either kind, in the columns of ClientRecord."""
    view = party_current
    real = (
        select(
            *_own_columns(Client),
            cast(null(), DateTime(timezone=True)).label("expires_at"),
            view.c.party,
            view.c.kind.label("party_kind"),
            view.c.name.label("party_name"),
            func.coalesce(view.c.valid_until <= func.current_date(), false()).label("party_ended"),
        )
        .select_from(Client)
        .outerjoin(Party, Party.id == Client.party_id)
        .outerjoin(view, view.c.party == Party.uri)
    )
    test = select(
        *_own_columns(SandboxClient),
        SandboxClient.expires_at,
        SandboxClient.party,
        SandboxClient.kind,
        SandboxClient.name,
        false(),
    ).where(SandboxClient.expires_at > func.now())
    return union_all(real, test).subquery("living")


def _own_columns(table: type[Client | SandboxClient]) -> list[InstrumentedAttribute[Any]]:
    shared = ("id", "label", "scopes", "jwks", "state", "version", "tokens_from", "registered_at")
    return [getattr(table, name) for name in shared]


_LIVING: Final = _living()
