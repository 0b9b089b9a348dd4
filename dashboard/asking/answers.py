"""Answers of services as pages read them: JSON, of which the shape stands in the description of the service.

A page shows what the service says and computes nothing, so it takes the object as it is.
"""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Answer: TypeAlias = Mapping[str, Any]
Query: TypeAlias = Mapping[str, object]


def as_parameters(query: Query) -> tuple[tuple[str, str], ...]:
    """The question in the query of an address: None and "" left out, lists repeated, booleans as in JSON."""
    stated: list[tuple[str, str]] = []
    for name, value in query.items():
        for each in value if isinstance(value, list | tuple) else (value,):
            if each is None or each == "":
                continue
            stated.append((name, str(each).lower() if isinstance(each, bool) else str(each)))
    return tuple(stated)


QUESTION: Final = "@question"
"""The member that each figure of an answer gets: the address that was asked, and behind # its place (RFC 6901)."""


def mark(answer: dict[str, Any], question: str) -> None:
    """Note with each figure which question gave it, so that whoever sees it can ask again."""
    waiting: list[tuple[dict[str, Any] | list[Any], str]] = [(answer, "")]
    while waiting:
        part, place = waiting.pop()
        members = part.items() if isinstance(part, dict) else enumerate(part)
        waiting += [(value, f"{place}/{name}") for name, value in members if isinstance(value, dict | list)]
        if isinstance(part, dict) and isinstance(part.get("value", ""), int | float | None):
            part[QUESTION] = f"{question}#{place}"
