"""Parties, their names, identifiers, memberships and Annex I listings. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.parties.rules.words import PARTY_KINDS, PartyKind
from shared.procurement.buyer_keys import IDENTIFIER_SCHEMES
from shared.reference.codes import TIERS, Tier
from shared.tables.base import Base


class Party(Base):
    """An organisation: buyer, sender, service provider or umbrella association. `uri` is its key for everybody else."""

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("uri"),
        CheckConstraint(one_of("kind", PARTY_KINDS), name="kind"),
        CheckConstraint(one_of("tier", TIERS), name="tier"),
        CheckConstraint("(tier is null) = (kind = 'service-provider')", name="tier_of_buyers"),
        CheckConstraint("valid_from < valid_until", name="validity"),
        CheckConstraint("parent_id <> id and province_id <> id", name="not_its_own"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    uri: Mapped[str]
    kind: Mapped[PartyKind] = mapped_column(Text)
    tier: Mapped[Tier | None] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"), index=True)
    province_id: Mapped[int | None] = mapped_column(ForeignKey("registry.party.id"), index=True)
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
        # btree_gist is not at hand: the id as a range of one lets plain GiST compare it.
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
        CheckConstraint(one_of("scheme", IDENTIFIER_SCHEMES), name="scheme"),
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


class Membership(Base):
    """Period in which a party is a member of an umbrella association."""

    __tablename__ = "membership"
    __table_args__ = (
        ExcludeConstraint(
            (text("int8range(member_id, member_id, '[]')"), "&&"),
            (text("int8range(association_id, association_id, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_membership_one",
        ),
        CheckConstraint("member_id <> association_id", name="not_its_own"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        Index(None, "association_id"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    association_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"))
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
