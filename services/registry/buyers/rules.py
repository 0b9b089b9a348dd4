"""Which parties of the register an unmatched buyer may be. Pure.

A candidate is a proposal for a person to judge, never a match: an OIN may be built around an RSIN or a KvK number, but
it is never derived from one or the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from rapidfuzz import fuzz, process

from shared.procurement.buyer_keys import NAME, BuyerKey, normalised_name

Reason: TypeAlias = Literal["same-number", "number-inside", "similar-name"]

MOST: Final = 5
LEAST_SCORE: Final = 70
SAME_NUMBER: Final = 100
NUMBER_INSIDE: Final = 95
_CORE_WEIGHT: Final = 0.7
_LOOKED_AT: Final = 50

_NUMBER: Final = re.compile(r"[0-9]{8,}")  # the shortest number of an organisation, KvK, has eight digits
_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])[ .](?=[0-9])")
_KIND_WORDS: Final = {
    "ministry": "ministerie van",
    "province": "provincie",
    "municipality": "gemeente",
    "water-authority": "waterschap",
    "safety-region": "veiligheidsregio",
}
_SAYS_LITTLE: Final = frozenset(
    {
        "gemeente",
        "provincie",
        "waterschap",
        "hoogheemraadschap",
        "ministerie",
        "veiligheidsregio",
        "stichting",
        "vereniging",
        "bv",
        "nv",
        "cooperatie",
        "gemeenschappelijke",
        "regeling",
        "openbaar",
        "lichaam",
        "de",
        "het",
        "een",
        "van",
        "voor",
        "en",
        "in",
        "te",
        "der",
        "den",
        "fictief",
    }
)


@dataclass(frozen=True, slots=True)
class Body:
    """A party of the register, with every name and number it has or had."""

    party: str
    name: str
    kind: str
    names: Sequence[str]
    identifiers: Sequence[BuyerKey]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a buyer may be. `score` is 0 to 100; `because` holds every reason that was found."""

    party: str
    name: str
    kind: str
    score: int
    because: tuple[Reason, ...]


class Bodies:
    """The parties of the register, made ready to be compared with many buyers."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._numbers: list[tuple[Body, str]] = []
        self._cores: list[str] = []
        self._named: list[tuple[Body, str]] = []  # beside each core: whose it is, and the whole name
        for body in bodies:
            self._numbers += [(body, number) for _, value in body.identifiers for number in _numbers_in(value)]
            for name in dict.fromkeys(_forms(body)):
                self._cores.append(_core(name))
                self._named.append((body, name))

    def candidates(self, name: str | None, keys: Iterable[BuyerKey]) -> list[Candidate]:
        """The best candidates for a buyer of this name and these keys, best first; five at most."""
        candidates: dict[str, tuple[Body, dict[Reason, int]]] = {}

        def add(body: Body, reason: Reason, score: int) -> None:
            reasons = candidates.setdefault(body.party, (body, {}))[1]
            reasons[reason] = max(score, reasons.get(reason, 0))

        for number in {number for scheme, value in keys if scheme != NAME for number in _numbers_in(value)}:
            for body, theirs in self._numbers:
                if number == theirs:
                    add(body, "same-number", SAME_NUMBER)
                elif number in theirs or theirs in number:
                    add(body, "number-inside", NUMBER_INSIDE)
        for body, score in self._similar(normalised_name(name) if name else ""):
            add(body, "similar-name", score)
        proposals = [
            Candidate(body.party, body.name, body.kind, max(reasons.values()), tuple(sorted(reasons)))
            for body, reasons in candidates.values()
        ]
        return sorted(proposals, key=lambda each: (-each.score, -len(each.because), each.party))[:MOST]

    def _similar(self, name: str) -> list[tuple[Body, int]]:
        """What tells bodies apart counts most, the words of their kind less: Utrecht is a city and a province."""
        if not name:
            return []
        near = process.extract(
            _core(name), self._cores, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_SCORE, limit=_LOOKED_AT
        )
        scored = []
        for _, core_score, place in near:
            body, whole = self._named[place]
            score = _CORE_WEIGHT * core_score + (1 - _CORE_WEIGHT) * fuzz.token_sort_ratio(name, whole)
            if score >= LEAST_SCORE:
                scored.append((body, round(score)))
        return scored


def _forms(body: Body) -> Iterable[str]:
    """Its names as they are compared: as registered, and with the word of its kind, which registers leave out."""
    word = _KIND_WORDS.get(body.kind)
    for name in body.names:
        plain = normalised_name(name)
        if not plain:
            continue
        yield plain
        if word is not None and not plain.startswith(word):
            yield f"{word} {plain}"


def _core(name: str) -> str:
    """The words that tell a body from others of its kind; all of them when none is left."""
    words = [word for word in name.split() if word not in _SAYS_LITTLE]
    return " ".join(words) or name


def _numbers_in(value: str) -> list[str]:
    return _NUMBER.findall(_BETWEEN_DIGITS.sub("", value))
