"""Which party of the register an organisation is, by the key or the OIN that an issuer of people's tokens names."""

from dataclasses import dataclass

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from shared.tables.registry import party_current, party_identifier_current, sandbox_client


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
