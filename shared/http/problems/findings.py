"""A finding as every service answers it: on its own, and as a fault in a problem."""

from collections.abc import Mapping
from typing import Any, Final, Self

from shared.http.problems.addresses import rule_address
from shared.http.schema import ApiModel, LocalisedText
from shared.procurement.finding import Finding, Language, Severity

MOST_FAULTS: Final = 100
"""More faults than this in one request are cut off: a body of a million faults must not give a million sentences."""


class FindingOut(ApiModel, extra="ignore"):
    """What is missing, odd or refused: the code of its rule, where that is explained, the place and both sentences.

    `location` is a JSON Pointer or XPath in what was sent, or the name of a query key, path segment or header.
    """

    code: str
    help: str
    severity: Severity
    location: str
    value: str | None
    message: LocalisedText

    @classmethod
    def of(cls, stored: Mapping[str, Any], **more: object) -> Self:
        """A finding from the row it is stored as; what else stands there or in `more` fills a larger answer."""
        return cls.model_validate({**stored, **_shown(stored), **more})


def as_fault(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding as one of the `errors` of a problem: the part of the request, and its sentence in one language."""
    return {"in": finding.part, "detail": finding.sentence(language), **_shown(finding.row)}


def _shown(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": stored["rule"],
        "help": rule_address(stored["rule"]),
        "severity": stored["severity"],
        "location": stored["location"],
        "value": stored["value"],
        "message": {"nl": stored["nl"], "en": stored["en"]},
    }
