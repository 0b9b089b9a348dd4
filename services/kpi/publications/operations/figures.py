"""All figures of a year as an answer of today gives them: of every card, for the country, its tiers and its bodies."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from services.kpi.definitions.rules.card import KeptCard, Measure
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.rules.question import Asked, Question
from services.kpi.values.store.known import Known

LEVELS: Final[Mapping[str, tuple[str, ...]]] = {"national": (), "tier": ("tier",), "body": ("organisation",)}
"""For whom a publication has figures, and the dimension that is grouped by for it."""
_ALL: Final = 2**31


@dataclass(frozen=True, slots=True)
class Series:
    """The figures of one card, counted on one date, on one level."""

    level: str
    answered: Answered


def year_of(year: int) -> Period:
    """The months of a year."""
    return Period(Month(year, 1), Month(year, 12))


def cards_of(cards: Sequence[KeptCard], *, on: date) -> list[KeptCard]:
    """Of every indicator that was not ended by this day, any version."""
    newest = {kept.card.code: kept for kept in cards}
    return [kept for kept in newest.values() if kept.retired_from is None or kept.retired_from > on]


def all_series(
    connection: Connection,
    cards: Sequence[KeptCard],
    year: int,
    *,
    known: Known,
    time_out_ms: int,
    name: str,
) -> Iterator[Series]:
    """Every figure of a year in the caller's snapshot, from the cells, to be published under a name."""
    period, limits = year_of(year), Limits(_ALL, 1, time_out_ms)
    asked = Asked(
        period=period,
        granularity=None,
        question=Question((), {}, (period,)),
        counted_on=None,
        version=None,
        series="current",
        own=False,
        as_of=None,
        boundaries=None,
        cursor=None,
        limit=_ALL,
        publication=name,
    )
    for kept in cards:
        measure, fact = kept.card.measure, kept.card.fact
        for word in kept.card.counted_on_words:
            for level, place in LEVELS.items():
                if not all(fact.carries(name) for name in place) or not _holds(level, measure):
                    continue
                question = replace(asked.question, group_by=(*place, *_beside(level, measure)))
                stated = replace(asked, counted_on=word, question=question)
                [answered] = answer_values(
                    connection, [kept.card.code], stated, caller=None, limits=limits, known=known
                )
                yield Series(level, answered)


def rows_of_bodies(series: Series) -> list[tuple[tuple[str, ...], Decimal]]:
    """How many rows count, or may count, of each body and group; the body comes first."""
    return [(group.key, group.parts.rows) for group in series.answered.groups]


def _holds(level: str, measure: Measure) -> bool:
    """Whether figures exist on this level: what is stated per body has none of several bodies."""
    return level == "body" or "organisation" not in measure.required_dimensions


def _beside(level: str, measure: Measure) -> tuple[str, ...]:
    """The dimensions that figures need beside their place."""
    return tuple(name for name in measure.required_dimensions if name not in LEVELS[level])


def group_of(row: Mapping[str, object], names: Sequence[str]) -> str:
    """The dimensions of a row beside its place, as they stand in the key of a figure."""
    return json.dumps({name: row[name] for name in names if name in row}, sort_keys=True, separators=(",", ":"))


def beside_of(series: Series) -> tuple[str, ...]:
    """The dimensions of a series beside its place."""
    return _beside(series.level, series.answered.reading.card.measure)
