"""A pack as a document: sections with a table each, in Dutch and English; and as the data behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from shared.procurement.finding import Text

PackKind: TypeAlias = Literal["status", "icbr", "evaluation"]
Cell: TypeAlias = str | int | float | Text | None
"""A number stands on the right; None says that there is none."""

NOTHING: Final = Text("Er is niets om te tonen.", "There is nothing to show.")


class Share(float):
    """A fraction of one, which people read as a percentage."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document: a table under a heading, with what must be known to read it."""

    key: str
    title: Text
    columns: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a pack says, and on what it rests; `data` is what the answers behind it said, as the API gives them."""

    name: str
    title: Text
    about: Mapping[str, str]
    sections: Sequence[Section]
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """The data: every table as rows by the English name of their columns, and the answers they came from."""
        tables = {each.key: [_named(each, row) for row in each.rows] for each in self.sections}
        stated = {"name": self.name, "title": self.title._asdict(), "about": dict(self.about), "tables": tables}
        whole = {**stated, "answers": dict(self.data)}
        return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def in_language(text: Text, language: str) -> str:
    """The text in Dutch or English."""
    return text.nl if language == "nl" else text.en


def _named(section: Section, row: Sequence[Cell]) -> dict[str, object]:
    cells = (each.en if isinstance(each, Text) else each for each in row)
    return {column.en: cell for column, cell in zip(section.columns, cells, strict=True)}
