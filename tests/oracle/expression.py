"""The language of cards read in plain Python: an expression and a row give true, false, a value, or None for unknown.

A reading of its own: nothing of the service's parser, compiler or SQL is used.
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

Row: TypeAlias = Mapping[str, Any]
"""A row of a fact: values by the names of its columns; None is unknown."""
Value: TypeAlias = Any
Reading: TypeAlias = Callable[[Row], Value]

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|([A-Za-z_]\w*)|(<>|!=|<=|>=|[<>=(),+*-]))")
_COMPARED: Mapping[str, Callable[[Value, Value], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTED: Mapping[str, Callable[[Value, Value], Value]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@lru_cache(maxsize=1000)
def reading(text: str) -> Reading:
    """The function of a row that an expression is."""
    return _Reader(text).whole()


def columns_in(text: str) -> set[str]:
    """The columns that an expression names."""
    names = {token.group(3).lower() for token in _TOKEN.finditer(text) if token.group(3)}
    return names - {"and", "or", "not", "in", "between", "true", "false"}


def all_of(*values: bool | None) -> bool | None:
    """AND over three values: one no settles it, else one unknown leaves it open."""
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def opposite(value: bool | None) -> bool | None:
    """NOT: what is unknown stays so."""
    return None if value is None else not value


class _Reader:
    """Reads from left to right; what binds loosest is read first."""

    def __init__(self, text: str) -> None:
        self._words: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            token = _TOKEN.match(text, at)
            assert token is not None, f"{text[at:]!r} is no expression"
            number, literal, name, sign = token.groups()
            if number is not None:
                self._words.append(("number", number))
            elif literal is not None:
                self._words.append(("text", literal))
            else:
                self._words.append(("name", name.lower()) if name else ("sign", sign))
            at = token.end()
        self._at = 0

    def whole(self) -> Reading:
        read = self._any()
        assert self._at == len(self._words), f"{self._words[self._at :]} is left over"
        return read

    def _next_is(self, word: str) -> bool:
        """Whether this word comes next; it is taken then."""
        here = self._at < len(self._words) and self._words[self._at] in {("name", word), ("sign", word)}
        self._at += here
        return here

    def _any(self) -> Reading:
        parts = [self._all()]
        while self._next_is("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda row: opposite(all_of(*(opposite(part(row)) for part in parts)))

    def _all(self) -> Reading:
        parts = [self._not()]
        while self._next_is("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else lambda row: all_of(*(part(row) for part in parts))

    def _not(self) -> Reading:
        if self._next_is("not"):
            inner = self._not()
            return lambda row: opposite(inner(row))
        return self._condition()

    def _condition(self) -> Reading:
        left = self._sum()
        turned = self._next_is("not")
        if self._next_is("in"):
            condition = self._membership(left)
        elif self._next_is("between"):
            low = self._sum()
            assert self._next_is("and")
            high = self._sum()
            condition = _of_three(left, low, high)
        else:
            sign = next((sign for sign in _COMPARED if self._next_is(sign)), None)
            return left if sign is None else _of_two(_COMPARED[sign], left, self._sum())
        return (lambda row: opposite(condition(row))) if turned else condition

    def _membership(self, subject: Reading) -> Reading:
        assert self._next_is("(")
        members = [self._sum()]
        while self._next_is(","):
            members.append(self._sum())
        assert self._next_is(")")
        equal = [_of_two(operator.eq, subject, member) for member in members]
        return lambda row: opposite(all_of(*(opposite(each(row)) for each in equal)))

    def _sum(self) -> Reading:
        left = self._product()
        while (sign := next((sign for sign in "+-" if self._next_is(sign)), None)) is not None:
            left = _of_two(_COMPUTED[sign], left, self._product())
        return left

    def _product(self) -> Reading:
        left = self._single()
        while self._next_is("*"):
            left = _of_two(operator.mul, left, self._single())
        return left

    def _single(self) -> Reading:
        if self._next_is("("):
            inner = self._any()
            assert self._next_is(")")
            return inner
        if self._next_is("-"):
            negated = self._single()
            return _of_two(operator.sub, lambda _row: Decimal(0), negated)
        kind, word = self._words[self._at]
        self._at += 1
        if kind == "name" and word not in {"true", "false"}:
            return lambda row: _plain(row[word])
        literal: Value = Decimal(word) if kind == "number" else word if kind == "text" else word == "true"
        return lambda _row: literal


def _of_two(function: Callable[[Value, Value], Value], left: Reading, right: Reading) -> Reading:
    def both(row: Row) -> Value:
        first, second = left(row), right(row)
        if first is None or second is None:
            return None
        return function(*_alike(first, second))

    return both


def _of_three(subject: Reading, low: Reading, high: Reading) -> Reading:
    above, below = _of_two(operator.ge, subject, low), _of_two(operator.le, subject, high)
    return lambda row: all_of(above(row), below(row))


def _alike(first: Value, second: Value) -> tuple[Value, Value]:
    """A text beside a day is a day."""
    if isinstance(first, date) and isinstance(second, str):
        return first, date.fromisoformat(second)
    if isinstance(second, date) and isinstance(first, str):
        return date.fromisoformat(first), second
    return first, second


def _plain(value: Value) -> Value:
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
