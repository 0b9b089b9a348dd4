"""Figures over five years and many bodies: from cells against rows, under load, and a rebuild in one pass."""

import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import psycopg

from benchmarks.machine import Measured
from benchmarks.values import fill
from services.kpi.cells.rules.aggregates import Aggregates, aggregates_of, compile_measure
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Unit, pass_statement
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import built_in_cards

TITLE: Final = "Five years: from cells against rows, under load, and a rebuild in one pass for all cards"
BODIES: Final = 1_500
_YEARS: Final = 5
_FIRST: Final = 2021
_CARD: Final = "MKT-P01"
_ASKED: Final = {"from": f"{_FIRST}-01", "until": f"{_FIRST + _YEARS - 1}-12", "granularity": "year", "groupBy": "tier"}
_ANSWERS: Final = 100
_ASKERS: Final = 4
_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Years:
    """One answer by tier and year over HTTP, the same from the rows, answers under load, and two ways to rebuild.

    `quicker` is rows / answer; `together` is one pass for all cards of lots over as many passes as there are cards.
    """

    bodies: int
    lots: int
    refresh_seconds: float
    answer_milliseconds: float
    rows_milliseconds: float
    quicker: float
    most_a_second: float
    half_p50_milliseconds: float
    half_p99_milliseconds: float
    cards: int
    pass_seconds: float
    apart_seconds: float
    together: float


def measure(
    measured: Measured, lots: int, *, bodies: int = BODIES, answers: int = _ANSWERS, seconds: float = _SECONDS
) -> Sequence[Years]:
    """A tenth of the lots, and then all of them."""
    measured.register(bodies)
    results: list[Years] = []
    for total, more in ((lots // 10, lots // 10), (lots, lots - lots // 10)):
        fill(measured.connection, more, bodies=bodies, years=_YEARS, first=date(_FIRST, 1, 1))
        measured.connection.execute("analyze")
        filled = time.monotonic()
        measured.wait_until_counted(seconds=7200)
        refreshed = time.monotonic() - filled
        _answer(measured)
        answer = statistics.median(_answer(measured) for _ in range(answers))
        rows = statistics.median(_from_rows(measured.connection) for _ in range(3))
        most = len(_paced(measured, seconds=seconds, rate=None)) / seconds
        half = sorted(_paced(measured, seconds=seconds, rate=most / 2))
        together, apart, cards = _rebuilt(measured.connection)
        results.append(
            Years(
                bodies=bodies,
                lots=total,
                refresh_seconds=refreshed,
                answer_milliseconds=answer * 1000,
                rows_milliseconds=rows * 1000,
                quicker=rows / answer,
                most_a_second=most,
                half_p50_milliseconds=statistics.median(half) * 1000,
                half_p99_milliseconds=half[int(len(half) * 0.99)] * 1000,
                cards=cards,
                pass_seconds=together,
                apart_seconds=apart,
                together=together / apart,
            )
        )
    return results


def _answer(measured: Measured) -> float:
    started = time.perf_counter()
    (figures,) = measured.space.values([_CARD], **_ASKED)
    assert figures.rows
    return time.perf_counter() - started


def _from_rows(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    started = time.perf_counter()
    connection.execute(
        "select tier, extract(year from awarded_on), count(*) filter (where tenders_received = 1),"
        " count(tenders_received), count(*) from procurement.fact_lot where awarded_on >= %s and awarded_on < %s"
        " and released and state = 'awarded' and competition = 'call' group by 1, 2",
        (date(_FIRST, 1, 1), date(_FIRST + _YEARS, 1, 1)),
    ).fetchall()
    return time.perf_counter() - started


def _paced(measured: Measured, *, seconds: float, rate: float | None) -> list[float]:
    """Time answers asked by several at once: each after the last, or at a rate that does not wait for them."""
    times: list[float] = []
    ends_at = time.monotonic() + seconds

    def ask(number: int) -> None:
        due = time.monotonic() + (0 if rate is None else number / rate)
        while (now := time.monotonic()) < ends_at:
            if rate is not None and now < due:
                time.sleep(min(due - now, 0.01))
                continue
            _answer(measured)
            # Waiting for one's turn counts: an answer that is late delays those behind it.
            times.append(time.monotonic() - (now if rate is None else due))
            due += 0 if rate is None else _ASKERS / rate

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(_ASKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def _rebuilt(connection: psycopg.Connection[tuple[object, ...]]) -> tuple[float, float, int]:
    """Seconds of one pass for all cards of lots, of a pass for each, and how many cards there are."""
    fact = facts()["lot"]
    unit = Unit(fact, "awarded_on", Level.BODY_MONTH)
    measures = [compile_measure(card) for card in built_in_cards() if card.measure.fact == "lot"]
    together = [
        (number, aggregates_of(each, number=number, dialect="postgres")) for number, each in enumerate(measures)
    ]
    alone = [[(0, aggregates_of(each, number=0, dialect="postgres"))] for each in measures]
    return _passed(connection, unit, together), sum(_passed(connection, unit, each) for each in alone), len(measures)


def _passed(
    connection: psycopg.Connection[tuple[object, ...]], unit: Unit, cards: Sequence[tuple[int, Aggregates]]
) -> float:
    with connection.transaction(force_rollback=True):
        connection.execute(
            "create temporary table stale_place on commit drop as select distinct coalesce(lead_body, '') as place,"
            " date_trunc('month', awarded_on::timestamp)::date as first_day from procurement.lot"
        )
        connection.execute("create temporary table new_cell (like kpi.cell including defaults) on commit drop")
        connection.execute("analyze stale_place")
        started = time.perf_counter()
        connection.execute(pass_statement(unit, cards, wide=True).encode())
        return time.perf_counter() - started
