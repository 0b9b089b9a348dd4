"""The theme lists since 2019, their themes, and how a theme of one list is read in the names of the Agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal, cast, get_args

from shared.procurement.themes import THEMES
from shared.reference.lists import rows

__all__ = ["AGENDA", "THEMES", "Theme", "ThemeList", "local_themes", "read_as", "theme", "theme_lists", "themes_of"]

# The list in force since 2026; THEMES are its six themes in their fixed order.
AGENDA = "agenda-2026"

Kind = Literal["theme", "local", "overarching"]
Relation = Literal["same", "renamed", "merged", "dropped", "added", "overarching"]
_CARRIED: Final = frozenset({"same", "renamed", "merged"})
"""Relations by which a series goes on."""


@dataclass(frozen=True, slots=True)
class ThemeList:
    """A list of themes and the years for which it was made. `valid_until` is None when it has no end."""

    code: str
    nl: str
    en: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of one list. A definition is empty when the source gives none."""

    list: str
    code: str
    kind: Kind
    nl: str
    en: str
    definition_nl: str
    definition_en: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """What becomes of a theme of an older list in the Agenda. `to_code` is None when it was dropped."""

    from_list: str
    from_code: str | None
    to_code: str | None
    relation: Relation
    note: str


@cache
def theme_lists() -> dict[str, ThemeList]:
    """All theme lists by code, the oldest first."""
    return {
        row["list"]: ThemeList(
            code=row["list"],
            nl=row["nl"],
            en=row["en"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        )
        for row in rows("theme-lists", ("list", "nl", "en", "valid_from", "valid_until"))
    }


def themes_of(theme_list: str = AGENDA) -> tuple[Theme, ...]:
    """The themes of a list in its own order, without local additions and overarching approaches.

    Raises:
        KeyError: no theme list has that code.
    """
    if theme_list not in theme_lists():
        raise KeyError(f"No theme list is called {theme_list!r}; {', '.join(theme_lists())} exist.")
    return tuple(theme for theme in _themes() if theme.list == theme_list and theme.kind == "theme")


def local_themes() -> tuple[Theme, ...]:
    """Additions that the Agenda names as examples and that a body may choose for itself."""
    return tuple(theme for theme in _themes() if theme.kind == "local")


def theme(code: str, theme_list: str = AGENDA) -> Theme:
    """One theme of a list, local additions and the overarching approach included.

    Raises:
        KeyError: the list has no such theme.
    """
    for entry in _themes():
        if entry.list == theme_list and entry.code == code:
            return entry
    raise KeyError(f"{theme_list!r} has no theme {code!r}.")


@cache
def theme_codes() -> frozenset[str]:
    """Every code of a theme or local theme, of whichever list."""
    return frozenset(theme.code for theme in _themes() if theme.kind != "overarching")


def named_theme(code: str) -> Theme:
    """A theme by its code in the Agenda, else in the oldest list that has it.

    Raises:
        KeyError: no list has it.
    """
    of_code = [each for each in _themes() if each.code == code]
    if not of_code:
        raise KeyError(f"No list has a theme {code!r}.")
    return next((each for each in of_code if each.list == AGENDA), of_code[0])


def agenda_theme(code: str) -> str:
    """What a theme of any list is called in the Agenda; its own code where the Agenda has no such theme."""
    carried = (each for each in crossings() if each.from_code == code and each.relation in _CARRIED)
    return next((each.to_code for each in carried if each.to_code is not None), code)


@cache
def crossings() -> tuple[Crossing, ...]:
    """The whole crosswalk from the older lists to the Agenda."""
    return tuple(
        Crossing(
            from_list=row["from_list"],
            from_code=row["from_code"] or None,
            to_code=row["to_code"] or None,
            relation=cast("Relation", _one_of(row["relation"], get_args(Relation))),
            note=row["note"],
        )
        for row in rows("theme-crosswalk", ("from_list", "from_code", "to_code", "relation", "note"))
    )


def read_as(agenda_theme: str, theme_list: str) -> Theme | None:
    """A theme of the Agenda in the names of another list; None when that list has no counterpart.

    A renamed theme keeps its series: annex III of the Agenda says that the steering itself does not change.
    """
    if theme_list == AGENDA:
        return theme(agenda_theme)
    for crossing in crossings():
        carries = crossing.relation in _CARRIED
        if carries and crossing.from_list == theme_list and crossing.to_code == agenda_theme and crossing.from_code:
            return theme(crossing.from_code, theme_list)
    return None


@cache
def _themes() -> tuple[Theme, ...]:
    columns = ("list", "code", "kind", "nl", "en", "definition_nl", "definition_en")
    return tuple(
        Theme(
            list=row["list"],
            code=row["code"],
            kind=cast("Kind", _one_of(row["kind"], get_args(Kind))),
            nl=row["nl"],
            en=row["en"],
            definition_nl=row["definition_nl"],
            definition_en=row["definition_en"],
        )
        for row in rows("themes", columns)
    )


def _one_of(cell: str, allowed: Iterable[str]) -> str:
    if cell not in allowed:
        raise ValueError(f"{cell!r} is none of {', '.join(allowed)}.")
    return cell
