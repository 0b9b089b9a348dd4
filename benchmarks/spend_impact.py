"""Spend and its impact by a new factor set over HTTP, against the same figures by SQL over the rows, in one run."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import psycopg

from benchmarks.machine import Measured

TITLE: Final = "Spend impact: a new factor set, against the same SQL over the rows"
_CATEGORIES: Final = 300
_BODIES: Final = 1_000
_SET: Final = "benchmark-2025"
_TIMES: Final = 3
_ASKED: Final = {"from": "2025-01", "until": "2025-12", "factorSet": _SET, "groupBy": "category"}


@dataclass(frozen=True, slots=True)
class SpendImpact:
    """One answer by category, and the same figures from the rows; the set was not there before."""

    rows: int
    factors: int
    answer_milliseconds: float
    rows_milliseconds: float
    ratio: float


def measure(measured: Measured, lines: int) -> Sequence[SpendImpact]:
    """Put so many rows of spend and a set of factors in the tables, and time both ways to one table of figures."""
    connection = measured.connection
    fill(connection, lines, bodies=_BODIES)
    factors = _new_set(connection)
    connection.execute("analyze procurement.spend; analyze kpi.factor")
    answers, rows = [], []
    for _ in range(_TIMES):
        answers.append(_timed(lambda: _answer(measured)))
        rows.append(_timed(lambda: _from_rows(connection)))
    answer, plain = statistics.median(answers), statistics.median(rows)
    return [SpendImpact(lines, factors, answer * 1000, plain * 1000, answer / plain)]


def _timed(act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _answer(measured: Measured) -> None:
    shown = measured.space.read("kpi", "/v1/spend-impact", _ASKED)
    assert len(shown["rows"]) == _CATEGORIES
    assert all(impact["coverage"] == 1 for row in shown["rows"] for impact in row["impacts"])


def _from_rows(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    rows = connection.execute(
        """
        select f.category, x.measure, count(*), sum(f.amount), sum(f.least), sum(f.most), count(*) - count(f.most),
            sum(f.amount * x.value / x.per), sum(f.least * x.low / x.per), sum(f.most * x.high / x.per)
        from procurement.fact_spend f
        join kpi.factor x on x.factor_set = %s and x.covers = 'category' and x.key = lower(f.category)
        where f.released and f.booked_on between '2025-01-01' and '2025-12-31'
        group by f.category, x.measure
        """,
        [_SET],
    ).fetchall()
    assert len(rows) == 2 * _CATEGORIES


def fill(connection: psycopg.Connection[tuple[object, ...]], lines: int, *, bodies: int) -> None:
    """Write rows of spend as ingest would: of so many bodies, in bands and in amounts."""
    with connection.transaction():
        row = connection.execute("insert into procurement.change (cause) values ('benchmark') returning id").fetchone()
        assert row is not None
        connection.execute(
            """
            insert into procurement.spend (unit, place, lead_body, tier, sender_key, released, counted, since_change,
                booked_on, category, product_chain, purchase_type, valued_by, vat_excluded, amount, least, most,
                spend_group)
            select gen_random_uuid(), 1, 'https://identifier.overheid.nl/tooi/id/gemeente/gm' || 9000 + n %% %s,
                (array['central', 'municipality', 'province'])[1 + n %% 3], 'x', true, true, %s, date '2025-12-31',
                'Categorie ' || n %% %s, null, (array['generic', 'specific'])[1 + n %% 2], 'band',
                (array[true, false, null])[1 + n %% 3], 30001, 10001, case when n %% 50 > 0 then 50000 end,
                (array['other-generic', 'specific'])[1 + n %% 2]
            from generate_series(1, %s) n
            """,
            [bodies, row[0], _CATEGORIES, lines],
        )


def _new_set(connection: psycopg.Connection[tuple[object, ...]]) -> int:
    """A set with a factor for each category, in two measures."""
    with connection.transaction():
        connection.execute(
            """
            insert into kpi.factor_set (code, title, source, licence, region, price_year, price_indices, content_hash,
                state, reason, proposed_by, decided_by)
            values (%s, 'x', 'x', 'x', 'NL', 2025, '{}', 'x', 'adopted', 'x', 'one', 'another')
            """,
            [_SET],
        )
        made = connection.execute(
            """
            insert into kpi.factor
            select %s, 'category', 'categorie ' || n, measure, 'footprint', unit, 0.1, 0.2, 0.4, 1, 'B', ''
            from generate_series(0, %s) n, (values ('greenhouse-gas', 'kg CO2e'), ('material', 'kg')) m(measure, unit)
            """,
            [_SET, _CATEGORIES - 1],
        )
    return made.rowcount
