"""Who was erased: a sole trader whose fact stays and whose name and number go.

Nobody's name or number is kept for this: only their HMAC-SHA-256 under a secret of the installation. A plain hash would
not do, for there are only a hundred million trade register numbers to try.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_LONG_NUMBER = re.compile(r"(?<!\d)\d{8,}(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 12
_TRADE_REGISTER = re.compile(r"\d{8}", re.ASCII)
_LONGEST = 300
_STAND_IN_LENGTH = 16
_STAND_IN = "erased-"


@dataclass(frozen=True, slots=True)
class Erased:
    """The marks of everybody who was erased. False when nobody was."""

    secret: bytes = b""
    identifiers: frozenset[bytes] = frozenset()
    names: frozenset[bytes] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.identifiers or self.names)

    def number_in(self, text: str) -> str | None:
        """The erased identifier that a text is or holds ("NL-KVK-12345678"), as it is written there; None if none."""
        if len(text) > _LONGEST:
            return None
        for written in (text.strip(), *_LONG_NUMBER.findall(text)):
            if identifier_mark(self.secret, written) in self.identifiers:
                return str(written)
        return None

    def is_name(self, text: str) -> bool:
        """Whether a text is a name that was erased."""
        return len(text) <= _LONGEST and name_mark(self.secret, text) in self.names

    def out_of(self, label: str, *, removed: str) -> str:
        """A label, such as the name of a file, without who was erased: `removed` for a name, a stand-in for a number.

        Every run of words is tried, so this is for short texts only; a longer one comes back as it is.
        """
        if not self or len(label) > _LONGEST:
            return label
        written = _LONG_NUMBER.sub(self._written, label)
        parts, at = [], 0
        for start, end in self._names_in(written):
            parts += [written[at:start], removed]
            at = end
        return "".join([*parts, written[at:]])

    def names_in(self, text: str) -> list[str]:
        """The erased names in a short text, as they are written there; none of a longer one."""
        return [] if len(text) > _LONGEST else [text[start:end] for start, end in self._names_in(text)]

    def _names_in(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text))
        first = 0
        while first < len(words):
            start = words[first].start()
            ends = (words[last].end() for last in range(min(first + _MOST_WORDS, len(words)) - 1, first - 1, -1))
            end = next((end for end in ends if self.is_name(text[start:end])), None)
            if end is None:
                first += 1
                continue
            yield start, end
            first = next((number for number, word in enumerate(words) if word.start() >= end), len(words))

    def _written(self, number: re.Match[str]) -> str:
        return number[0] if self.number_in(number[0]) is None else self.stand_in(number[0])

    def covers(self, identifiers: Iterable[str], names: Iterable[str]) -> bool:
        """Whether an organisation is one that was erased: by any of its identifiers, else by its name.

        A name alone is no proof when the organisation states a trade register number: two firms may share a name.
        """
        stated = list(identifiers)
        if any(self.number_in(each) is not None for each in stated):
            return True
        if any(_TRADE_REGISTER.search(each) for each in stated):
            return False
        return any(self.is_name(each) for each in names)

    def stand_in(self, text: str) -> str:
        """What stands for an erased identifier or name where something refers to it: the same for the same one."""
        return f"{_STAND_IN}{_mark(self.secret, 'stand-in', normalised(text)).hex()[:_STAND_IN_LENGTH]}"


NOBODY = Erased()


def is_stand_in(text: str) -> bool:
    """Whether a text stands for somebody who was erased."""
    return text.startswith(_STAND_IN)


def identifier_mark(secret: bytes, identifier: str) -> bytes:
    """Mark of an identifier. Its scheme plays no part: what a notice says of it is no proof."""
    return _mark(secret, "identifier", normalised(identifier))


def name_mark(secret: bytes, name: str) -> bytes:
    """Mark of a name, however it is spaced, capitalised or punctuated."""
    return _mark(secret, "name", normalised(name))


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """The letters and digits of a text, in lower case."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _mark(secret: bytes, kind: str, text: str) -> bytes:
    return hmac.digest(secret, f"{kind}|{text}".encode(errors="surrogatepass"), "sha256")
