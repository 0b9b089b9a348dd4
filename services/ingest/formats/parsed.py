"""What a format module gives back for one record, and the limits it reads within."""

from __future__ import annotations

from dataclasses import dataclass

from shared.procurement.finding import Finding
from shared.procurement.notice import Notice
from shared.procurement.own_record import OwnRecord
from shared.procurement.release import Release
from shared.quick_dataclass import quick_dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one record, and one container of records, may be. Sizes are bytes, lengths are characters."""

    max_bytes: int = 16 * 2**20
    """Size of one record."""
    max_depth: int = 200
    """Arrays and objects of JSON within each other. (Of XML, libxml2 reads no more than 256 elements deep.)"""
    max_elements: int = 400_000
    """Elements of one XML record, or values of one JSON record."""
    max_attributes: int = 64
    """Attributes of one XML element."""
    max_text: int = 200_000
    """Length of one text; a record with a longer one is refused. (The longest text field of eForms holds 10,000.)"""
    max_code: int = 200
    """Length of one code, identifier or number; what is longer is no code, identifier or number."""
    max_findings: int = 500
    """Findings of one record; the last one says how many were left out."""
    max_entries: int = 50_000
    """Entries of one zip or tar."""
    max_expanded: int = 8 * 2**30
    """Size of all entries of one zip or tar together, unpacked."""
    max_ratio: int = 200
    """Unpacked size over packed size of one entry, beyond the first megabyte."""


@quick_dataclass(frozen=True, slots=True)
class Parsed:
    """One record as read: the notice or the body's own record, the copy that may be kept, and what was found.

    Both are None when the record is refused (a finding of severity ERROR says why) or states no procurement (a finding
    of severity INFO says so). `kept` holds no personal data; it is empty when nothing of the record could be
    read. `release` is there when the source's own words are kept, so that releases can be merged later.
    """

    notice: Notice | None
    kept: bytes
    findings: tuple[Finding, ...]
    sender_key: str | None
    release: Release | None = None
    own: OwnRecord | None = None


class Refused(Exception):
    """A record that cannot be read; carries the finding that says where and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.en)
        self.finding = finding
