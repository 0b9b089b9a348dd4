"""Things that are called like what was typed, spelling forgiven: word by word, the best first.

Every word that was typed must be like a word of one and the same name. A number or code counts as it is written, or by
how it begins: a wrong number is no typing error that can be guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

EXACT: Final = 100
_BEGINS: Final = 95.0
_HOLDS: Final = 85.0
_OTHER_SPELLING: Final = 0.9
"""A word that is spelled otherwise counts for less than one that is written as it stands."""
_ALIKE: Final = 75.0
_SUGGESTED: Final = 60.0
_LONG_ENOUGH: Final = 4
"""Letters from which a word may be spelled otherwise, or stand within another."""
_LONG_NUMBER: Final = 4
_OF_A_WHOLE_NAME: Final = 0.1
"""The part of a score that says how much of the name was typed."""
_MOST_WORDS: Final = 12

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Findable:
    """Something that can be found: by its names, and by the codes and numbers that are its own."""

    kind: str
    code: str
    nl: str
    en: str | None
    link: str
    also: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, and how much it is like what was typed: 100 is the same."""

    thing: Findable
    score: int


def folded(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents; signs between them are none."""
    return _WORD.findall(folded(text).replace("_", " "))


def alike(typed: str, known: Iterable[Findable], *, most: int) -> list[Hit]:
    """What is called like this, the best first; of two that are alike the shorter name."""
    things = list(known)
    words = words_of(typed)[:_MOST_WORDS]
    if not words:
        return []
    names = [[words_of(name) for name in _names(thing)] for thing in things]
    vocabulary = list(dict.fromkeys(word for each in names for name in each for word in name))
    like = {word: _likeness(word, vocabulary) for word in words}
    hits: list[Hit] = []
    for thing, its_names in zip(things, names, strict=True):
        score = max(_number_score(typed, thing), *(_score(words, name, like) for name in its_names), 0.0)
        if score:
            hits.append(Hit(thing, round(score)))
    hits.sort(key=lambda hit: (-hit.score, len(hit.thing.nl), hit.thing.code))
    return hits[:most]


def other_spelling(typed: str, vocabulary: Iterable[str]) -> str | None:
    """What was typed with each word that nothing has replaced by the one most like it; None: none is like it."""
    known = list(dict.fromkeys(vocabulary))
    words = words_of(typed)[:_MOST_WORDS]
    meant: list[str] = []
    for word in words:
        near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_SUGGESTED)
        meant.append(word if near is None else near[0])
    return " ".join(meant) if meant != words else None


def vocabulary_of(things: Iterable[Findable]) -> list[str]:
    """Every word in the names of these."""
    return [word for thing in things for name in _names(thing) for word in words_of(name)]


def nearest_words(word: str, vocabulary: Sequence[str], *, most: int) -> list[str]:
    """The words that this one may be another spelling of, the nearest first."""
    if len(word) < _LONG_ENOUGH:
        return []
    near = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=most)
    return [each for each, _, _ in near]


def name_scores(typed: str, names: Sequence[str]) -> list[float]:
    """How much each name is like what was typed, 0 to 100; 0 when a word of it is nowhere like a word of the name."""
    words, its_words = words_of(typed)[:_MOST_WORDS], [words_of(name) for name in names]
    vocabulary = list(dict.fromkeys(word for name in its_words for word in name))
    like = {word: _likeness(word, vocabulary) for word in words}
    return [_score(words, name, like) for name in its_words]


def _names(thing: Findable) -> tuple[str, ...]:
    return tuple(name for name in (thing.nl, thing.en, *thing.also) if name)


def _likeness(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    like: dict[str, float] = {}
    if len(word) >= _LONG_ENOUGH:
        near = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
        like = {each: score * _OTHER_SPELLING for each, score, _ in near}
    for each in vocabulary:
        if each == word:
            like[each] = float(EXACT)
        elif each.startswith(word):
            like[each] = _BEGINS
        elif len(word) >= _LONG_ENOUGH and word in each:
            like[each] = max(like.get(each, 0.0), _HOLDS)
    return like


def _score(words: Sequence[str], name: Sequence[str], like: Mapping[str, Mapping[str, float]]) -> float:
    if list(words) == list(name):
        return float(EXACT)
    best = [max((like[word].get(each, 0.0) for each in name), default=0.0) for word in words]
    if not all(best):
        return 0.0
    whole = min(len(words) / len(name), 1.0)
    return min(sum(best) / len(best) * (1 - _OF_A_WHOLE_NAME + _OF_A_WHOLE_NAME * whole), EXACT - 1)


def _number_score(typed: str, thing: Findable) -> float:
    plain = "".join(words_of(typed))
    for number in (thing.code, *thing.numbers):
        written = "".join(words_of(number))
        if plain == written:
            return float(EXACT)
        if len(plain) >= _LONG_NUMBER and written.startswith(plain):
            return _BEGINS
    return 0.0
