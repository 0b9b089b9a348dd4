"""The card compiler: an expression of a definition card becomes a new, typed tree, and that becomes SQL.

A card states its measure in a small language over the columns of one fact: AND OR NOT, comparison, IN, BETWEEN, + - *
and typed literals. What is not named here does not exist. Division, NULL tests, COALESCE and CASE are left out on
purpose: they turn unknown into no. sqlglot reads the text, but nothing of its tree is kept: every node is built anew
from what we know, so that no name, option or node we did not think of can pass.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from sqlglot import exp
from sqlglot.errors import SqlglotError

from services.kpi.definitions.declarations.fact import Column, ColumnType, Fact
from services.kpi.definitions.rules import language_faults as faults
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.rules.language import parse, shortened, start_of
from services.kpi.definitions.rules.language_faults import named
from shared.procurement.finding import Rule, Text

DEEPEST_TREE: Final = 30
LONGEST_LIST: Final = 100  # values of one IN
LONGEST_TEXT: Final = 100  # characters of one text
LARGEST_NUMBER: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")

_CODE: Final = re.compile(r"[A-Za-z0-9_. ()+-]+")

_EQUALITY: Final[dict[type[exp.Expression], str]] = {exp.EQ: "=", exp.NEQ: "<>"}
_ORDER: Final[dict[type[exp.Expression], str]] = {exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
_ARITHMETIC: Final[dict[type[exp.Expression], str]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_ORDERED_TYPES = frozenset({ColumnType.NUMBER, ColumnType.DATE})


@dataclass(frozen=True, slots=True)
class Typed:
    """A compiled expression: its type and a tree made of our own nodes only."""

    type: ColumnType
    tree: exp.Expression

    def sql(self, dialect: str) -> str:
        """Write it for an engine (`postgres`, `duckdb`, `spark`)."""
        if dialect == "postgres":
            return self.tree.sql(dialect=dialect)
        # Elsewhere a decimal without precision keeps few digits.
        return self.tree.transform(_with_precision).sql(dialect=dialect)


@dataclass(frozen=True, slots=True)
class _Node:
    """A rebuilt node, and what is needed to type its neighbours: its column or its literal."""

    type: ColumnType
    tree: exp.Expression
    column: Column | None = None
    literal: str | None = None


_Tree: TypeAlias = exp.Expression


def compile_expression(text: str, *, fact: Fact, wanted: ColumnType) -> Typed:
    """Compile one expression over the columns of a fact.

    Raises:
        CardError: the text holds something the language of cards does not have, or has another type.
    """
    compiled = _Builder(fact).build(parse(text), depth=0)
    if compiled.column is None and compiled.literal is not None and wanted is not ColumnType.BOOLEAN:
        raise CardError(faults.BARE_VALUE.at(""))
    if compiled.type is not wanted:
        raise CardError(
            faults.WRONG_TYPE.at("", given=named(compiled.type), wanted=named(wanted), place=shortened(text))
        )
    return Typed(compiled.type, compiled.tree)


class _Builder:
    """Rebuilds a parsed tree from the nodes the language has; everything else is refused."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact

    def build(self, node: _Tree, *, depth: int) -> _Node:
        if depth > DEEPEST_TREE and not isinstance(node, exp.And | exp.Or):
            raise CardError(faults.TOO_DEEP.at("", most=DEEPEST_TREE), offset=start_of(node))
        if isinstance(node, exp.Paren):
            _only(node, "this")
            inner = self.build(node.this, depth=depth + 1)
            return _Node(inner.type, exp.Paren(this=inner.tree), inner.column, inner.literal)
        if isinstance(node, exp.And | exp.Or):
            return self._connected(node, depth=depth)
        if isinstance(node, exp.Not):
            _only(node, "this")
            inner = self.build(node.this, depth=depth + 1)
            self._demand(inner, ColumnType.BOOLEAN, node)
            return _Node(ColumnType.BOOLEAN, exp.Not(this=_bracketed(inner.tree)))
        if type(node) in _EQUALITY or type(node) in _ORDER:
            return self._comparison(node, depth=depth)
        if isinstance(node, exp.In):
            return self._membership(node, depth=depth)
        if isinstance(node, exp.Between):
            return self._range(node, depth=depth)
        if type(node) in _ARITHMETIC:
            return self._arithmetic(node, depth=depth)
        if isinstance(node, exp.Neg):
            _only(node, "this")
            inner = self.build(node.this, depth=depth + 1)
            self._demand(inner, ColumnType.NUMBER, node)
            return _Node(ColumnType.NUMBER, exp.Neg(this=_bracketed(inner.tree)))
        return self._leaf(node)

    def _leaf(self, node: _Tree) -> _Node:
        if type(node) is exp.Column:
            return self._column(node)
        if type(node) is exp.Boolean:
            _only(node, "this")
            return _Node(ColumnType.BOOLEAN, exp.Boolean(this=bool(node.this)), literal=str(bool(node.this)))
        if type(node) is exp.Literal:
            return _literal(node)
        raise _refused(faults.NOT_IN_LANGUAGE, node, kind=type(node).__name__)

    def _column(self, node: exp.Column) -> _Node:
        _only(node, "this")
        identifier = node.this
        if type(identifier) is not exp.Identifier or identifier.args.get("quoted"):
            raise _refused(faults.QUOTED_NAME, node)
        name = str(identifier.this)
        column = self._fact.columns.get(name)
        if column is None:
            known = ", ".join(self._fact.columns)
            fault = faults.UNKNOWN_COLUMN.at("", name=repr(name[:60]), fact=self._fact.name, known=known)
            raise CardError(fault, offset=start_of(node))
        tree: _Tree = exp.column(column.name)
        if column.type is ColumnType.NUMBER:
            # Whole numbers overflow when multiplied; decimals do not.
            tree = exp.cast(tree, exp.DataType.build("numeric", dialect="postgres"))
        return _Node(column.type, tree, column)

    def _connected(self, node: _Tree, *, depth: int) -> _Node:
        """AND and OR: a long row of either is flattened, so that its length is no depth."""
        kind = exp.And if isinstance(node, exp.And) else exp.Or
        operands: list[_Tree] = []
        rest: _Tree = node
        while type(rest) is kind:
            _only(rest, "this", "expression")
            operands.append(rest.expression)
            rest = rest.this
        operands.append(rest)
        trees = []
        for operand in reversed(operands):
            inner = self.build(operand, depth=depth + 1)
            self._demand(inner, ColumnType.BOOLEAN, operand)
            trees.append(_bracketed(inner.tree))
        whole = trees[0]
        for tree in trees[1:]:
            whole = kind(this=whole, expression=tree)
        return _Node(ColumnType.BOOLEAN, whole)

    def _comparison(self, node: _Tree, *, depth: int) -> _Node:
        _only(node, "this", "expression")
        left, right = self._alike(node, node.this, node.expression, depth=depth)
        if type(node) in _ORDER and left.type not in _ORDERED_TYPES:
            raise _refused(faults.NO_ORDER, node)
        return _Node(ColumnType.BOOLEAN, type(node)(this=_bracketed(left.tree), expression=_bracketed(right.tree)))

    def _membership(self, node: exp.In, *, depth: int) -> _Node:
        _only(node, "this", "expressions")
        values = node.expressions
        if not values or len(values) > LONGEST_LIST:
            raise _refused(faults.MEMBERS, node, most=LONGEST_LIST)
        subject = self.build(node.this, depth=depth + 1)
        if subject.type is ColumnType.BOOLEAN:
            raise _refused(faults.MEMBER_OF_TRUTHS, node)
        trees = []
        for value in values:
            member = self.build(value, depth=depth + 1)
            if member.literal is None:
                raise _refused(faults.NO_PLAIN_VALUE, value)
            trees.append(_typed_as(member, subject, node).tree)
        return _Node(ColumnType.BOOLEAN, exp.In(this=_bracketed(subject.tree), expressions=trees))

    def _range(self, node: exp.Between, *, depth: int) -> _Node:
        _only(node, "this", "low", "high")
        subject, low = self._alike(node, node.this, node.args["low"], depth=depth)
        _, high = self._alike(node, node.this, node.args["high"], depth=depth)
        if subject.type not in _ORDERED_TYPES:
            raise _refused(faults.NO_ORDER, node)
        return _Node(
            ColumnType.BOOLEAN,
            exp.Between(this=_bracketed(subject.tree), low=_bracketed(low.tree), high=_bracketed(high.tree)),
        )

    def _arithmetic(self, node: _Tree, *, depth: int) -> _Node:
        _only(node, "this", "expression")
        left = self.build(node.this, depth=depth + 1)
        right = self.build(node.expression, depth=depth + 1)
        self._demand(left, ColumnType.NUMBER, node)
        self._demand(right, ColumnType.NUMBER, node)
        return _Node(ColumnType.NUMBER, type(node)(this=_bracketed(left.tree), expression=_bracketed(right.tree)))

    def _alike(self, node: _Tree, left: _Tree, right: _Tree, *, depth: int) -> tuple[_Node, _Node]:
        """Both sides of a comparison, of one type; a text beside a date column is read as a day."""
        first = self.build(left, depth=depth + 1)
        second = self.build(right, depth=depth + 1)
        if first.literal is not None and second.literal is not None:
            raise _refused(faults.TWO_VALUES, node)
        if first.literal is not None:
            first = _typed_as(first, second, node)
        return first, _typed_as(second, first, node)

    def _demand(self, given: _Node, wanted: ColumnType, node: _Tree) -> None:
        if given.type is not wanted:
            raise _refused(faults.WRONG_TYPE, node, given=named(given.type), wanted=named(wanted))


