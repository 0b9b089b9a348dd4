"""A values query over a year of many lots: from cells, against the same figure straight from the rows."""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.machine import data_space, owner, wait_until_counted
from client.http import DataSpace

_TIMES = 7
_CARD = "MKT-P01"


@dataclass(frozen=True, slots=True)
class Values:
    """Median seconds of one answer over HTTP, and of the aggregate over the rows it stands for."""

    lots: int
    refresh_seconds: float
    answer: float
    rows: float


def measure(lots: int) -> Values:
    """Put so many lots of one year in the tables, let kpi refresh, and time both ways to one table of figures."""
    with (
        tempfile.TemporaryDirectory(prefix="ppds-bench-") as name,
        data_space(Path(name), workers=1) as (running, space),
        owner(running) as connection,
    ):
        started = time.monotonic()
        _fill(connection, lots)
        connection.execute("analyze")
        filled = time.monotonic()
        wait_until_counted(connection)
        refreshed = time.monotonic() - filled
        assert filled > started
        return Values(
            lots=lots,
            refresh_seconds=refreshed,
            answer=statistics.median(_timed_answer(space) for _ in range(_TIMES)),
            rows=statistics.median(_timed_rows(connection) for _ in range(3)),
        )


def report(found: Values) -> str:
    """Say the figures as Markdown."""
    return (
        "| lots in the year | refresh s | answer over HTTP ms | from rows ms | ratio |\n|---|---|---|---|---|\n"
        f"| {found.lots} | {found.refresh_seconds:.1f} | {found.answer * 1000:.0f} | {found.rows * 1000:.0f} "
        f"| {found.answer / found.rows:.4f} |"
    )


def _timed_answer(space: DataSpace) -> float:
    started = time.perf_counter()
    (figures,) = space.values([_CARD], **{"from": "2025-01", "until": "2025-12"}, groupBy="tier")
    assert figures.rows
    return time.perf_counter() - started


def _timed_rows(connection: psycopg.Connection[tuple[object, ...]]) -> float:
    started = time.perf_counter()
    connection.execute(
        "select tier, count(*) filter (where tenders_received = 1), count(tenders_received), count(*)"
        " from procurement.fact_lot where awarded_on >= '2025-01-01' and awarded_on < '2026-01-01'"
        " and state = 'awarded' and competition = 'call' group by tier"
    ).fetchall()
    return time.perf_counter() - started


def _fill(connection: psycopg.Connection[tuple[object, ...]], lots: int) -> None:
    """Write lots and the change that announces them, as ingest would."""
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
                lead_body, tier, nature, above_threshold, product_chain, chain_quality, released, launched_on,
                awarded_on, counted, since_change)
            select gen_random_uuid(), 'LOT-0001', 'awarded', 'call',
                (array['yes', 'no', 'silent', 'silent'])[1 + n %% 4], 'silent', 'silent', 'silent', 'silent',
                (array['yes', 'silent', 'silent'])[1 + n %% 3], (array['yes', 'no', 'silent', 'silent'])[1 + n %% 4],
                '{}', '{}', 'silent', 'silent', 'no', n %% 4 < 2, 1 + n %% 6, 'known', 1000 + n %% 900000, 'tenders',
                'known', '[]', 'https://identifier.overheid.nl/tooi/id/gemeente/gm' || 9000 + n %% 400,
                'municipality', (array['works', 'services', 'supplies'])[1 + n %% 3],
                (array['above', 'below', 'undetermined'])[1 + n %% 3], 'chain-' || n %% 50, 'A', true,
                date '2025-01-01' + (n * 7) %% 365, date '2025-01-01' + (n * 11) %% 365, true, %s
            from generate_series(1, %s) n
            """,
            [change, lots],
        )
        connection.execute(
            """
            insert into procurement.change_scope
            select distinct %s::bigint, 'procedure', place.counted_on, lead_body, tier, date_trunc('month', place.day)
            from procurement.lot
            cross join lateral (values ('awarded_on', awarded_on), ('launched_on', launched_on)) place(counted_on, day)
            """,
            [change],
        )
        connection.execute(
            "update procurement.change set position = nextval('procurement.change_position'),"
            " recorded_at = clock_timestamp() where id = %s",
            [change],  # nobody else writes here, so no lock is needed for the order of commits
        )
