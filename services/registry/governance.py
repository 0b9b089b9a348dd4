"""What a body states about itself: who keeps its data, what it measures with, and which themes it adds or leaves out.

Pure: the checks that no database can make. Roles: requirement R083; instruments and sources with a quality judgement:
R089 and R090; local themes: R005 (Agenda MVOI 2026-2030, chapter 3). Roles are held by a function or a department,
never by a person: names, addresses and telephone numbers of people are refused.
"""

from typing import Final, Literal, TypeAlias

Role: TypeAlias = Literal["owner", "steward", "controller"]
Quality: TypeAlias = Literal["good", "sufficient", "insufficient", "unknown"]
Choice: TypeAlias = Literal["added", "left-out"]

ROLES: Final[tuple[Role, ...]] = ("owner", "steward", "controller")
"""Owner: answers for the data. Steward: keeps them right from day to day. Controller: decides on their processing."""

QUALITIES: Final[tuple[Quality, ...]] = ("good", "sufficient", "insufficient", "unknown")
THEME_CHOICES: Final[tuple[Choice, ...]] = ("added", "left-out")
