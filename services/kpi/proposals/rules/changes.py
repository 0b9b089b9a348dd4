"""What differs between two versions of a definition, and whether figures on either side can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.kpi.definitions.rules.card import Card

DECIDED: Final = frozenset({"/version", "/status", "/valid_from", "/valid_until"})
"""What every decision states anew: no change of what is meant."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A property that differs: its pointer in the card, and its value before and after (None: it was not stated)."""

    property: str
    before: str | None
    after: str | None


def changes(old: Card, new: Card) -> tuple[Changed, ...]:
    """Every property that differs, without what each decision states anew."""
    before, after = (dict(_leaves(card.model_dump(mode="json", exclude_none=True), "")) for card in (old, new))
    return tuple(
        Changed(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name) and name not in DECIDED
    )


def _leaves(stated: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(stated, Mapping):
        for name, value in stated.items():
            yield from _leaves(value, f"{pointer}/{name}")
    elif isinstance(stated, list):
        for number, value in enumerate(stated):
            yield from _leaves(value, f"{pointer}/{number}")
    else:
        yield pointer, str(stated)
