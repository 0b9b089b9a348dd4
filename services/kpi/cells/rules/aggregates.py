"""From compiled cards to the sums of a pass over a fact: all cards of a fact in one go, for any SQL engine.

The inner query projects each card's population and answer once, the outer one counts them; both are plain text without
parameters, so that the same cells can be computed elsewhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from services.kpi.cells.rules.parts import PARTS
from services.kpi.definitions.declarations.fact import ColumnType
from services.kpi.definitions.rules.card import Card, Kind
from services.kpi.definitions.rules.compiler import Typed, compile_expression
from services.kpi.definitions.rules.faults import CardError

NUMBERS: Final = ("weight", "value", "numerator", "denominator", "baseline")
"""The properties of a measure that are numbers."""
SUMMED: Final[Mapping[Kind, Mapping[str, str]]] = MappingProxyType(
    {
        "share": {"weight": "w"},
        "mean": {"value": "v"},
        "state": {"value": "v"},
        "sum": {"value": "v"},
        "ratio": {"numerator": "v", "denominator": "b"},
        "change": {"value": "v", "baseline": "b"},
        "count": {},
        "bodies": {},
    }
)
"""What each kind adds up of a row: the property, and the letter of its column in a pass."""


@dataclass(frozen=True, slots=True)
class CompiledMeasure:
    """A card's measure after the compiler: the typed expressions by their property, and how they are summed."""

    kind: Kind
    fact: str
    expressions: Mapping[str, Typed]
    non_negative: bool


@dataclass(frozen=True, slots=True)
class Aggregates:
    """SQL of one card in a pass: what the inner query projects and what the outer query sums, part by part."""

    projected: tuple[str, ...]
    sums: Mapping[str, str]


@lru_cache(maxsize=512)
def compile_measure(card: Card) -> CompiledMeasure:
    """Compile every expression of a card.

    Raises:
        CardError: an expression is refused; the message names card, property and place.
    """
    measure = card.measure
    expressions = {}
    for name in ("population", "hit", *NUMBERS):
        text: str | None = getattr(measure, name)
        if text is None:
            continue
        wanted = ColumnType.NUMBER if name in NUMBERS else ColumnType.BOOLEAN
        try:
            expressions[name] = compile_expression(text, fact=card.fact, wanted=wanted)
        except CardError as cause:
            raise cause.inside(f"{card.code} {card.version}", f"/measure/{name}") from cause
    return CompiledMeasure(measure.kind, measure.fact, expressions, measure.non_negative)


def aggregates_of(measure: CompiledMeasure, *, number: int, dialect: str, signed: bool = False) -> Aggregates:
    """SQL of one card; `number` keeps its columns apart from those of the other cards in the pass.

    `signed`: rows count as their column `sign` says, once or as one less.
    """
    adds = _SIGNED if signed else _PLAIN
    sql = {name: expression.sql(dialect) for name, expression in measure.expressions.items()}
    p = f"p{number}"
    projected = [f"({sql['population']}) as {p}"]
    if measure.kind == "share":
        h, w = f"h{number}", f"w{number}"
        projected.append(f"({sql['hit']}) as {h}")
        if "weight" in sql:
            # An amount below zero is no amount: it would turn a bound into nonsense.
            projected.append(f"case when ({sql['weight']}) >= 0 then ({sql['weight']}) end as {w}")
            return Aggregates(tuple(projected), _value_share(adds, p, h, w))
        return Aggregates(tuple(projected), _share(adds, p, h))
    summed = [sql[name] for name in SUMMED[measure.kind]]
    if not summed:
        return Aggregates(tuple(projected), _counted(adds, p))
    v, b = f"v{number}", f"b{number}"
    if len(summed) > 1:
        above, below = summed
        both = f"({above}) is not null and ({below}) is not null"
        projected.append(f"case when {both} then ({above}) end as {v}")
        projected.append(f"case when {both} then ({below}) end as {b}")
        return Aggregates(tuple(projected), {**_summed(adds, p, v), **_based(adds, p, b)})
    guard = (
        f"case when ({sql['value']}) >= 0 then ({sql['value']}) end" if measure.non_negative else f"({sql['value']})"
    )
    projected.append(f"{guard} as {v}")
    return Aggregates(tuple(projected), _summed(adds, p, v))


