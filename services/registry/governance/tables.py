"""What a body states about itself: roles, instruments and sources, themes added and left out. Writer: registry."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Text, func, text
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.columns import SCHEMA, one_of
from services.registry.governance.rules.statement import QUALITIES, ROLES, THEME_CHOICES, Choice, Quality, Role
from shared.tables.base import Base


class Governance(Base):
    """The statement of one body as a whole: its version and who made it."""

    __tablename__ = "governance"
    __table_args__ = ({"schema": SCHEMA},)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.party.id"), primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    stated_by: Mapped[str]
    stated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RoleHolding(Base):
    """A function or department that holds a role during a period; on a day a role has one holder."""

    __tablename__ = "role_holding"
    __table_args__ = (
        ExcludeConstraint(
            (text("registry.text_range(party_id::text || ':' || role, party_id::text || ':' || role, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_role_holding_one_holder",
        ),
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.governance.party_id"))
    role: Mapped[Role] = mapped_column(Text)
    function: Mapped[str]
    department: Mapped[str | None]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class InstrumentUse(Base):
    """A monitoring instrument or source that a body uses during a period, and how good it finds it."""

    __tablename__ = "instrument_use"
    __table_args__ = (
        CheckConstraint(one_of("quality", QUALITIES), name="quality"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        Index(None, "party_id"),
        Index(None, "instrument"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.governance.party_id"))
    instrument: Mapped[str]  # code of the vocabulary, or `own:` and a name of its own
    name: Mapped[str | None]  # of an instrument of its own
    used_for: Mapped[str | None]
    owner: Mapped[str | None]  # function or department that keeps it
    quality: Mapped[Quality] = mapped_column(Text)
    quality_reason: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class ThemeChoice(Base):
    """A local theme that a body adds, or a theme of the common set that it leaves out, during a period."""

    __tablename__ = "theme_choice"
    __table_args__ = (
        ExcludeConstraint(
            (text("registry.text_range(party_id::text || ':' || theme, party_id::text || ':' || theme, '[]')"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_theme_choice_one",
        ),
        CheckConstraint(one_of("choice", THEME_CHOICES), name="choice"),
        CheckConstraint("not isempty(valid)", name="some_day"),
        {"schema": SCHEMA},
    )
    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("registry.governance.party_id"))
    choice: Mapped[Choice] = mapped_column(Text)
    theme: Mapped[str]
    name_nl: Mapped[str | None]  # of an added theme that is not in the list
    name_en: Mapped[str | None]
    reason: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
