"""Themes of an answer in the names of another list."""

from collections.abc import Sequence

from pydantic import Field

from services.kpi.values.rules.reading import Group
from services.kpi.values.rules.theme_names import ThemeNames
from shared.http.schema import ApiModel
from shared.reference.themes import Relation


class CrossingOut(ApiModel):
    """A theme that is counted, what it is called in the list asked for, and how the one became the other."""

    theme: str
    named: str
    relation: Relation
    note: str


class ThemeNamesOut(ApiModel):
    """In the names of which list themes stand in the rows, and what the crosswalk between the lists leaves out."""

    theme_list: str
    crosswalk: list[CrossingOut]
    left_out: list[str] = Field(description="Themes that are counted and have no counterpart in this list.")
    dropped: list[str] = Field(description="Themes of this list that are counted no longer.")


def theme_names_out(names: ThemeNames) -> ThemeNamesOut:
    """The crosswalk that was applied."""
    return ThemeNamesOut(
        theme_list=names.list,
        crosswalk=[
            CrossingOut(theme=each.to_code or "", named=each.from_code or "", relation=each.relation, note=each.note)
            for each in names.crosswalk()
        ],
        left_out=list(names.left_out),
        dropped=list(names.dropped),
    )


def groups_named(groups: Sequence[Group], group_by: Sequence[str], names: ThemeNames | None) -> Sequence[Group]:
    """The groups but those of a theme that has no name in the list asked for; the unknown theme stays."""
    if names is None or "theme" not in group_by:
        return groups
    place = list(group_by).index("theme")
    return [group for group in groups if group.key[place] in {"", *names.names}]
