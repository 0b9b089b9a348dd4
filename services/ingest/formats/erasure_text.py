"""What a document says of people who were erased, as it says it: to be taken out of every text that repeats it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from shared.procurement.contacts import REMOVED
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding

_SHORTEST_NAME: Final = 4


def label_without(label: str, erased: Erased) -> str:
    """A label that a sender gave, such as the name of a file, without who was erased."""
    return erased.out_of(label, removed=REMOVED)


def finding_without(finding: Finding, erased: Erased) -> Finding:
    """A finding at a place that a sender named, without who was erased."""
    location = label_without(finding.location, erased)
    return finding if location == finding.location else replace(finding, location=location)


@dataclass(slots=True)
class Traces:
    """Names, numbers, references and keys of erased people, with stand-ins for all but names. False when none."""

    names: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)  # whole texts: references and identity keys
    _pattern: tuple[int, re.Pattern[str] | None] = (0, None)

    def __bool__(self) -> bool:
        return bool(self.names or self.numbers or self.refs)

    def add_names(self, names: Iterable[str]) -> None:
        """Remember names; a very short one would be found in too many words."""
        self.names.update(name.strip() for name in names if len(name.strip()) >= _SHORTEST_NAME)

    def add_numbers(self, identifiers: Iterable[str], erased: Erased) -> None:
        """Remember those of the identifiers that were erased."""
        for each in identifiers:
            number = erased.number_in(each)
            if number is not None:
                self.numbers[number] = erased.stand_in(number)

    def add(self, other: Traces) -> None:
        """Remember what another document says as well."""
        self.names |= other.names
        self.numbers |= other.numbers
        self.refs |= other.refs

    def out_of(self, text: str) -> str:
        """A text without all of it."""
        return self.names_out_of(self.numbers_out_of(text))

    def numbers_out_of(self, text: str) -> str:
        """A text in which stand-ins take the place of numbers and references; a longer number is another number."""
        renamed = self.refs.get(text)
        if renamed is not None:
            return renamed
        for number, stand_in in self.numbers.items():
            if number in text:
                text = re.sub(rf"(?<!\d){re.escape(number)}(?!\d)", stand_in, text)
        return text

    def names_out_of(self, text: str) -> str:
        """A text without the names, however they are spaced and capitalised; parts of words are no names."""
        if self._pattern[0] != len(self.names):
            longest_first = sorted(self.names, key=lambda each: (-len(each), each))
            written = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest_first)
            self._pattern = len(self.names), re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)
        pattern = self._pattern[1]
        return text if pattern is None else pattern.sub(REMOVED, text)

    def out_of_json(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        """JSON of our own without all of it, in every text."""
        if isinstance(value, str):
            return self.out_of(value)
        if isinstance(value, Mapping):
            return {key: self.out_of_json(each) for key, each in value.items()}
        return [self.out_of_json(each) for each in value] if isinstance(value, list) else value
