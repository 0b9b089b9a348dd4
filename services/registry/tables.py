"""Tables of schema `registry`. Writer: registry; what others read of it stands in `shared.tables.registry`."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Sequence, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from services.registry.party_words import CLIENT_STATES, IDENTIFIER_SCHEMES, PARTY_KINDS, TIERS
from shared.tables.base import Base

SCHEMA = "registry"
change_position = Sequence("change_position", schema=SCHEMA, metadata=Base.metadata)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class Party(Base):
    """An organisation: buyer, sender, service provider or umbrella association. `uri` is its key for everybody else."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("uri"),
        CheckConstraint(_one_of("kind", PARTY_KINDS), name="kind"),
        CheckConstraint(_one_of("tier", TIERS), name="tier"),
        CheckConstraint("(tier is null) = (kind = 'service-provider')", name="tier_of_buyers"),
        CheckConstraint("valid_from < valid_until", name="validity"),
        CheckConstraint("parent_id <> id and province_id <> id", name="not_its_own"),
        CheckConstraint("not (sandbox and demo)", name="one_mark"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    uri: Mapped[str]
    kind: Mapped[str]
    tier: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"), index=True)
    province_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"), index=True)
    sandbox: Mapped[bool] = mapped_column(server_default=text("false"))
    demo: Mapped[bool] = mapped_column(server_default=text("false"))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.now())


class PartyName(Base):
    """The name of a party during a period; at any day it has one."""

    __tablename__ = "party_name"
    __table_args__ = (
        # btree_gist is not at hand: the id as a range of one lets plain GiST compare it (evidence.md).
        ExcludeConstraint(
            (text("int8range(party_id, party_id, '[]')"), "&&"), ("valid", "&&"), using="gist", name="ex_party_name_one"
        ),
        CheckConstraint("not isempty(valid)", name="some_day"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    name: Mapped[str]
    official_name: Mapped[str | None]
    abbreviation: Mapped[str | None]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class PartyIdentifier(Base):
    """A number or address under which a party is known during a period; nobody else has it on the same day."""

    __tablename__ = "party_identifier"
    __table_args__ = (
        ExcludeConstraint(
            (text("registry.text_range(scheme || ':' || value, scheme || ':' || value, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_party_identifier_one_holder",
        ),
        CheckConstraint(_one_of("scheme", IDENTIFIER_SCHEMES), name="scheme"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        Index(None, "party_id"),
        Index(None, "scheme", "value"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    scheme: Mapped[str]
    value: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class AnnexIListing(Base):
    """Period in which a party is a central government authority of Annex I to Directive 2014/24/EU."""

    __tablename__ = "annex_i_listing"
    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(party_id, party_id, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_annex_i_listing_one",
        ),
        CheckConstraint("not isempty(valid)", name="some_day"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    source: Mapped[str]


class Client(Base):
    """A program that asks for tokens on behalf of one party. Only the public part of its keys is known here.

    Clients of the data space itself (its services, its administrators' tools) have no party.
    """

    __tablename__ = "client"
    __table_args__ = (
        CheckConstraint(_one_of("state", CLIENT_STATES), name="state"),
        CheckConstraint("party_id is not null or not sandbox", name="sandbox_has_party"),
        Index(None, "party_id"),
        Index("ix_client_sandbox_registered_at", "registered_at", postgresql_where=text("sandbox")),
        {"schema": SCHEMA},
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"))  # NULL: the data space itself
    label: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    jwks: Mapped[dict[str, object]] = mapped_column(JSONB)
    sandbox: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[str] = mapped_column(server_default=text("'active'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    registered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    registered_by: Mapped[str]


class SigningKeyRow(Base):
    """A key that signs access tokens. It is published for as long as a token signed with it can be valid.

    Only the role of the registry may read this table.
    """

    __tablename__ = "signing_key"
    __table_args__ = (
        CheckConstraint("signs_from < signs_until and signs_until <= published_until", name="periods"),
        {"schema": SCHEMA},
    )
    kid: Mapped[str] = mapped_column(primary_key=True)
    private_pem: Mapped[str]
    public_jwk: Mapped[dict[str, object]] = mapped_column(JSONB)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    signs_from: Mapped[datetime] = mapped_column(server_default=func.now())
    signs_until: Mapped[datetime | None]
    published_until: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"SigningKeyRow(kid={self.kid!r})"


class UsedAssertion(Base):
    """The `jti` of an assertion that was presented; a second time it is refused. Forgotten once it has expired."""

    __tablename__ = "used_assertion"
    __table_args__ = (Index(None, "expires_at"), {"schema": SCHEMA})
    client_id: Mapped[str] = mapped_column(ForeignKey("registry.client.id"), primary_key=True)
    jti: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class RevokedToken(Base):
    """An access token withdrawn before its time. Forgotten once it has expired."""

    __tablename__ = "revoked_token"
    __table_args__ = ({"schema": SCHEMA},)
    jti: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("registry.client.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Change(Base):
    """One committed transaction that others must hear of. `position` is taken as its last statement: commit order."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("position"), {"schema": SCHEMA})
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    position: Mapped[int | None]
    recorded_at: Mapped[datetime | None]
    cause: Mapped[str]


class ChangeParty(Base):
    """A party that a change touched, by its URI."""

    __tablename__ = "change_party"
    __table_args__ = ({"schema": SCHEMA},)
    change: Mapped[int] = mapped_column(ForeignKey("registry.change.id"), primary_key=True)
    party: Mapped[str] = mapped_column(primary_key=True)
