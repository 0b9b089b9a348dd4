"""Statements on the terms of the data space, the usage terms of datasets, and who accepted which version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, ColumnElement, Text, column, exists, func, insert, select, table
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.orm import Session

from services.registry.terms.rules import DATA_SPACE, DEMO, Document, TermsVersion
from services.registry.terms.tables import Terms, TermsAcceptance
from shared.tables.registry import terms_to_accept


@dataclass(frozen=True, slots=True)
class TermsRecord:
    """One published version of terms."""

    document: Document
    version: str
    number: int
    text_nl: str
    text_en: str
    uses: list[dict[str, str]]
    valid_from: date
    published_at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True)
class NewTerms:
    """A version of terms to be published."""

    document: Document
    version: str
    text_nl: str
    text_en: str
    uses: Sequence[Mapping[str, str]]
    valid_from: date


@dataclass(frozen=True, slots=True)
class AcceptanceRecord:
    """A version of terms that a party accepted."""

    document: Document
    version: str
    accepted_by: str
    accepted_at: datetime


def versions(session: Session, *, document: str | None = None, in_force: bool = False) -> Sequence[TermsRecord]:
    """Published versions, by document and the newest first; with `in_force` only what holds today."""
    conditions: list[ColumnElement[bool]] = [Terms.number > 0]
    if document is not None:
        conditions.append(Terms.document == document)
    if in_force:
        conditions.append(_IN_FORCE)
    rows = session.execute(_TERMS.where(*conditions).order_by(Terms.document, Terms.number.desc()))
    return [TermsRecord(**row) for row in rows.mappings()]


def publish(session: Session, new: NewTerms, *, actor: str) -> bool:
    """Add a version; False when the document has a version of this name. The caller has locked the terms."""
    number = select(func.coalesce(func.max(Terms.number), 0) + 1).where(Terms.document == new.document)
    row = insert_or(Terms).values(
        document=new.document,
        version=new.version,
        number=number.scalar_subquery(),
        text_nl=new.text_nl,
        text_en=new.text_en,
        uses=[dict(use) for use in new.uses],
        valid_from=new.valid_from,
        published_by=actor,
    )
    made = row.on_conflict_do_nothing(index_elements=["document", "version"]).returning(Terms.number)
    return session.scalar(made) is not None


def accept(session: Session, party_id: int, stated: Iterable[TermsVersion], *, actor: str) -> None:
    """Write down that a party accepts these versions; what it accepted before stays as it was."""
    rows = [
        {"party_id": party_id, "document": terms.document, "version": terms.version, "accepted_by": actor}
        for terms in stated
    ]
    if rows:
        session.execute(insert_or(TermsAcceptance).on_conflict_do_nothing(), rows)


def accept_demo_terms(session: Session, party_ids: Sequence[int], *, on: date, actor: str) -> None:
    """Let fictitious bodies accept the terms of a demonstration, which ask nothing of anybody."""
    demo = {
        "document": DATA_SPACE,
        "version": DEMO,
        "number": 0,
        "text_nl": "Voorwaarden van een demonstratie met fictieve organisaties.",
        "text_en": "Terms of a demonstration with fictitious bodies.",
        "uses": [],
        "valid_from": on,
        "published_by": actor,
    }
    session.execute(insert_or(Terms).values(demo).on_conflict_do_nothing())
    rows = [{"party_id": number, "document": DATA_SPACE, "version": DEMO, "accepted_by": actor} for number in party_ids]
    session.execute(insert(TermsAcceptance), rows)


def acceptances(session: Session, party_id: int) -> Sequence[AcceptanceRecord]:
    """What a party accepted, the newest last."""
    accepted = TermsAcceptance
    columns = select(accepted.document, accepted.version, accepted.accepted_by, accepted.accepted_at)
    newest_last = (accepted.accepted_at, accepted.document, accepted.version)
    rows = session.execute(columns.where(accepted.party_id == party_id).order_by(*newest_last))
    return [AcceptanceRecord(**row) for row in rows.mappings()]


def not_accepted(session: Session, party_id: int) -> Sequence[TermsVersion]:
    """Versions in force that a party did not accept, whether it takes part or not."""
    accepted = select(TermsAcceptance.version).where(
        TermsAcceptance.party_id == party_id,
        TermsAcceptance.document == Terms.document,
        TermsAcceptance.version == Terms.version,
    )
    asked = select(Terms.document, Terms.version).where(_IN_FORCE, ~accepted.exists()).order_by(Terms.document)
    return [TermsVersion(**row) for row in session.execute(asked).mappings()]


def still_to_accept(session: Session, party_uri: str) -> Sequence[str]:
    """Documents of which a party that takes part has new terms to accept."""
    view = terms_to_accept
    return session.scalars(select(view.c.document).where(view.c.party == party_uri).order_by(view.c.document)).all()


_in_force = table("terms_in_force", column("document", Text), column("number", BigInteger), schema="registry")
_IN_FORCE: ColumnElement[bool] = exists().where(
    _in_force.c.document == Terms.document, _in_force.c.number == Terms.number
)

_TERMS = select(
    Terms.document,
    Terms.version,
    Terms.number,
    Terms.text_nl,
    Terms.text_en,
    Terms.uses,
    Terms.valid_from,
    Terms.published_at,
    _IN_FORCE.label("in_force"),
)
