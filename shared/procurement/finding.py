"""Rules and findings: what can be missing, odd or refused in something that was sent, and where it was so.

A rule is declared once, beside what raises it, and is the only way to make a finding.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self, TypeAlias

from shared.shown_text import spelled

if TYPE_CHECKING:
    from types import ModuleType

Language: TypeAlias = Literal["nl", "en"]
Part: TypeAlias = Literal["body", "query", "path", "header"]
LONGEST_VALUE: Final = 120


class Severity(StrEnum):
    """ERROR: this record is refused. WARNING: kept, but something does not count. INFO: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Text(NamedTuple):
    """The same text in Dutch and English."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What can be found: its code, how severe it is, the sentence in Dutch and English, and what to do about it.

    Words in braces are filled in per finding.
    """

    code: str  # EF-012, OC-003, CMP-001, unknown-party
    severity: Severity
    nl: str
    en: str
    remedy: Text | None = None

    @property
    def said(self) -> Text:
        """The sentence with what to do behind it."""
        if self.remedy is None:
            return Text(self.nl, self.en)
        return Text(f"{self.nl} {self.remedy.nl}", f"{self.en} {self.remedy.en}")

    def at(self, location: str, value: str | None = None, /, **words: object) -> Finding:
        """The finding at one place, with the value shortened; a word that differs by language is a `Text`."""
        return self.within("body", location, value, **words)

    def within(self, part: Part, location: str, value: str | None = None, /, **words: object) -> Finding:
        """The finding in one part of a request. What does not show is spelled out in all that it says."""
        nl, en = self.said
        if words:
            nl, en = nl.format(**_in_language(words, "nl")), en.format(**_in_language(words, "en"))
        shown = value if value is None or len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
        return Finding(
            self.code,
            self.severity,
            spelled(location),
            spelled(nl),
            spelled(en),
            None if shown is None else spelled(shown),
            part,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired: its code, the place, the offending value (shortened) and what to say in both languages.

    `location` is an XPath or JSON Pointer; in another part of a request than its body, the name of what stands there.
    """

    rule: str
    severity: Severity
    location: str
    nl: str
    en: str
    value: str | None = None
    part: Part = "body"

    @classmethod
    def answered(cls, fault: Mapping[str, Any]) -> Self:
        """The finding that one of the `errors` of a problem is; what an answer leaves out is empty."""
        code, location, said = (str(fault.get(name, "")) for name in ("code", "location", "detail"))
        return cls(code, Severity.ERROR, location, said, said, part=fault.get("in", "body"))

    def sentence(self, language: Language) -> str:
        """What it says in this language."""
        return self.nl if language == "nl" else self.en

    @property
    def row(self) -> dict[str, str | None]:
        """The finding as it is stored and sent on."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "location": self.location,
            "value": self.value,
            "nl": self.nl,
            "en": self.en,
        }


@cache
def rules_of(*packages: str) -> Mapping[str, Rule]:
    """The rules of these packages, as `catalogue` gives them; every module in them is imported."""
    paths = ((name, importlib.import_module(name).__path__) for name in packages)
    names = (module.name for name, path in paths for module in pkgutil.walk_packages(path, f"{name}."))
    return catalogue(*map(importlib.import_module, names))


def catalogue(*modules: ModuleType) -> Mapping[str, Rule]:
    """Every rule that these modules declare, as such or in a mapping, by its code.

    Raises ValueError when two rules have the same code.
    """
    rules: dict[str, Rule] = {}
    for module in modules:
        for declared in vars(module).values():
            for rule in declared.values() if isinstance(declared, Mapping) else (declared,):
                if isinstance(rule, Rule) and rules.setdefault(rule.code, rule) is not rule:
                    raise ValueError(f"Two rules have the code {rule.code}; the second stands in {module.__name__}.")
    return dict(sorted(rules.items()))


def _in_language(words: Mapping[str, object], language: Language) -> dict[str, object]:
    return {name: getattr(word, language) if isinstance(word, Text) else word for name, word in words.items()}
