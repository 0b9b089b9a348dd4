"""A finding: what is missing, odd or refused in something that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: this record is refused. WARNING: kept, but something does not count. INFO: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a rule's id, the place (XPath or JSON Pointer), the offending value (shortened) and both texts."""

    rule: str  # e.g. EF-012, OC-003, CMP-001
    severity: Severity
    location: str
    nl: str
    en: str
    value: str | None = None
