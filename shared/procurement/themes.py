"""What a source says about a theme, and the state a lot ends up in (counting rules, part 1)."""

from __future__ import annotations

from enum import StrEnum

from shared.quick_dataclass import quick_dataclass

# The six themes of the Agenda MVOI 2026-2030, in the order in which they are always listed.
THEMES: tuple[str, ...] = (
    "climate",
    "circular",
    "pollution-biodiversity",
    "human-rights-labour",
    "diversity-inclusion",
    "social-return",
)


class ThemeState(StrEnum):
    """State of one theme for one lot. Only YES and NO are answers; the other three count as unknown, shown apart."""

    YES = "yes"
    NO = "no"
    WITHHELD = "withheld"
    SILENT = "silent"
    CONFLICTING = "conflicting"

    @property
    def answer(self) -> bool | None:
        """True for yes, False for no, None for everything that is no answer."""
        if self is ThemeState.YES:
            return True
        return False if self is ThemeState.NO else None


@quick_dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a source says about a theme: the term and code it used, and where it stands."""

    theme: str  # a code of THEMES, a local theme, or "any"
    says: ThemeState  # YES, NO or WITHHELD
    term: str  # e.g. BT-775
    code: str  # e.g. opp
    notice_id: str
    place: str  # XPath or JSON Pointer in the kept copy
