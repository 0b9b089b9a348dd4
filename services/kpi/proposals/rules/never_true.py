"""Whether a condition of a card can be true for any row at all.

Every value that the condition can tell apart is tried, in all combinations: a condition that none of them meets counts
nothing, ever. What cannot be decided so (too many combinations, sums of columns) is taken to be possible. Unknown needs
no try: what is true with something unknown is true whatever that is (the language has no test for unknown).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Final, TypeAlias, cast

from sqlglot import exp

from services.kpi.definitions.declarations.fact import Column, ColumnType, Fact
from services.kpi.definitions.rules.compiler import Typed

MOST_COMBINATIONS: Final = 100_000

Value: TypeAlias = bool | str | Decimal
_Row: TypeAlias = Mapping[str, Value]

_SUMS: Final = (exp.Add, exp.Sub, exp.Mul, exp.Neg)
_COMPARISONS: Final = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)


def never_true(condition: Typed, fact: Fact) -> bool:
    """Whether no row of the fact can ever meet the condition."""
    tree = condition.tree
    if any(True for _ in tree.find_all(*_SUMS)):
        return False
    columns = {str(column.name): fact.columns[str(column.name)] for column in tree.find_all(exp.Column)}
    literals = list(tree.find_all(exp.Literal))
    tried = {name: _values(column, literals, beside=len(columns)) for name, column in columns.items()}
    if prod(map(len, tried.values())) > MOST_COMBINATIONS:
        return False
    return not any(_truth(tree, dict(zip(tried, row, strict=True))) for row in product(*tried.values()))


def _values(column: Column, literals: list[exp.Literal], *, beside: int) -> list[Value]:
    """A value of each kind that the condition can tell apart, so many between each two as there are columns."""
    if column.type is ColumnType.BOOLEAN:
        return [True, False]
    if column.type is ColumnType.TEXT:
        return [*column.codes] or [*{str(each.this) for each in literals if each.is_string}, "any other text"]
    if column.type is ColumnType.DATE:
        days = sorted({date.fromisoformat(str(each.this)) for each in literals if _is_day(each)})
        numbers = _numbers([Decimal(day.toordinal()) for day in days] or [Decimal(0)], between=beside)
        return list(numbers)
    stated = {Decimal(str(each.this)) for each in literals if not each.is_string}
    # A minus before a number is no sum, and stands in no literal.
    return list(_numbers(sorted(stated) or [Decimal(0)], between=beside))


def _numbers(stated: list[Decimal], *, between: int) -> Iterator[Decimal]:
    steps = range(1, between + 1)
    yield from (stated[0] - step for step in steps)
    for low, high in pairwise(stated):
        yield low
        yield from (low + (high - low) * step / (between + 1) for step in steps)
    yield stated[-1]
    yield from (stated[-1] + step for step in steps)


def _is_day(literal: exp.Literal) -> bool:
    try:
        date.fromisoformat(str(literal.this))
    except ValueError:
        return False
    return bool(literal.is_string)


def _truth(node: exp.Expression, row: _Row) -> bool:
    if isinstance(node, exp.Paren):
        return _truth(node.this, row)
    if isinstance(node, exp.And):
        return _truth(node.this, row) and _truth(node.expression, row)
    if isinstance(node, exp.Or):
        return _truth(node.this, row) or _truth(node.expression, row)
    if isinstance(node, exp.Not):
        return not _truth(node.this, row)
    if isinstance(node, exp.In):
        return _value(node.this, row) in [_value(each, row) for each in node.expressions]
    if isinstance(node, exp.Between):
        return _ordered(node.args["low"], node.this, row) <= 0 <= _ordered(node.args["high"], node.this, row)
    if isinstance(node, _COMPARISONS):
        return _compared(node, _ordered(node.this, node.expression, row))
    return bool(_value(node, row))


def _compared(node: exp.Expression, order: int) -> bool:
    kinds: dict[type[exp.Expression], bool] = {
        exp.EQ: order == 0,
        exp.NEQ: order != 0,
        exp.LT: order < 0,
        exp.LTE: order <= 0,
        exp.GT: order > 0,
        exp.GTE: order >= 0,
    }
    return kinds[type(node)]


def _ordered(left: exp.Expression, right: exp.Expression, row: _Row) -> int:
    """Below, at or above zero as the left is less than, equal to or more than the right; the compiler typed both."""
    one, other = _value(left, row), cast("str", _value(right, row))
    return (one > other) - (one < other)  # type: ignore[operator]


def _value(node: exp.Expression, row: _Row) -> Value:
    if isinstance(node, exp.Cast) and node.is_type("date") and isinstance(node.this, exp.Literal):
        return Decimal(date.fromisoformat(str(node.this.this)).toordinal())
    if isinstance(node, exp.Paren | exp.Cast):
        return _value(node.this, row)
    if isinstance(node, exp.Column):
        return row[str(node.name)]
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Literal):
        return str(node.this) if node.is_string else Decimal(str(node.this))
    return _truth(node, row)