def _literal(node: exp.Literal) -> _Node:
    _only(node, "this", "is_string")
    text = str(node.this)
    if not node.is_string:
        if not LARGEST_NUMBER.fullmatch(text):
            raise CardError(faults.BAD_NUMBER.at("", text=repr(text[:40])), offset=start_of(node))
        return _Node(ColumnType.NUMBER, exp.Literal.number(text), literal=text)
    if len(text) > LONGEST_TEXT or not _CODE.fullmatch(text):
        raise CardError(faults.BAD_TEXT.at("", text=repr(text[:40]), most=LONGEST_TEXT), offset=start_of(node))
    return _Node(ColumnType.TEXT, exp.Literal.string(text), literal=text)


def _typed_as(value: _Node, other: _Node, node: _Tree) -> _Node:
    """The value as its counterpart wants it: a day beside a date, a code of the list beside a column with one."""
    if value.literal is not None and other.type is ColumnType.DATE and value.type is ColumnType.TEXT:
        try:
            day = date.fromisoformat(value.literal)
        except ValueError as cause:
            raise CardError(faults.NO_DAY.at("", text=repr(value.literal)), offset=start_of(node)) from cause
        tree = exp.cast(exp.Literal.string(day.isoformat()), exp.DataType.build("date"))
        return _Node(ColumnType.DATE, tree, literal=value.literal)
    if value.type is not other.type:
        raise _refused(faults.UNLIKE, node, left=named(value.type), right=named(other.type))
    codes = other.column.codes if other.column else ()
    if value.literal is not None and codes and value.literal not in codes:
        raise _refused(faults.NEVER_OCCURS, node, text=repr(value.literal), known=", ".join(codes))
    return value


def _only(node: _Tree, *names: str) -> None:
    """Refuse a node that carries anything beside the parts we read, comments included."""
    extra = [name for name, value in node.args.items() if value not in (None, False, []) and name not in names]
    if extra or node.comments:
        raise _refused(faults.CARRIES_MORE, node, extra=", ".join(extra) or Text("commentaar", "a comment"))


def _with_precision(node: _Tree) -> _Tree:
    if isinstance(node, exp.DataType) and node.this is exp.DType.DECIMAL:
        return exp.DataType.build("decimal(38, 6)")
    return node


def _bracketed(tree: _Tree) -> _Tree:
    """Brackets around anything that is not a leaf, so that no engine's order of operators matters."""
    if isinstance(tree, exp.Column | exp.Literal | exp.Boolean | exp.Paren | exp.Cast):
        return tree
    return exp.Paren(this=tree)


def _refused(rule: Rule, node: _Tree, **words: object) -> CardError:
    return CardError(rule.at("", place=_place(node), **words), offset=start_of(node))


def _place(node: _Tree) -> str:
    try:
        return shortened(node.sql(dialect="postgres"))
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError):
        return type(node).__name__
