"""What the reading of any notice in XML keeps: its limits, the places in it and what is found on the way."""

from __future__ import annotations

from typing import Protocol

from lxml.etree import _Element as Element

from services.ingest.formats.parsed import Limits
from shared.procurement.finding import Finding, Rule


class Places(Protocol):
    """Tells the place of an element, as an XPath."""

    def of(self, element: Element, /) -> str: ...


class MarkupReading:
    """The reading of one notice; of findings it keeps as many as allowed, and says by `left_out` how many more."""

    def __init__(self, *, limits: Limits, places: Places, left_out: Rule) -> None:
        self.limits = limits
        self._places = places
        self._of_more = left_out
        self._findings: list[Finding] = []
        self._left_out = 0

    def place(self, element: Element) -> str:
        """The place of an element in the notice."""
        return self._places.of(element)

    def add(self, rule: Rule, element: Element | None, value: str | None = None, **words: object) -> None:
        """Add a finding at an element; at the notice itself when there is no element."""
        if len(self._findings) >= self.limits.max_findings:
            self._left_out += 1
            return
        self._findings.append(rule.at("/*" if element is None else self.place(element), value, **words))

    def findings(self) -> tuple[Finding, ...]:
        """What was found, in the order in which it was met."""
        if self._left_out:
            return (*self._findings, self._of_more.at("/*", more=self._left_out))
        return tuple(self._findings)
