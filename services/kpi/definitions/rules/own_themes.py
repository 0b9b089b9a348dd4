"""What bodies choose of themes: which they add to the common ones, with its names, and which they leave out (R005)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.reference.themes import local_themes


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """A theme that a body adds (its names where it is of its own) or leaves out; `until` is the first day after."""

    party: str
    added: bool
    theme: str
    nl: str | None
    en: str | None
    since: date | None
    until: date | None

    def holds_within(self, first: date, last: date) -> bool:
        """Whether it holds on some day from first to last."""
        return (self.since is None or self.since <= last) and (self.until is None or first < self.until)


def names_of_added(choices: Iterable[ThemeChoice]) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The Dutch and the English name of what each body added: its own name for its own, by body and theme."""
    listed = {theme.code: (theme.nl, theme.en) for theme in local_themes()}
    return {
        (choice.party, choice.theme): (choice.nl, choice.en) if choice.nl and choice.en else listed[choice.theme]
        for choice in choices
        if choice.added
    }


def names_by_code(choices: Sequence[ThemeChoice]) -> Mapping[str, tuple[str, str]]:
    """The names of every theme that some body added; bodies that gave one code different names have all of them."""
    names: dict[str, list[tuple[str, str]]] = {theme.code: [(theme.nl, theme.en)] for theme in local_themes()}
    for (_, theme), named in sorted(names_of_added(choices).items()):
        if named not in names.setdefault(theme, []):
            names[theme].append(named)
    return {code: (" / ".join(nl for nl, _ in each), " / ".join(en for _, en in each)) for code, each in names.items()}
