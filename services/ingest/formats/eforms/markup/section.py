"""What is read below the elements of one kind: the paths are declared once, and one walk finds what stands at all."""

from __future__ import annotations

from typing import TypeAlias

from lxml.etree import _Element as Element

from services.ingest.formats.eforms.markup.xpath import Places, tag_of

EXTENSION = "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
"""Path to what stands in the eForms extension of an element."""

_Steps: TypeAlias = dict[str, tuple[str | None, "_Steps", str | None]]
"""By tag: the path that ends here, if one does, the steps below, and the name when a place here or below is told."""


class Paths:
    """The paths, with the prefixes of `NAMESPACES`, of all that is read below an element of one kind."""

    def __init__(self, *paths: str | Paths) -> None:
        self._nothing: dict[str, list[Element]] = {}
        self._placed: set[str] = set()
        self._steps: _Steps = {}
        for path in paths:
            for each in (path,) if isinstance(path, str) else path._nothing:  # noqa: SLF001 - its own
                self.add(each, placed=not isinstance(path, str) and each in path._placed)  # noqa: SLF001

    def add(self, path: str, *, placed: bool = False) -> str:
        """Read what stands at this path too; gives the path, by which the section then tells it.

        Of what is `placed` the place is found on the same walk.
        """
        self._nothing[path] = []
        if placed:
            self._placed.add(path)
        steps = self._steps
        *above, last = path.split("/")
        for name in above:
            tag = tag_of(name)
            ends, below, told = steps.get(tag, (None, {}, None))
            steps[tag] = (ends, below, name if placed else told)
            steps = below
        tag = tag_of(last)
        _, below, told = steps.get(tag, (None, {}, None))
        steps[tag] = (path, below, last if placed else told)
        return path

    def below(self, element: Element, places: Places | None = None) -> Section:
        """Find what stands at these paths below an element; `places` learns of those that are told."""
        elements = self._nothing.copy()
        _find(element, self._steps, elements, places)
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


def _find(element: Element, steps: _Steps, elements: dict[str, list[Element]], places: Places | None) -> None:
    told: dict[str, list[Element]] | None = None
    for child in element[:]:  # type: ignore[index]  # a list: to begin an iterator is dear; the stubs lack it
        tag = child.tag
        step = steps.get(tag)
        if step is None:
            continue
        path, below, name = step
        if path is not None:
            same = elements[path]
            if same:
                same.append(child)
            else:
                elements[path] = [child]
        if name is not None and places is not None:
            if told is None:
                told = {}
            alike = told.get(tag)
            if alike is None:
                alike = told[tag] = [child]
            else:
                alike.append(child)
            places.met[child] = (element, name, len(alike), alike)
        if below:
            _find(child, below, elements, places)
