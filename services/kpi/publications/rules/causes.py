"""Why a published figure differs from what was published before (C9), as far as that can be known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Cause: TypeAlias = Literal[
    "late-data", "correction", "linked-buyer", "list", "erasure", "disclosure", "definition", "program-error", "unknown"
]
How: TypeAlias = Literal["new", "came", "changed", "gone"]
"""What became of a row in the year: it was not there, it had no such date, it reads otherwise, it left."""

CAUSES: Final[dict[Cause, tuple[str, str]]] = {
    "late-data": ("Gegevens die later kwamen.", "Data that came later."),
    "correction": ("Een verbetering door wie de gegevens stuurde.", "A correction by who sent the data."),
    "linked-buyer": ("Een koper die later aan een organisatie is gekoppeld.", "A buyer linked to a body later."),
    "list": ("Een andere lijst of een wijziging van het register.", "Another list, or a change of the register."),
    "erasure": ("Gegevens die op verzoek zijn gewist.", "Data erased on request."),
    "disclosure": ("Gegevens die later openbaar werden.", "Data that became public later."),
    "definition": ("Een andere versie van de definitie.", "Another version of the definition."),
    "program-error": ("Een andere versie van het programma.", "Another version of the program."),
    "unknown": ("Niet na te gaan uit wat bewaard is.", "Not to be traced from what is kept."),
}
"""Every cause in Dutch and English."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows of a body that moved in one way by one cause of the log.

    `linked`: their body was not known before. `inside`: more moved than whose they are, so that a figure of the country
    may differ too.
    """

    body: str
    tier: str
    cause: str
    how: How
    linked: bool
    inside: bool


def cause_of(moved: Moved) -> Cause:
    """What a movement of rows is called."""
    match moved.cause:
        case "submission":
            return "late-data" if moved.how in {"new", "came"} else "correction"
        case "register":
            return "linked-buyer" if moved.linked else "list"
        case "erasure":
            return "erasure"
        case "disclosure":
            return "disclosure"
    return "late-data" if moved.how == "new" else "correction"


def causes_at(level: str, place: str, moves: Iterable[Moved]) -> list[Cause]:
    """The causes of all movements behind a figure of the country, a tier or a body."""
    behind = {cause_of(each) for each in moves if _is_of(each, level, place)}
    return [cause for cause in CAUSES if cause in behind]


def _is_of(moved: Moved, level: str, place: str) -> bool:
    if level == "national":
        return moved.inside
    return place == ((moved.tier if level == "tier" else moved.body) or "unknown")
