"""Statements that judge a period: how many rows pass each rule, and which rows fail."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.ingest.quality.rules.quality_rule import QualityRule, Unit

_ROWS: Final[dict[Unit, str]] = {
    "procedure": "(select *, id as procedure, '' as part from procurement.procedure)",
    "lot": "(select *, lot_id as part from procurement.lot)",
    "winner": "(select *, concat_ws('|', nullif(lot_id, ''), tender_id) as part from procurement.winner)",
    "contract": """(select p.id as procedure, p.lead_body, p.counted, p.launched_on, p.awarded_on, p.since_change,
        c as contract, coalesce(c ->> 'number', c ->> 'contract_id') as part
        from procurement.procedure p cross join lateral jsonb_array_elements(p.contracts) c)""",
}
"""The rows of each unit: the procedure they are of, and what names them within it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose rows, that stand in a period from a day until a day, both inclusive."""

    body: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Score:
    """How many rows a rule applies to, and how many of them pass."""

    rule: QualityRule
    applies: int
    passes: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that fails a rule; `part` names the lot, tender or contract, and is empty for a whole procedure."""

    since: int
    procedure: UUID
    part: str
    code: str
    value: str | None


def scores(session: Session, rules: Collection[QualityRule], asked: Asked) -> list[Score]:
    """The scores of these rules in order of their codes; one pass for the rules over the same rows."""
    made = [score for together in _over_the_same_rows(rules) for score in _one_pass(session, together, asked)]
    return sorted(made, key=lambda score: score.rule.code)


def _over_the_same_rows(rules: Collection[QualityRule]) -> Iterator[Sequence[QualityRule]]:
    rows = attrgetter("unit", "placed_by")
    return (list(together) for _, together in groupby(sorted(rules, key=rows), key=rows))


def _one_pass(session: Session, rules: Sequence[QualityRule], asked: Asked) -> Iterator[Score]:
    counts = ", ".join(
        f"count(*) filter (where {rule.applies}), count(*) filter (where ({rule.applies}) and {rule.passes})"
        for rule in rules
    )
    query = f"select {counts} from {_ROWS[rules[0].unit]} r where {_in_period(rules[0])}"  # noqa: S608 - rules
    numbers = iter(session.execute(text(query), _values(asked)).one())
    return (Score(rule, next(numbers), next(numbers)) for rule in rules)


def failures(
    session: Session,
    rules: Collection[QualityRule],
    asked: Asked,
    *,
    after: tuple[int, str, str, str] | None,
    fetch: int,
) -> list[Failure]:
    """Rows that fail these rules, in the order in which they last changed."""
    each = " union all ".join(
        f"""select r.since_change, r.procedure, r.part, '{rule.code}' as code, {rule.shown} as value
            from {_ROWS[rule.unit]} r where {_in_period(rule)} and ({rule.applies}) and not ({rule.passes})"""  # noqa: S608 - rules
        for rule in rules
    )
    query = f"""
        select since_change, procedure, part, code, value from ({each}) failed
        where (since_change, procedure, part, code) > (:since, cast(:procedure as uuid), :part, :code)
        order by since_change, procedure, part, code limit :fetch
    """  # noqa: S608 - rules of ours; the values are bound
    since, procedure, part, code = after or (-1, str(UUID(int=0)), "", "")
    values = {**_values(asked), "since": since, "procedure": procedure, "part": part, "code": code, "fetch": fetch}
    return [Failure(*row) for row in session.execute(text(query), values)]


def _in_period(rule: QualityRule) -> str:
    return f"r.lead_body = :body and r.counted and r.{rule.placed_by}_on between :starts_on and :ends_on"


def _values(asked: Asked) -> dict[str, object]:
    return {"body": asked.body, "starts_on": asked.starts_on, "ends_on": asked.ends_on}
