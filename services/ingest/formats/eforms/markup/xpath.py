"""Names of eForms elements, and places that a person can use on the kept copy.

Namespaces: UBL 2.3 and the eForms extension of it (eForms SDK, `fields/fields.json`).
"""

from __future__ import annotations

from functools import lru_cache

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


def tag_of(name: str) -> str:
    """Tag of an element by its name with a prefix, as in `cbc:ID`."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


class Places:
    """XPaths of elements, e.g. `/*/cac:ProcurementProjectLot[2]/cbc:ID`.

    What a walk met among all its like needs no further look (`met`: its parent, its name, its number, all alike). Other
    children of one tag are numbered at once and remembered. So the work stays in proportion to the document, however
    many places are asked for.
    """

    def __init__(self) -> None:
        self.met: dict[Element, tuple[Element, str, int, list[Element]]] = {}
        self._steps: dict[tuple[Element, str], dict[Element, str]] = {}
        self._known: dict[Element, str] = {}

    def of(self, element: Element) -> str:
        """XPath of an element, with the prefixes of `NAMESPACES`; `*[n]` for an element of another namespace."""
        place = self._known.get(element)
        if place is not None:
            return place
        met = self.met.get(element)
        if met is not None:
            above, name, number, alike = met
            place = f"{self.of(above)}/{name}" if len(alike) == 1 else f"{self.of(above)}/{name}[{number}]"
        else:
            parent = element.getparent()
            if parent is None:
                return "/*"
            place = f"{self.of(parent)}/{self._step(parent, element)}"
        self._known[element] = place
        return place

    def _step(self, parent: Element, element: Element) -> str:
        alike = (parent, element.tag)
        steps = self._steps.get(alike)
        if steps is None:
            steps = self._steps[alike] = _numbered(parent, element.tag)
        return steps[element]


def _numbered(parent: Element, tag: str) -> dict[Element, str]:
    """Steps to all children of this tag; of another namespace by their place among all children."""
    name = _name(tag)
    if name is None:
        return {child: f"*[{number}]" for number, child in enumerate(parent, start=1) if child.tag == tag}
    children = list(parent.iterchildren(tag))
    if len(children) == 1:
        return {children[0]: name}
    return {child: f"{name}[{number}]" for number, child in enumerate(children, start=1)}


@lru_cache(maxsize=2048)
def _name(tag: str) -> str | None:
    """Name of a tag with its prefix; None for another namespace."""
    uri, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(uri[1:])
    return None if prefix is None else f"{prefix}:{local}"
