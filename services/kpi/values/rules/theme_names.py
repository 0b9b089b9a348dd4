"""A series in the names of another list of themes: the crosswalk, from the six themes of the Agenda and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.reference.themes import THEMES, Crossing, crossings, read_as, theme_lists


@dataclass(frozen=True, slots=True)
class ThemeNames:
    """What themes are called in a list: `names` by theme of the Agenda; `left_out` have no counterpart there.

    A renamed theme keeps its series (annex III of the Agenda). `dropped` are themes of that list that ended in none of
    the Agenda, so that nothing is counted for them.
    """

    list: str
    names: Mapping[str, str]
    left_out: tuple[str, ...]
    dropped: tuple[str, ...]

    def agenda(self, named: str) -> str:
        """The theme of the Agenda that is called so in this list; raises KeyError."""
        return {name: code for code, name in self.names.items()}[named]

    def crosswalk(self) -> Sequence[Crossing]:
        """How each name in this list came to be the theme that is counted."""
        return [
            crossing
            for crossing in crossings()
            if crossing.from_list == self.list
            and crossing.from_code
            and self.names.get(crossing.to_code or "") == crossing.from_code
        ]


def names_in(theme_list: str) -> ThemeNames:
    """The names of a list; raises KeyError for one that does not exist."""
    theme_lists()[theme_list]
    read = {code: named for code in THEMES if (named := read_as(code, theme_list)) is not None}
    dropped = [each.from_code for each in crossings() if each.from_list == theme_list and each.relation == "dropped"]
    return ThemeNames(
        theme_list,
        {code: named.code for code, named in read.items()},
        tuple(code for code in THEMES if code not in read),
        tuple(code for code in dropped if code),
    )
