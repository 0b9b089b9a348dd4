"""What a form is made of; each part has the place (JSON Pointer) in the record that it fills."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind = Literal["text", "prose", "number", "whole", "day", "choice", "choices"]
NONE = "_none"
"""Said of a list: there is none, which is something else than saying nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value that somebody fills in."""

    place: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    values: tuple[str, ...] = ()
    longest: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """By which the page finds it."""
        return id_of(self.place)

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together."""

    place: str
    label: str
    hint: str
    parts: tuple["Part", ...]
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """By which the page finds it."""
        return id_of(self.place)


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of groups, with one more that is empty; `none` says that there are none."""

    place: str
    label: str
    hint: str
    rows: tuple[Group, ...]
    none: bool = False
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """By which the page finds it."""
        return id_of(self.place)


Part: TypeAlias = Field | Group | Rows


def id_of(place: str) -> str:
    """The id of a place in a page."""
    return "veld" + place.replace("/", "-").replace(".", "_")


def every(parts: tuple[Part, ...]) -> Iterator[Part]:
    """All parts, those within others too."""
    for part in parts:
        yield part
        if isinstance(part, Group):
            yield from every(part.parts)
        elif isinstance(part, Rows):
            yield from every(part.rows)
