"""One answer with figures: the processor time it costs kpi, and its time against the same figure from the rows."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import psycopg

from benchmarks.machine import Measured

TITLE: Final = "Values: from cells, against rows; with a register of ten times as many bodies too"
_ANSWERS: Final = 200
_CARD: Final = "MKT-P01"
_YEAR: Final = {"from": "2025-01", "until": "2025-12"}
_LOTS_PER_BODY: Final = 100


@dataclass(frozen=True, slots=True)
class Values:
    """One answer over HTTP, and the aggregate over the rows it stands for.

    `dearer` is its processor time against that of the same answer with the first number of bodies.
    """

    bodies: int
    lots: int
    refresh_seconds: float
    processor_milliseconds: float
    dearer: float
    answer_milliseconds: float
    rows_milliseconds: float
    ratio: float


def measure(measured: Measured, lots: int, *, answers: int = _ANSWERS) -> Sequence[Values]:
    """Put so many lots of one year in the tables, let kpi refresh, and time both ways to one table of figures."""
    results: list[Values] = []
    fewer = max(2, lots // 10 // _LOTS_PER_BODY)
    for bodies, more in ((fewer, lots // 10), (10 * fewer, lots - lots // 10)):
        measured.register(bodies)
        fill(measured.connection, more, bodies=bodies)
        measured.connection.execute("analyze")
        filled = time.monotonic()
        measured.wait_until_counted()
        refreshed = time.monotonic() - filled
        _timed_answer(measured)
        before = measured.processor_seconds("kpi")
        answer = statistics.median(_timed_answer(measured) for _ in range(answers))
        processor = (measured.processor_seconds("kpi") - before) / answers * 1000
        rows = statistics.median(_timed_rows(measured.connection) for _ in range(3))
        results.append(
            Values(
                bodies=bodies,
                lots=more + (results[0].lots if results else 0),
                refresh_seconds=refreshed,
                processor_milliseconds=processor,
                dearer=processor / results[0].processor_milliseconds if results else 1.0,
                answer_milliseconds=answer * 1000,
                rows_milliseconds=rows * 1000,
                ratio=answer / rows,
            )
        )
    return results


def _timed_answer(measured: Measured) -> float:
    started = time.perf_counter()
    (figures,) = measured.space.values([_CARD], **_YEAR, groupBy="tier")
    assert figures.rows
    return time.perf_counter() - started


def _timed_rows(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    started = time.perf_counter()
    connection.execute(
        "select tier, count(*) filter (where tenders_received = 1), count(tenders_received), count(*)"
        " from procurement.fact_lot where awarded_on >= '2025-01-01' and awarded_on < '2026-01-01'"
        " and released and state = 'awarded' and competition = 'call' group by tier"
    ).fetchall()
    return time.perf_counter() - started


def fill(
    connection: psycopg.Connection[tuple[object, ...]],
    lots: int,
    *,
    bodies: int,
    years: int = 1,
    first: date = date(2025, 1, 1),
) -> None:
    """Write lots of some years and the change that announces them, as ingest would."""
    days = 365 * years
    with connection.transaction():
        row = connection.execute("insert into procurement.change (cause) values ('benchmark') returning id").fetchone()
        assert row is not None
        change = row[0]
        connection.execute(
            """
            insert into procurement.lot (procedure, lot_id, state, competition, climate, circular,
                pollution_biodiversity, human_rights_labour, diversity_inclusion, social_return, any_theme,
                local_themes, signals_in_text, gpp_criteria, accessible, reserved, strategic_fields_complete,
                tenders_received, tenders_received_state, awarded_value, value_basis, value_state, evidence,
                lead_body, tier, nature, above_threshold, product_chain, chain_quality, launched_on,
                launch_known, awarded_on, counted, since_change)
            select gen_random_uuid(), 'LOT-0001', 'awarded', 'call',
                (array['yes', 'no', 'silent', 'silent'])[1 + n %% 4], 'silent', 'silent', 'silent', 'silent',
                (array['yes', 'silent', 'silent'])[1 + n %% 3], (array['yes', 'no', 'silent', 'silent'])[1 + n %% 4],
                '{}', '{}', 'silent', 'silent', 'no', n %% 4 < 2, 1 + n %% 6, 'known', 1000 + n %% 900000, 'tenders',
                'known', '[]', 'https://identifier.overheid.nl/tooi/id/gemeente/gm' || 9000 + n %% %s,
                'municipality', (array['works', 'services', 'supplies'])[1 + n %% 3],
                (array['above', 'below', 'undetermined'])[1 + n %% 3], 'chain-' || n %% 50, 'A',
                %s::date + (n * 7) %% %s, true, %s::date + (n * 11) %% %s, true, %s
            from generate_series(1, %s) n
            """,
            [bodies, first, days, first, days, change, lots],
        )
        connection.execute(
            """
            insert into procurement.change_scope
            select distinct %s::bigint, 'procedure', place.counted_on, coalesce(lead_body, ''), coalesce(tier, ''),
                date_trunc('month', place.day)
            from procurement.lot
            cross join lateral (values ('awarded_on', awarded_on), ('launched_on', launched_on)) place(counted_on, day)
            where place.day is not null
            """,
            [change],
        )
        connection.execute(
            "update procurement.change set position = nextval('procurement.change_position'),"
            " recorded_at = clock_timestamp() where id = %s",
            [change],  # nobody else writes here, so no lock is needed for the order of commits
        )
