"""Statements on signatures under the Manifesto."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from services.registry.parties.tables import Party
from services.registry.signatures.rules import SIGNED_DOCUMENTS, SignedDocument, Signer, Signing, document
from services.registry.signatures.rules import Signature as Standing
from services.registry.signatures.tables import Signature
from shared.reference.codes import Tier
from shared.tables.registry import party_current


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """A signature as the register has it. `through` is the umbrella association that signed for the party."""

    id: int
    party: str
    name: str
    tier: Tier | None
    demo: bool
    document: SignedDocument
    signed_on: date
    withdrawn_on: date | None
    party_ended_on: date | None
    through: str | None
    source: str
    recorded_at: datetime
    version: int

    @property
    def standing(self) -> Standing:
        """What decides how it stands on a day."""
        return Standing(self.document, self.signed_on, self.withdrawn_on, self.party_ended_on)


@dataclass(frozen=True, slots=True)
class SignatureFilter:
    """Which signatures are asked for; None asks nothing.

    Those that were signed by a day, or with `standing_only` those that stand on it. What was recorded by mistake never
    stood and is in no list.
    """

    on: date
    party: str | None = None
    tier: Tier | None = None
    document: SignedDocument | None = None
    standing_only: bool = False


def signers(session: Session, uris: Iterable[str]) -> dict[str, Signer]:
    """What matters of these parties for a signature; those that are not in the register are left out."""
    marks = (Party.id, Party.kind, Party.valid_from, Party.valid_until, Party.demo)
    rows = session.execute(select(Party.uri, *marks).where(Party.uri.in_(list(uris))))
    return {row.uri: Signer(*row[1:]) for row in rows}


def standing_signatures(session: Session, signing: Signing) -> dict[str, int]:
    """Of these parties the signature under this document that stands on the day of signing or later."""
    standing = (
        select(Party.uri, Signature.id)
        .join(Party, Party.id == Signature.party_id)
        .where(Party.uri.in_(signing.parties), Signature.document == signing.document, _STOOD)
        .where(or_(Signature.withdrawn_on.is_(None), Signature.withdrawn_on > signing.signed_on))
        .order_by(Signature.id)
    )
    return dict(session.execute(standing).all())


def insert_signatures(
    session: Session, signing: Signing, party_ids: Sequence[int], *, through_id: int | None, actor: str
) -> list[int]:
    """Write a signature of each of these parties; gives their numbers in the same order."""
    same = {
        "document": signing.document,
        "signed_on": signing.signed_on,
        "through_id": through_id,
        "source": signing.source,
        "recorded_by": actor,
    }
    rows = [{"party_id": party_id, **same} for party_id in party_ids]
    return list(session.scalars(insert(Signature).returning(Signature.id, sort_by_parameter_order=True), rows))


def lock_signature(session: Session, number: int) -> None:
    """Let nobody else change this signature until this transaction ends; read it after this."""
    session.execute(select(Signature.id).where(Signature.id == number).with_for_update())


def withdraw(session: Session, number: int, *, withdrawn_on: date, actor: str) -> None:
    """Let a signature stand no longer from this day on; the caller has locked it."""
    session.execute(
        update(Signature)
        .where(Signature.id == number)
        .values(withdrawn_on=withdrawn_on, withdrawn_by=actor, version=Signature.version + 1)
    )


def signature(session: Session, number: int) -> SignatureRecord | None:
    """One signature by its number; None when there is none."""
    return next(iter(recorded(session, [number])), None)


def recorded(session: Session, numbers: Sequence[int]) -> Sequence[SignatureRecord]:
    """Signatures by their numbers, in the order in which they were recorded."""
    rows = session.execute(_RECORDS.where(Signature.id.in_(numbers)).order_by(Signature.id))
    return [SignatureRecord(**row) for row in rows.mappings()]


def signatures(
    session: Session, asked: SignatureFilter, *, after: int = 0, limit: int | None = None
) -> Sequence[SignatureRecord]:
    """Signatures in the order in which they were recorded."""
    conditions: list[ColumnElement[bool]] = [Signature.id > after, Signature.signed_on <= asked.on, _STOOD]
    if asked.party is not None:
        conditions.append(Party.uri == asked.party)
    if asked.tier is not None:
        conditions.append(Party.tier == asked.tier)
    if asked.document is not None:
        conditions.append(Signature.document == asked.document)
    if asked.standing_only:
        running = [code for code in SIGNED_DOCUMENTS if asked.on < document(code).over_on]
        conditions.append(Signature.document.in_(running))
        conditions += [or_(end.is_(None), end > asked.on) for end in (Signature.withdrawn_on, Party.valid_until)]
    rows = session.execute(_RECORDS.where(*conditions).order_by(Signature.id).limit(limit))
    return [SignatureRecord(**row) for row in rows.mappings()]


_STOOD: ColumnElement[bool] = or_(Signature.withdrawn_on.is_(None), Signature.withdrawn_on > Signature.signed_on)

_association = aliased(Party)
_RECORDS = (
    select(
        Signature.id,
        Party.uri.label("party"),
        party_current.c.name,
        Party.tier,
        Party.demo,
        Signature.document,
        Signature.signed_on,
        Signature.withdrawn_on,
        Party.valid_until.label("party_ended_on"),
        _association.uri.label("through"),
        Signature.source,
        Signature.recorded_at,
        Signature.version,
    )
    .join(Party, Party.id == Signature.party_id)
    .join(party_current, party_current.c.party == Party.uri)
    .outerjoin(_association, _association.id == Signature.through_id)
)