def part_columns(aggregates: Sequence[Aggregates]) -> str:
    """The outer query's sums of all cards, named `c<number>_<part>`; parts a kind does not have are left out."""
    return ",\n".join(
        f"{sql} as c{number}_{part}" for number, card in enumerate(aggregates) for part, sql in card.sums.items()
    )


def members(*, signed: bool) -> str:
    """How many rows there are, in or out."""
    return (_SIGNED if signed else _PLAIN).rows("true")


def summed_again(aggregates: Sequence[Aggregates]) -> str:
    """Sums of those columns, for a coarser grouping of a pass that was grouped already."""
    return ",\n".join(
        f"sum(c{number}_{part}) as c{number}_{part}" for number, card in enumerate(aggregates) for part in card.sums
    )


def unpivoted(keys: Sequence[str], aggregates: Sequence[Aggregates]) -> str:
    """One row per card out of the one row of a pass: VALUES of key and all parts."""
    rows = (
        "(" + ", ".join([key, *(f"c{number}_{part}" if part in card.sums else "0" for part in PARTS)]) + ")"
        for number, (key, card) in enumerate(zip(keys, aggregates, strict=True))
    )
    return ",\n".join(rows)


@dataclass(frozen=True, slots=True)
class _Adding:
    """How rows are counted and amounts added up."""

    row: str
    amount: str

    def rows(self, condition: str) -> str:
        return self.row.format(condition)

    def total(self, amount: str, condition: str) -> str:
        return self.amount.format(amount, condition)


_PLAIN: Final = _Adding("count(*) filter (where {})", "coalesce(sum({}) filter (where {}), 0)")
_SIGNED: Final = _Adding("coalesce(sum(sign) filter (where {}), 0)", "coalesce(sum(sign * {}) filter (where {}), 0)")


def _seven(p: str, h: str) -> dict[str, str]:
    return {
        "in_yes": f"{p} and {h}",
        "in_no": f"{p} and not {h}",
        "in_unknown": f"{p} and {h} is null",
        "undetermined_yes": f"{p} is null and {h}",
        "undetermined_no": f"{p} is null and not {h}",
        "undetermined_unknown": f"{p} is null and {h} is null",
        "out": f"not {p}",
    }


def _not_out(p: str) -> str:
    return f"({p} or {p} is null)"


def _share(adds: _Adding, p: str, h: str) -> dict[str, str]:
    counts = {part: adds.rows(condition) for part, condition in _seven(p, h).items()}
    return {**counts, "rows": adds.rows(_not_out(p))}


def _value_share(adds: _Adding, p: str, h: str, w: str) -> dict[str, str]:
    sums = {part: adds.total(w, condition) for part, condition in _seven(p, h).items()}
    return {**sums, "without_amount": adds.rows(f"{_not_out(p)} and {w} is null"), "rows": adds.rows(_not_out(p))}


def _counted(adds: _Adding, p: str) -> dict[str, str]:
    return {
        "in_known": adds.rows(p),
        "undetermined_known": adds.rows(f"{p} is null"),
        "out": adds.rows(f"not {p}"),
        "rows": adds.rows(_not_out(p)),
    }


def _summed(adds: _Adding, p: str, v: str) -> dict[str, str]:
    return {
        "in_known": adds.rows(f"{p} and {v} is not null"),
        "in_unknown": adds.rows(f"{p} and {v} is null"),
        "undetermined_known": adds.rows(f"{p} is null and {v} is not null"),
        "undetermined_unknown": adds.rows(f"{p} is null and {v} is null"),
        "in_sum": adds.total(v, p),
        "undetermined_sum": adds.total(v, f"{p} is null"),
        "out": adds.rows(f"not {p}"),
        "rows": adds.rows(_not_out(p)),
    }


def _based(adds: _Adding, p: str, b: str) -> dict[str, str]:
    return {"in_base": adds.total(b, p), "undetermined_base": adds.total(b, f"{p} is null")}
