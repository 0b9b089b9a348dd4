"""A condition of a card taken apart: its terms, how they are joined, and which of them decided the outcome.

A term is a part without AND, OR or NOT: a column that says yes or no, a comparison, a membership. Everything here has
three values: what is unknown stays so until a term that is known settles it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from sqlglot import exp

from services.kpi.definitions.rules.compiler import Typed

Truth: TypeAlias = bool | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term: as people read it, as SQL, and the columns that it names."""

    text: str
    sql: str
    tree: exp.Expression
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """How parts are joined: `all` of them, `any` of them, or `not` the only one. A number is a term."""

    how: str
    parts: tuple["Joined | int", ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition in terms, in the order in which the card names them."""

    terms: tuple[Term, ...]
    joined: Joined | int

    def settled(self, truths: Sequence[Truth]) -> tuple[Truth, frozenset[int]]:
        """What follows from what each term says, and the terms that decided it.

        A no among things that must all hold decides alone; without one, what is unknown; else all of them together.
        """
        return _settled(self.joined, truths)


@lru_cache(maxsize=2048)
def condition_of(expression: Typed) -> Condition:
    """Take a compiled condition apart."""
    terms: list[Term] = []
    joined = _taken_apart(expression.tree, terms)
    return Condition(tuple(terms), joined)


def as_read(tree: exp.Expression) -> str:
    """An expression as its card has it: without the casts that the compiler adds."""
    plain = tree.transform(lambda node: node.this if isinstance(node, exp.Cast) else node)
    return str(plain.sql(dialect="postgres"))


def columns_of(tree: exp.Expression) -> tuple[str, ...]:
    """The columns that an expression names, each once."""
    return tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column, bfs=False)))


def _taken_apart(tree: exp.Expression, terms: list[Term]) -> Joined | int:
    if isinstance(tree, exp.Paren):
        return _taken_apart(tree.this, terms)
    if isinstance(tree, exp.Not):
        return Joined("not", (_taken_apart(tree.this, terms),))
    if isinstance(tree, exp.And | exp.Or):
        how = "all" if isinstance(tree, exp.And) else "any"
        return Joined(how, tuple(_taken_apart(part, terms) for part in _operands(tree)))
    terms.append(Term(as_read(tree), tree.sql(dialect="postgres"), tree, columns_of(tree)))
    return len(terms) - 1


def _operands(tree: exp.Expression) -> list[exp.Expression]:
    """The parts of a row of the same sign, from left to right; a long row is no depth."""
    kind, parts, rest = type(tree), [], tree
    while type(rest) is kind:
        parts.append(rest.expression)
        rest = rest.this
    return [rest, *reversed(parts)]


def _settled(joined: Joined | int, truths: Sequence[Truth]) -> tuple[Truth, frozenset[int]]:
    if isinstance(joined, int):
        return truths[joined], frozenset({joined})
    parts = [_settled(part, truths) for part in joined.parts]
    if joined.how == "not":
        [(truth, deciding)] = parts
        return (None if truth is None else not truth), deciding
    strong = joined.how == "any"  # what settles it alone: one yes of any, one no of all
    said = {truth for truth, _ in parts}
    outcome: Truth = strong if strong in said else None if None in said else not strong
    deciding = frozenset[int]().union(*(each for truth, each in parts if truth is outcome))
    return outcome, deciding
