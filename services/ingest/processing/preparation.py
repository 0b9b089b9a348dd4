"""What becomes of a record before anything is written: admitted or refused, with its findings and its kept form.

Who may send for whom: the token's party for itself; with a mandate for others; a harvester for all.
Anything else is refused, per record and with the reason. Mandates are those of the moment the submission was received.
A notice is the lead buyer's own when the lead sends it, or anybody under its mandate; what a co-buyer sends is told of
the lead, what a harvester sends is harvested, and both count below what the lead says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.ingest.mandates.operations.sending_rights import NOTICE
from services.ingest.own_records.rules.findings import FUTURE
from services.ingest.own_records.rules.versions import NewOwnRecord, content_digest, unit_id, version_id
from services.ingest.procedures.rules.closure import NewNotice
from services.ingest.procedures.rules.identity import identity_of
from services.ingest.procedures.rules.kept import keep
from services.ingest.procedures.rules.standing import Sent, Standing, buyers_of
from services.ingest.processing.findings import (
    NO_BUYER,
    ONLY_DECLARED,
    ONLY_REPORTS,
    OUTDATED_MANDATES,
    REHEARSAL,
    TOLD,
    moment,
    no_right_to_send,
)
from services.ingest.processing.records import ReadRecord
from services.ingest.processing.subjects import subject_of
from services.ingest.register.rules import Register
from services.ingest.submissions.tables import RecordState
from services.ingest.supplements.rules.statement import statement_of, themes_never_added
from shared.nearest import meant
from shared.procurement.finding import Finding, Severity, Text
from shared.procurement.notice import LotKind, Notice, winners
from shared.procurement.own_record import OwnRecord, RecordKind
from shared.procurement.own_record import RecordState as StateOfOwn
from shared.quick_dataclass import quick_dataclass

_A_DAY: Final = timedelta(days=1)  # somewhere it may be tomorrow


@dataclass(frozen=True, slots=True)
class SentBy:
    """Who sent a submission, and with which rights."""

    sender: str
    any_buyer: bool
    sandbox: bool
    mandates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by kind of data, by key of the buyer
    mandates_known_at: datetime | None = None
    mandates_outdated: bool = False
    received_on: date | None = None
    supplier: bool = False  # reports on contracts in which the sender is the supplier, and nothing else

    def acts_for(self, buyers: Iterable[str], register: Register) -> tuple[str, str | None] | None:
        """The first of these buyers that the sender is or succeeded, or whose mandate it holds; and that mandate."""
        for buyer in buyers:
            for body in register.line(buyer):
                if body == self.sender or body in self.for_notices:
                    return buyer, None if body == self.sender else self.for_notices[body]
        return None

    @property
    def for_notices(self) -> Mapping[str, str]:
        """Its mandates for notices."""
        return self.mandates.get(NOTICE, {})


@quick_dataclass(frozen=True, slots=True)
class PreparedRecord:
    """A record that is ready to be written."""

    read: ReadRecord
    state: RecordState  # `unchanged` shows when it is written
    findings: tuple[Finding, ...]
    new: NewNotice | None = None
    strategic_codes: list[dict[str, str]] = field(default_factory=list)
    mandate: str | None = None  # under which it came, when the sender is none of its buyers
    own: NewOwnRecord | None = None

    @property
    def kept_id(self) -> UUID | None:
        """The id under which it is kept; None when nothing of it is."""
        if self.own is not None:
            return self.own.id
        return None if self.new is None else self.new.kept.id

    def refused_because(self, finding: Finding) -> PreparedRecord:
        """The same record, refused after all."""
        return PreparedRecord(self.read, "refused", (*self.findings, finding))


def prepare(read: ReadRecord, *, sent_by: SentBy, register: Register) -> PreparedRecord:
    """Decide what becomes of a record."""
    parsed = read.parsed
    notice = parsed.notice
    if parsed.own is not None:
        return _own(read, parsed.own, sent_by=sent_by, register=register)
    if notice is None:
        broken = any(finding.severity is Severity.ERROR for finding in parsed.findings)
        return PreparedRecord(read, "refused" if broken else "no-procurement", parsed.findings)
    if sent_by.supplier:
        return PreparedRecord(read, "refused", (*parsed.findings, ONLY_REPORTS.at("")))
    buyers = buyers_of(notice, register)
    sent, mandate = _sent(buyers, sent_by, register)
    if sent is None:
        parties = {buyer for buyer in buyers if buyer}
        return PreparedRecord(read, "refused", (*parsed.findings, _unentitled(notice, parties, sent_by)))
    kept, content = keep(notice, release=parsed.release, sent=sent, received_on=sent_by.received_on)
    findings = (*parsed.findings, REHEARSAL.at("")) if sent_by.sandbox else parsed.findings
    if mandate is not None:
        findings = (*findings, *_outdated(sent_by, "/buyers"))
    if sent.standing is Standing.TOLD:
        findings = (*findings, TOLD.at("/buyers", lead=buyers[0] or "?"))
    new = NewNotice(kept, content, identity_of(notice), read.ordinal, buyers)
    return PreparedRecord(read, "accepted", findings, new, list(_strategic_codes(notice)), mandate)


def _own(read: ReadRecord, record: OwnRecord, *, sent_by: SentBy, register: Register) -> PreparedRecord:
    """A body's own record comes from the body itself, or from whoever holds its mandate for this kind of data.

    Who signed is public, so whoever sends notices of every buyer may send the published list as well.
    """
    findings = read.parsed.findings
    body = _body_of(record, sent_by=sent_by, register=register)
    mandates = sent_by.mandates.get(record.kind.value, {})
    if sent_by.supplier:
        refused = tuple(_no_report_of_supplier(record))
        if refused:
            return PreparedRecord(read, "refused", (*findings, *refused))
    elif body != sent_by.sender and body not in mandates and not (body and _is_public(record, sent_by)):
        without = no_right_to_send(
            *_named_as(record, register),
            kind=record.kind.value,
            place=record.buyer_at,
            parties=[body] if body else [],
            sender=sent_by.sender,
            known_at=sent_by.mandates_known_at,
        )
        return PreparedRecord(read, "refused", (*findings, without))
    if record.latest is not None and sent_by.received_on is not None:
        place, day = record.latest
        if day > sent_by.received_on + _A_DAY:
            future = FUTURE.at(place, str(day), received_on=sent_by.received_on)
            return PreparedRecord(read, "refused", (*findings, future))
    if sent_by.sandbox:
        findings = (*findings, REHEARSAL.at(""))
    if body != sent_by.sender and not sent_by.supplier:
        findings = (*findings, *_outdated(sent_by, "/buyer"))
    digest = content_digest(record)
    new = NewOwnRecord(
        id=version_id(record, body=body, digest=digest),
        record=record,
        body=body,
        sender=sent_by.sender,
        unit=unit_id(*subject_of(record.kind).unit_of(record, body)),
        digest=digest,
        source="" if read.format is None else read.format.name,
        ordinal=read.ordinal,
        by_supplier=sent_by.supplier,
    )
    said = _stated(new, sent_by) if record.kind is RecordKind.SUPPLEMENT else None
    if said is not None and said.kept.notice.supplement is not None:
        findings = (*findings, *themes_never_added(said.kept.notice.supplement, register.parties.get(body)))
    return PreparedRecord(read, "accepted", findings, said, mandate=mandates.get(body), own=new)


def _is_public(record: OwnRecord, sent_by: SentBy) -> bool:
    return sent_by.any_buyer and record.kind is RecordKind.SIGNATURE


def _no_report_of_supplier(record: OwnRecord) -> Iterator[Finding]:
    """What keeps a record from being a report that a supplier may send, whatever the contract."""
    if record.kind is not RecordKind.PERFORMANCE_REPORT:
        yield ONLY_REPORTS.at("")
        return
    for name, expected in (("source", "supplier"), ("verification", "declared")):
        stated = str(record.content.get(name, expected))
        if stated != expected:
            yield ONLY_DECLARED.at(f"/{name}", stated, expected=expected)


def _stated(new: NewOwnRecord, sent_by: SentBy) -> NewNotice | None:
    """A supplement as what it says of its procedure; a draft says nothing."""
    if new.record.state is StateOfOwn.DRAFT:
        return None
    statement = statement_of(new.record, unit=new.unit)
    sent = Sent(Standing.SUPPLEMENT, new.body, new.sender)
    kept, content = keep(statement, sent=sent, received_on=sent_by.received_on)
    return NewNotice(kept, content, identity_of(statement), new.ordinal, (new.body,))


def _body_of(record: OwnRecord, *, sent_by: SentBy, register: Register) -> str:
    """The party that a record is of; "" when the register does not know it."""
    if record.buyer is None or sent_by.sandbox:
        return sent_by.sender
    party = register.match(record.buyer)
    if party is None and record.buyer.name is not None:
        party = register.named(record.buyer.name)
    return "" if party is None else party.key


def _named_as(record: OwnRecord, register: Register) -> tuple[str, Text]:
    """How a record states its body, and which name of the register may have been meant."""
    if record.buyer is None:
        return "", Text("", "")
    if record.buyer.name is not None:
        return record.buyer.name, meant(record.buyer.name, register.by_name)
    return ", ".join(value for _, value in record.buyer.identifiers), Text("", "")


def _outdated(sent_by: SentBy, place: str) -> Iterator[Finding]:
    if sent_by.mandates_outdated and sent_by.mandates_known_at is not None:
        yield OUTDATED_MANDATES.at(place, known_at=moment(sent_by.mandates_known_at))


def _sent(buyers: Sequence[str], sent_by: SentBy, register: Register) -> tuple[Sent | None, str | None]:
    """By which right the sender says this, and its mandate; neither when it has none."""
    sender = sent_by.sender
    if sent_by.sandbox:
        return Sent(Standing.OWN, sender, sender), None
    as_lead = sent_by.acts_for(buyers[:1], register)
    if as_lead is not None:
        lead, mandate = as_lead
        return Sent(Standing.OWN, lead, sender), mandate
    if sent_by.any_buyer:
        return Sent(Standing.HARVESTED, None, sender), None
    as_other = sent_by.acts_for(buyers[1:], register)
    if as_other is None:
        return None, None
    other, mandate = as_other
    return Sent(Standing.TOLD, other, sender), mandate


def counted_lots(notice: Notice) -> int:
    """Number of lots a notice states; groups of lots and planning parts are none."""
    return sum(1 for lot in notice.lots if lot.kind is LotKind.LOT)


def counted_winners(notice: Notice) -> int:
    """Number of winning tenders a notice states; one over several lots counts once."""
    return len({tender.tender_id for tender in winners(notice)})


def _unentitled(notice: Notice, parties: AbstractSet[str], sent_by: SentBy) -> Finding:
    if not notice.buyers:
        return NO_BUYER.at("/buyers")
    identifiers = (value for buyer in notice.buyers for _, value in buyer.organisation.identifiers)
    return no_right_to_send(
        ", ".join(identifiers),
        kind=NOTICE,
        parties=sorted(parties),
        sender=sent_by.sender,
        known_at=sent_by.mandates_known_at,
    )


def _strategic_codes(notice: Notice) -> Iterator[dict[str, str]]:
    for lot in notice.lots:
        for code in lot.codes:
            yield {"term": code.term, "code": code.code, "lot_id": lot.lot_id}
