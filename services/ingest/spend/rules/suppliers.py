"""Which supplier a name without a number may be: as with buyers, a number proves and a name only proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from rapidfuzz import fuzz, process

from shared.procurement.buyer_keys import normalised_name

Match: TypeAlias = Literal["number", "name", "none"]
_LEAST_SCORE: Final = 80
_MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as lines name it; `number` is None where none of them states one."""

    name: str | None
    scheme: str | None
    number: str | None
    lines: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supplier with a number that a name may be of; `score` is 0 to 100, and 100 is the same name."""

    supplier: Supplier
    score: int


class KnownSuppliers:
    """The suppliers of which a body states numbers, made ready to be compared with names."""

    def __init__(self, suppliers: Iterable[Supplier]) -> None:
        self._named = [each for each in suppliers if each.name]
        self._names = [normalised_name(each.name or "") for each in self._named]

    def candidates(self, supplier: Supplier) -> Sequence[Candidate]:
        """Whom a supplier without a number may be, the most alike first."""
        if supplier.number is not None or not supplier.name:
            return ()
        plain = normalised_name(supplier.name)
        near = process.extract(plain, self._names, scorer=fuzz.token_sort_ratio, score_cutoff=_LEAST_SCORE, limit=_MOST)
        return [
            Candidate(self._named[place], 100 if self._names[place] == plain else min(99, round(score)))
            for _, score, place in near
        ]


def match_of(supplier: Supplier, candidates: Sequence[Candidate]) -> Match:
    """By what a supplier is known: its number, or the name of one supplier that has a number, and of no other."""
    if supplier.number is not None:
        return "number"
    same = {(each.supplier.scheme, each.supplier.number) for each in candidates if each.score == 100}  # noqa: PLR2004
    return "name" if len(same) == 1 else "none"
