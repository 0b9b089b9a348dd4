"""Figures over five years and many bodies: from cells against rows, under load, and a rebuild in one pass."""

import os
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import psycopg

from benchmarks import releases
from benchmarks.machine import Measured
from benchmarks.volume import FIRST, SENT, YEARS, grow
from services.kpi.cells.rules.aggregates import Aggregates, aggregates_of, compile_measure
from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.rules.statement import Unit, pass_statement
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import built_in_cards

TITLE: Final = "Five years: from cells against rows, under load, and a rebuild in one pass for all cards"
BODIES: Final = 1_500
_CARD: Final = "MKT-P01"
_ASKED: Final = {"from": f"{FIRST}-01", "until": f"{FIRST + YEARS - 1}-12", "granularity": "year", "groupBy": "tier"}
_NOTICES: Final = 10
_NOTICE: Final = 50_000_000
_ANSWERS: Final = 100
_ASKERS: Final = 4
_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Years:
    """One answer by tier and year over HTTP, the same from the rows, answers under load, and two ways to rebuild.

    `quicker` is rows / answer; `notice` is from the POST of one notice until the cells of all cards show it; `together`
    is one pass for all cards of lots over as many passes as there are cards. `load` is that of the machine, ours too.
    """

    bodies: int
    lots: int
    load: float
    megabytes: float
    cells: int
    refresh_seconds: float
    answer_milliseconds: float
    answer_processor_milliseconds: float
    rows_milliseconds: float
    quicker: float
    most_a_second: float
    half_p50_milliseconds: float
    half_p99_milliseconds: float
    notice_median_seconds: float
    notice_longest_seconds: float
    notice_processor_seconds: float
    cards: int
    pass_seconds: float
    apart_seconds: float
    together: float


def measure(
    measured: Measured,
    lots: int,
    *,
    bodies: int = BODIES,
    sent: int = SENT,
    answers: int = _ANSWERS,
    notices: int = _NOTICES,
    seconds: float = _SECONDS,
) -> Sequence[Years]:
    """A tenth of the lots, and then all of them."""
    results: list[Years] = []
    for wanted in (lots // 10, lots):
        total = grow(measured, wanted, bodies=bodies, sent=sent)
        if results and results[-1].lots == total:
            break  # more than a tenth was there already
        filled = time.monotonic()
        measured.wait_until_counted(seconds=7200)
        refreshed = time.monotonic() - filled
        measured.connection.execute("analyze")
        _answer(measured)
        before = measured.processor_seconds_of_all()
        answer = statistics.median(_answer(measured) for _ in range(answers))
        processor = (measured.processor_seconds_of_all() - before) / answers
        rows = statistics.median(_from_rows(measured.connection) for _ in range(3))
        most = len(_paced(measured, seconds=seconds, rate=None)) / seconds
        half = sorted(_paced(measured, seconds=seconds, rate=most / 2))
        before = measured.processor_seconds_of_all()
        fresh = [_notice(measured, _NOTICE + total + number) for number in range(notices)]
        of_notice = (measured.processor_seconds_of_all() - before) / notices
        together, apart, cards = _rebuilt(measured.connection)
        results.append(
            Years(
                bodies=bodies,
                lots=total,
                load=os.getloadavg()[0],
                megabytes=int(str(measured.value_of("select pg_database_size(current_database())"))) / 1e6,
                cells=int(str(measured.value_of("select reltuples::bigint from pg_class where relname = 'cell'"))),
                refresh_seconds=refreshed,
                answer_milliseconds=answer * 1000,
                answer_processor_milliseconds=processor * 1000,
                rows_milliseconds=rows * 1000,
                quicker=rows / answer,
                most_a_second=most,
                half_p50_milliseconds=statistics.median(half) * 1000,
                half_p99_milliseconds=half[int(len(half) * 0.99)] * 1000,
                notice_median_seconds=statistics.median(fresh),
                notice_longest_seconds=max(fresh),
                notice_processor_seconds=of_notice,
                cards=cards,
                pass_seconds=together,
                apart_seconds=apart,
                together=together / apart,
            )
        )
    return results


def _notice(measured: Measured, number: int) -> float:
    """Seconds from sending one notice until no cell is stale."""
    file = measured.folder / "notice.jsonl"
    file.write_bytes(b"".join(releases.lines(1, first=number)))
    started = time.monotonic()
    submission = measured.send(file)
    while not measured.space.submission(submission).finished:
        time.sleep(0.01)
    measured.wait_until_counted()
    return time.monotonic() - started


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
        (date(FIRST, 1, 1), date(FIRST + YEARS, 1, 1)),
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
            " date_trunc('month', awarded_on::timestamp)::date as first_day, null::bigint as shown from procurement.lot"
        )
        connection.execute("create temporary table new_cell (like kpi.cell including defaults) on commit drop")
        connection.execute("analyze stale_place")
        started = time.perf_counter()
        connection.execute(pass_statement(unit, cards, wide=True).encode())
        return time.perf_counter() - started
