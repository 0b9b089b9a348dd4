"""Names of eForms elements, and places that a person can use on the kept copy.

Namespaces: UBL 2.3 and the eForms extension of it (eForms SDK, `fields/fields.json`).
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml.etree import _Element as Element

NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
}
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}


def cac(name: str) -> str:
    """Tag of a UBL aggregate."""
    return f"{{{NAMESPACES['cac']}}}{name}"


def cbc(name: str) -> str:
    """Tag of a UBL basic component."""
    return f"{{{NAMESPACES['cbc']}}}{name}"


def efac(name: str) -> str:
    """Tag of an eForms aggregate."""
    return f"{{{NAMESPACES['efac']}}}{name}"


def efbc(name: str) -> str:
    """Tag of an eForms basic component."""
    return f"{{{NAMESPACES['efbc']}}}{name}"


_EXTENSIONS = f"{{{NAMESPACES['ext']}}}UBLExtensions"
_EXTENSION = f"{{{NAMESPACES['ext']}}}UBLExtension"
_CONTENT = f"{{{NAMESPACES['ext']}}}ExtensionContent"
_EFORMS_EXTENSION = f"{{{NAMESPACES['efext']}}}EformsExtension"


class Section:
    """The children of an element (or of several alike), by tag and in their order."""

    __slots__ = ("_by_tag",)

    def __init__(self, *elements: Element) -> None:
        by_tag: dict[str, list[Element]] = {}
        for element in elements:
            for child in element:
                tag = child.tag
                if tag in by_tag:
                    by_tag[tag].append(child)
                else:
                    by_tag[tag] = [child]
        self._by_tag = by_tag

    def all(self, tag: str) -> Sequence[Element]:
        return self._by_tag.get(tag, ())

    def first(self, tag: str, *below: str) -> Element | None:
        """First child of this tag, or the first below it along these tags."""
        same = self._by_tag.get(tag)
        element = same[0] if same else None
        for deeper in below:
            if element is None:
                return None
            element = next(element.iterchildren(deeper), None)
        return element

    def each(self, tag: str, below: str) -> list[Element]:
        """All children of tag `below` under all children of tag `tag`."""
        return [child for parent in self._by_tag.get(tag, ()) for child in parent.iterchildren(below)]

    def under(self, *tags: str) -> Section:
        """What stands below all children along these tags."""
        elements: Sequence[Element] = self._by_tag.get(tags[0], ())
        for tag in tags[1:]:
            if not elements:
                return _NOTHING
            elements = [child for parent in elements for child in parent.iterchildren(tag)]
        return Section(*elements) if elements else _NOTHING

    def extension(self) -> Section:
        """What stands in the eForms extension of this element."""
        return self.under(_EXTENSIONS, _EXTENSION, _CONTENT, _EFORMS_EXTENSION)


_NOTHING = Section()


class Places:
    """XPaths of elements, e.g. `/*/cac:ProcurementProjectLot[2]/cbc:ID`.

    All children of one tag are numbered at once and remembered, so that the work stays in proportion to the
    document, however many places are asked for.
    """

    def __init__(self) -> None:
        self._steps: dict[tuple[Element, str], dict[Element, str]] = {}
        self._known: dict[Element, str] = {}

    def of(self, element: Element) -> str:
        """XPath of an element, with the prefixes of `NAMESPACES`; `*[n]` for an element of another namespace."""
        path: list[Element] = []
        current: Element | None = element
        place = "/*"
        while current is not None:
            known = self._known.get(current)
            if known is not None:
                place = known
                break
            parent = current.getparent()
            if parent is None:
                break
            path.append(current)
            current = parent
        for step in reversed(path):
            place = f"{place}/{self._step(step)}"
            self._known[step] = place
        return place

    def _step(self, element: Element) -> str:
        parent = element.getparent()
        if parent is None:
            return "*"
        alike = (parent, element.tag)
        steps = self._steps.get(alike)
        if steps is None:
            steps = self._steps[alike] = _numbered(parent, element.tag)
        return steps[element]


def _numbered(parent: Element, tag: str) -> dict[Element, str]:
    """Steps to all children of this tag; of another namespace by their place among all children."""
    uri, _, name = tag.rpartition("}")
    prefix = _PREFIXES.get(uri[1:])
    if prefix is None:
        return {child: f"*[{number}]" for number, child in enumerate(parent, start=1) if child.tag == tag}
    children = list(parent.iterchildren(tag))
    if len(children) == 1:
        return {children[0]: f"{prefix}:{name}"}
    return {child: f"{prefix}:{name}[{number}]" for number, child in enumerate(children, start=1)}
