"""Names like what was typed, spelling forgiven: the best first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz, process, utils

_ENOUGH: Final = 70.0
_MOST: Final = 10
_SAME: Final = 101.0


@dataclass(frozen=True, slots=True)
class Named:
    """Something that can be found: its code, its name and where it stands."""

    code: str
    name: str
    address: str
    likeness: float = 0.0


def alike(typed: str, known: Iterable[Named], *, most: int = _MOST) -> list[Named]:
    """The things whose code or name is like what was typed; a code that is typed exactly comes first."""
    listed = list(known)
    folded = typed.strip().casefold()
    exact = [replace(each, likeness=_SAME) for each in listed if each.code.casefold() == folded]
    codes = {each.code for each in exact}
    choices = {number: f"{each.code} {each.name}" for number, each in enumerate(listed)}
    ranked = process.extract(
        typed, choices, scorer=fuzz.WRatio, processor=utils.default_process, score_cutoff=_ENOUGH, limit=most
    )
    close = [replace(listed[number], likeness=score) for _, score, number in ranked if listed[number].code not in codes]
    return [*exact, *close][:most]
