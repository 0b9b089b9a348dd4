"""What stands in a form, by the local names of its elements: they are the same in all releases, the namespaces differ.

A scope is a part of a form that speaks of one thing: the notice, a lot, an award, an organisation. One walk finds all.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from lxml.etree import _Element as Element

ORGANISATION: Final = frozenset(
    {
        "ADDRESS_CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY_ADDITIONAL", "CONTRACTOR", "WINNER",
        "CA_CE_CONCESSIONAIRE_PROFILE", "ECONOMIC_OPERATOR_NAME_ADDRESS", "WINNER_NAME_ADDRESS",
    }
)  # fmt: skip
LOT: Final = frozenset({"OBJECT_DESCR", "F02_ANNEX_B", "ANNEX_B", "ANNEX_B_F01", "ANNEX_B_F05", "F16_ANNEX_B"})
AWARD: Final = frozenset(
    {
        "AWARD_CONTRACT", "AWARDED_PRIZE", "AWARD_OF_CONTRACT", "AWARD_OF_CONTRACT_DEFENCE", "AWARD_AND_CONTRACT_VALUE",
        "RESULT_CONTEST", "DESIGN_CONTEST_RESULT",
    }
)  # fmt: skip
MODIFICATION: Final = frozenset({"MODIFICATIONS_CONTRACT"})
_SCOPES: Final = ORGANISATION | LOT | AWARD | MODIFICATION
# Nothing that is read stands in these.
_UNREAD: Final = frozenset(
    {
        "SHORT_DESCR", "SHORT_CONTRACT_DESCRIPTION", "INFO_ADD", "MAIN_SITE", "ADDRESS_REVIEW_BODY", "REVIEW_PROCEDURE",
        "ADDRESS_MEDIATION_BODY", "ADDRESS_REVIEW_INFO", "ADDRESS_FURTHER_INFO", "ADDRESS_PARTICIPATION", "CHANGES",
        "PROCEDURES_FOR_APPEAL", "ADDITIONAL_INFORMATION", "RENEWAL_DESCR", "EU_PROGR_RELATED", "LOCATION_NUTS",
        "PURCHASING_ON_BEHALF", "CRITERIA_CANDIDATE", "SUITABILITY", "OPTIONS_DESCR", "FURTHER_INFORMATION",
        "SPECIFICATIONS_AND_ADDITIONAL_DOCUMENTS", "TENDERS_REQUESTS_APPLICATIONS_MUST_BE_SENT_TO",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


@lru_cache(maxsize=4096)
def _step(tag: str) -> tuple[str, int]:
    name = local(tag)
    return name, 2 if name in _UNREAD else 1 if name in _SCOPES else 0


class Scope:
    """The elements of one part of a form by their name, in their order, and the parts within it."""

    __slots__ = ("_elements", "element", "name", "within")

    def __init__(self, element: Element, name: str) -> None:
        self.element = element
        self.name = name
        self.within: list[Scope] = []
        self._elements: dict[str, list[Element]] = {}
        self._walk(element)

    def _walk(self, element: Element) -> None:
        elements = self._elements
        for child in element[:]:  # type: ignore[index]  # a list: to begin an iterator is dear; the stubs lack it
            name, kind = _step(child.tag)
            if kind == 1:
                self.within.append(Scope(child, name))
                continue
            alike = elements.get(name)
            if alike is None:
                elements[name] = [child]
            else:
                alike.append(child)
            if kind == 0 and len(child):
                self._walk(child)

    def all(self, *names: str) -> list[Element]:
        """All elements of the first of these names that stands here at all."""
        for name in names:
            if name in self._elements:
                return self._elements[name]
        return []

    def first(self, *names: str) -> Element | None:
        for name in names:
            if name in self._elements:
                return self._elements[name][0]
        return None

    def has(self, *names: str) -> bool:
        return any(name in self._elements for name in names)

    def names(self) -> Iterator[str]:
        return iter(self._elements)

    def parts(self, names: frozenset[str]) -> Iterator[Scope]:
        """The parts of these names within this one, however deep."""
        for part in self.within:
            if part.name in names:
                yield part
            else:
                yield from part.parts(names)


def child(element: Element, *names: str) -> Element | None:
    """The first child of one of these names."""
    return next((each for each in element if local(each.tag) in names), None)


class Places:
    """XPaths of elements by local name, e.g. `/*/FORM_SECTION/F03_2014/AWARD_CONTRACT[2]`.

    Children of one tag are numbered at once, so the work stays in proportion to the document.
    """

    def __init__(self) -> None:
        self._known: dict[Element, str] = {}
        self._steps: dict[tuple[Element, str], dict[Element, str]] = {}

    def of(self, element: Element) -> str:
        place = self._known.get(element)
        if place is None:
            parent = element.getparent()
            place = "/*" if parent is None else f"{self.of(parent)}/{self._step(parent, element)}"
            self._known[element] = place
        return place

    def _step(self, parent: Element, element: Element) -> str:
        tag = element.tag
        steps = self._steps.get((parent, tag))
        if steps is None:
            name = local(tag)
            alike = list(parent.iterchildren(tag))
            numbered = {each: f"{name}[{number}]" for number, each in enumerate(alike, start=1)}
            steps = self._steps[parent, tag] = {element: name} if len(alike) == 1 else numbered
        return steps[element]
