"""What a card says of one row: whether it is in, what it answers, and which terms decided that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from services.kpi.cells.rules.aggregates import NUMBERS, compile_measure
from services.kpi.definitions.declarations.fact import ColumnType, Fact
from services.kpi.definitions.rules.card import Card
from services.kpi.definitions.rules.terms import Condition, Term, Truth, as_read, columns_of, condition_of

Value: TypeAlias = str | bool | Decimal | date | None
"""What a column of a fact holds; None is unknown."""

CONDITIONS: Final = ("population", "hit")


class Certainty(StrEnum):
    """Whether a row belongs to the population."""

    IN = "in"
    UNDETERMINED = "undetermined"
    OUT = "out"


class Verdict(StrEnum):
    """What a row answers: a share has yes, no and unknown; other kinds have rows whose number is known or unknown."""

    YES = "yes"
    NO = "no"
    KNOWN = "known"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """One expression of a measure taken apart: its property, and as it is read."""

    name: str
    text: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A measure taken apart: its conditions in terms, its numbers, and every column that it names."""

    conditions: Mapping[str, Condition]
    numbers: tuple[Part, ...]
    columns: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of population and hit, in that order."""
        return tuple(term for condition in self.conditions.values() for term in condition.terms)


@lru_cache(maxsize=512)
def anatomy_of(card: Card) -> Anatomy:
    """Take the measure of a card apart."""
    expressions = compile_measure(card).expressions
    conditions = {name: condition_of(expressions[name]) for name in CONDITIONS if name in expressions}
    numbers = tuple(
        Part(name, as_read(expressions[name].tree), columns_of(expressions[name].tree))
        for name in NUMBERS
        if name in expressions
    )
    terms = (column for condition in conditions.values() for term in condition.terms for column in term.columns)
    columns = (*terms, *(column for number in numbers for column in number.columns))
    return Anatomy(conditions, numbers, tuple(dict.fromkeys(columns)))


@dataclass(frozen=True, slots=True)
class Said:
    """What one term says of a row, and whether that decided the outcome."""

    of: str
    term: Term
    says: Truth
    decides: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One row as a card judges it. `numbers` are what is added up, by the names of the measure; None is unknown."""

    certainty: Certainty
    verdict: Verdict
    said: tuple[Said, ...]
    numbers: Mapping[str, Decimal | None]


_CERTAINTY: Final[Mapping[Truth, Certainty]] = {
    True: Certainty.IN,
    False: Certainty.OUT,
    None: Certainty.UNDETERMINED,
}
_ANSWER: Final[Mapping[Truth, Verdict]] = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}


def judged(card: Card, truths: Sequence[Truth], numbers: Mapping[str, Decimal | None]) -> Judged:
    """What follows for a row from what each term says of it, and from its numbers as they are added up."""
    anatomy = anatomy_of(card)
    outcomes: dict[str, Truth] = {}
    said: list[Said] = []
    for name, condition in anatomy.conditions.items():
        own = truths[len(said) : len(said) + len(condition.terms)]
        outcomes[name], deciding = condition.settled(own)
        said += [
            Said(name, term, says, number in deciding)
            for number, (term, says) in enumerate(zip(condition.terms, own, strict=True))
        ]
    if "hit" in outcomes:
        verdict = _ANSWER[outcomes["hit"]]
    else:
        verdict = Verdict.UNKNOWN if None in numbers.values() else Verdict.KNOWN
    return Judged(_CERTAINTY[outcomes["population"]], verdict, tuple(said), numbers)


def is_private(fact: Fact, column: str) -> bool:
    """Whether a column holds an amount or quantity of a record that is not public (C24)."""
    return fact.released is not None and fact.columns[column].type is ColumnType.NUMBER
