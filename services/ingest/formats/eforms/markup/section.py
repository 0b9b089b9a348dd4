"""What is read below the elements of one kind: the paths are declared once, and one walk finds what stands at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lxml.etree import _Element as Element

from services.ingest.formats.eforms.markup.xpath import tag_of

EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
"""Path to what stands in the eForms extension of an element."""

_Steps: TypeAlias = dict[str, tuple[str | None, "_Steps"]]
"""By tag: the path that ends here, if one does, and the steps below."""


class Paths:
    """The paths, with the prefixes of `NAMESPACES`, of all that is read below an element of one kind."""

    def __init__(self, *paths: str) -> None:
        self._nothing: dict[str, list[Element]] = {}
        self._steps: _Steps = {}
        for path in paths:
            self.add(path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nothing)

    def add(self, path: str) -> str:
        """Read what stands at this path too; gives the path, by which the section then tells it."""
        self._nothing[path] = []
        steps = self._steps
        *above, last = map(tag_of, path.split("/"))
        for tag in above:
            _, steps = steps.setdefault(tag, (None, {}))
        _, below = steps.get(last, (None, {}))
        steps[last] = (path, below)
        return path

    def below(self, element: Element) -> Section:
        """Find what stands at these paths below an element."""
        elements = self._nothing.copy()
        _find(element, self._steps, elements)
        return Section(elements)


class Section:
    """The elements found below an element by their path, in their order. Raises KeyError for a path not declared."""

    __slots__ = ("_elements",)

    def __init__(self, elements: dict[str, list[Element]]) -> None:
        self._elements = elements

    def all(self, path: str) -> list[Element]:
        return self._elements[path]

    def first(self, path: str) -> Element | None:
        same = self._elements[path]
        return same[0] if same else None

    def either(self, path: str, older: str) -> Element | None:
        """The first at a path, else at the one it had in an older version of eForms."""
        return next(iter(self._elements[path] or self._elements[older]), None)


def _find(element: Element, steps: _Steps, elements: dict[str, list[Element]]) -> None:
    for child in element:
        step = steps.get(child.tag)
        if step is None:
            continue
        path, below = step
        if path is not None:
            same = elements[path]
            if same:
                same.append(child)
            else:
                elements[path] = [child]
        if below:
            _find(child, below, elements)
