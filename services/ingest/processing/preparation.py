"""What becomes of a record before anything is written: admitted or refused, with its findings and its kept form.

Who may send for whom: the token's party for itself; with a mandate for others; a harvester for all.
Anything else is refused, per record and with the reason. Mandates are those of the moment the submission was received.
A notice is harvested when it came from a harvester that is none of its buyers and holds a mandate of none; under a
mandate it is the buyer's own, whoever sends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime

from services.ingest.procedures.rules.closure import NewNotice
from services.ingest.procedures.rules.identity import identity_of
from services.ingest.procedures.rules.kept import keep
from services.ingest.processing.findings import NO_BUYER, OUTDATED_MANDATES, REHEARSAL, moment, no_right_to_send
from services.ingest.processing.records import ReadRecord
from services.ingest.register.rules import Register
from services.ingest.submissions.tables import RecordState
from shared.procurement.finding import Finding, Severity
from shared.procurement.notice import LotKind, Notice, winners


@dataclass(frozen=True, slots=True)
class SentBy:
    """Who sent a submission, and with which rights."""

    sender: str
    any_buyer: bool
    sandbox: bool
    mandates: Mapping[str, str] = field(default_factory=dict)  # for notices, by the key of the buyer
    mandates_known_at: datetime | None = None
    mandates_outdated: bool = False
    received_on: date | None = None

    def mandate_for(self, buyers: AbstractSet[str]) -> str | None:
        """The mandate of the first of these buyers that gave one."""
        return next((self.mandates[buyer] for buyer in sorted(buyers) if buyer in self.mandates), None)


@dataclass(frozen=True, slots=True)
class PreparedRecord:
    """A record that is ready to be written."""

    read: ReadRecord
    state: RecordState  # `unchanged` shows when it is written
    findings: tuple[Finding, ...]
    new: NewNotice | None = None
    strategic_codes: list[dict[str, str]] = field(default_factory=list)
    mandate: str | None = None  # under which it came, when the sender is none of its buyers

    def refused_because(self, finding: Finding) -> PreparedRecord:
        """The same record, refused after all."""
        return PreparedRecord(self.read, "refused", (*self.findings, finding))


def prepare(read: ReadRecord, *, sent_by: SentBy, register: Register) -> PreparedRecord:
    """Decide what becomes of a record."""
    parsed = read.parsed
    notice = parsed.notice
    if notice is None:
        broken = any(finding.severity is Severity.ERROR for finding in parsed.findings)
        return PreparedRecord(read, "refused" if broken else "no-procurement", parsed.findings)
    parties = {party.key for party in map(register.match, (buyer.organisation for buyer in notice.buyers)) if party}
    for_itself = sent_by.sandbox or sent_by.sender in parties
    mandate = None if for_itself else sent_by.mandate_for(parties)
    harvested = not for_itself and mandate is None
    if harvested and not sent_by.any_buyer:
        return PreparedRecord(read, "refused", (*parsed.findings, _unentitled(notice, parties, sent_by)))
    kept, content = keep(
        notice,
        release=parsed.release,
        sender=sent_by.sender,
        harvested=harvested,
        received_on=sent_by.received_on,
    )
    findings = (*parsed.findings, REHEARSAL.at("")) if sent_by.sandbox else parsed.findings
    if mandate is not None and sent_by.mandates_outdated and sent_by.mandates_known_at is not None:
        findings = (*findings, OUTDATED_MANDATES.at("/buyers", known_at=moment(sent_by.mandates_known_at)))
    new = NewNotice(kept, content, identity_of(notice), read.ordinal)
    return PreparedRecord(read, "accepted", findings, new, list(_strategic_codes(notice)), mandate)


def counted_lots(notice: Notice) -> int:
    """Number of lots a notice states; groups of lots and planning parts are none."""
    return sum(1 for lot in notice.lots if lot.kind is LotKind.LOT)


def counted_winners(notice: Notice) -> int:
    """Number of winning tenders a notice states."""
    return len(winners(notice))


def _unentitled(notice: Notice, parties: AbstractSet[str], sent_by: SentBy) -> Finding:
    if not notice.buyers:
        return NO_BUYER.at("/buyers")
    identifiers = (value for buyer in notice.buyers for _, value in buyer.organisation.identifiers)
    return no_right_to_send(
        ", ".join(identifiers), parties=sorted(parties), sender=sent_by.sender, known_at=sent_by.mandates_known_at
    )


def _strategic_codes(notice: Notice) -> Iterator[dict[str, str]]:
    for lot in notice.lots:
        for code in lot.codes:
            yield {"term": code.term, "code": code.code, "lot_id": lot.lot_id}
