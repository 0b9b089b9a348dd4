"""The one table of subjects."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.ingest.bulk.rules.subject import Subject
from services.ingest.bulk.rules.subjects.notices import LOTS, PROCEDURES, WINNERS
from services.ingest.bulk.rules.subjects.own_records import COMMITMENTS, CONTRACTS, REPORTS, SPEND
from shared.procurement.finding import Finding, Part, Rule, Severity, Text

SUBJECTS: Final[Mapping[str, Subject]] = MappingProxyType(
    {each.name: each for each in (PROCEDURES, LOTS, WINNERS, CONTRACTS, COMMITMENTS, REPORTS, SPEND)}
)
NO_SUCH_SUBJECT: Final = Rule(
    "no-such-subject",
    Severity.ERROR,
    "Dit onderwerp is er niet.",
    "There is no such subject.",
    Text("Kies een van: {known}.", "Choose one of: {known}."),
)


def not_there(part: Part, subject: str) -> Finding:
    """The fault of naming another subject."""
    return NO_SUCH_SUBJECT.within(part, "subject", subject, known=", ".join(SUBJECTS))
