"""Every benchmark runs: a tiny one of each, on one data space, measures what it says and finds what it sent."""

# ruff: noqa: S608 - statements are put together from our own names

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from benchmarks import (
    answers,
    bulk,
    freshness,
    hostile,
    intake,
    one_procedure,
    pages,
    publication,
    reading,
    releases,
    search,
    spend,
    spend_impact,
    values,
    volume,
    what_if,
    workbook,
    years,
)
from benchmarks.__main__ import BENCHMARKS
from benchmarks.machine import Measured, measured_machine
from benchmarks.report import table

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.fixture(scope="module")
def multiplied() -> Iterator[Measured]:
    """A machine on which what came through the doors is multiplied in the tables."""
    with measured_machine(workers=1, bodies=20) as running:
        yield running


@pytest.fixture
def empty() -> Iterator[Measured]:
    """A machine of its own, with nothing on it."""
    with measured_machine(workers=1, bodies=20) as running:
        yield running


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    with measured_machine(workers=1, bodies=20) as running:
        yield running


def test_notices_are_read_and_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(reading.DATA, str(SAMPLES))
    (result,) = reading.measure(3)
    assert result.notices == 3
    assert 0 < result.ratio < 1


def test_without_real_notices_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(reading.DATA, raising=False)
    assert reading.measure(3) == []


def test_a_notice_comes_into_the_figures_on_an_idle_system_and_beside_a_load(measured: Measured) -> None:
    idle, loaded = freshness.measure(measured, 1, load=200)
    assert (idle.system, loaded.system) == ("idle", "loaded")
    for result in (idle, loaded):
        assert 0 < result.processed_median_seconds <= result.figure_median_seconds <= result.figure_longest_seconds


def test_lines_are_taken_in_until_each_is_counted(measured: Measured) -> None:
    measured.register(releases.BODIES)
    (result,) = intake.measure(measured, 100)
    assert 0 < result.ratio < 1
    assert result.seconds_sent < result.seconds_processed <= result.seconds_counted
    assert set(result.peak_megabytes) >= {"registry", "ingest", "kpi", "ingest-worker", "kpi-worker"}


def test_a_file_of_spend_comes_into_the_facts_row_by_row(measured: Measured) -> None:
    (result,) = spend.measure(measured, 300)
    assert 0 < result.ratio < 1
    assert 0 < result.seconds_sent < 300 / result.to_facts_rows_per_second
    assert set(result.peak_megabytes) >= {"ingest", "ingest-worker"}


def test_searching_finds_what_it_looks_for(measured: Measured) -> None:
    results = search.measure(measured, 300)
    measured.connection.execute("delete from procurement.procedure where key like 'bench:%'")
    assert len(results) == 6
    assert all(result.milliseconds > 0 and result.reads > 0 for result in results)


def test_spend_is_multiplied_with_the_factors_of_a_new_set(measured: Measured) -> None:
    (result,) = spend_impact.measure(measured, 600)
    assert (result.rows, result.factors) == (600, 600)
    assert result.ratio > 0


def test_releases_of_one_procedure_are_processed_like_those_of_many(measured: Measured) -> None:
    (result,) = one_procedure.measure(measured, 10)
    assert result.ratio > 0


def test_others_are_answered_while_eight_hostile_senders_are_at_it(measured: Measured) -> None:
    results = hostile.measure(measured, 3)
    assert [result.meanwhile for result in results] == ["quiet"] * 5 + ["hostile"] * 5
    assert {result.question.rpartition(" ")[2] for result in results} == {"/health/live", "token", "validation"}
    for result in results:
        assert result.asked > 0
        assert result.refused == 0
        assert 0 < result.median_ms <= result.p99_ms <= result.longest_ms


def test_an_answer_is_timed_with_few_bodies_and_with_many(measured: Measured) -> None:
    few, many = values.measure(measured, 400, answers=20)
    assert (few.lots, many.lots) == (40, 400)
    assert many.bodies == 10 * few.bodies
    assert min(few.processor_milliseconds, many.processor_milliseconds, many.ratio) > 0


def test_lots_are_written_in_each_form_in_bulk(empty: Measured) -> None:
    results = bulk.measure(empty, 300)
    assert [(result.form, result.rows) for result in results] == [
        ("jsonl.gz", 300),
        ("csv.zip", 300),
        ("parquet", 300),
    ]
    assert min(result.ratio for result in results) > 0


def test_the_page_of_benchmarks_names_each_and_what_it_counts() -> None:
    page = (SAMPLES.parents[1] / "benchmarks" / "README.md").read_text(encoding="utf-8")
    for name, benchmark in BENCHMARKS.items():
        assert f"`{name}`" in page
        assert f"{benchmark.size:,} {benchmark.counts}" in page


def test_results_are_a_table_with_a_column_per_field() -> None:
    result = one_procedure.OneProcedure(2000, 16.3, 8.15, ratio=0.5)
    heading, line, row = table([result]).splitlines()
    assert heading == "| releases | seconds of a procedure each | seconds of one procedure | ratio |"
    assert row == "| 2,000 | 16.3 | 8.15 | 0.5 |"
    assert line.count("---") == len(asdict(result))


def test_reading_a_workbook_is_measured_against_the_bare_reading_of_the_same_one() -> None:
    (result,) = workbook.measure(200)
    assert result.rows == 200
    assert min(result.openpyxl_seconds, result.rows_seconds, result.records_seconds) > 0
    assert result.ratio_records == result.openpyxl_seconds / result.records_seconds


def test_figures_of_five_years_come_from_cells_and_from_rows_also_under_load(empty: Measured) -> None:
    fewer, more = years.measure(empty, 200, bodies=30, sent=20, answers=2, notices=1, seconds=0.2)
    assert (fewer.lots, more.lots) == (20, 200)
    for result in (fewer, more):
        assert result.cards > 5
        assert 0 < result.notice_median_seconds <= result.notice_longest_seconds
        assert 0 < result.half_p50_milliseconds <= result.half_p99_milliseconds
        assert min(result.answer_milliseconds, result.rows_milliseconds, result.most_a_second, result.together) > 0


@pytest.mark.parametrize("table", ["notice", "procedure", "lot", "winner", "contract", "commitment", "observation"])
def test_what_is_copied_has_the_shapes_that_ingest_writes(multiplied: Measured, table: str) -> None:
    """Column by column what is known, and what it says but for keys, bodies and days: as often in every copy."""
    assert volume.grow(multiplied, 100, bodies=30, sent=20) >= 100
    copies_of = f"procurement.{table} t join procurement.change c on c.id = t.since_change"
    sent, copied = (
        Counter(map(_shape, multiplied.connection.execute(f"select to_jsonb(t) from {source}".encode()).fetchall()))
        for source in (f"volume.{table} t", f"{copies_of} where c.cause like 'copies%'")
    )
    copies = sum(copied.values()) // sum(sent.values())
    assert copies >= 4
    assert copied == Counter({shape: count * copies for shape, count in sent.items()})


def _shape(row: tuple[Any, ...]) -> str:
    """A row without what tells copies apart."""
    (stated,) = row
    told_apart = {"content_hash", "since_change", "buyers", "took_part", "lead_body", "tier", "content"}
    keys = {*volume.IDS, *volume.KEYS, *volume.LISTS}
    shape = {
        name: value is None
        if name in keys or name in told_apart or name.endswith(("_on", "_at", "_from", "_until"))
        else value
        for name, value in stated.items()
    }
    return json.dumps(shape, sort_keys=True)


def test_each_kind_of_answer_is_asked_and_read_for(multiplied: Measured) -> None:
    results = answers.measure(multiplied, 20, bodies=30, sent=20, answers=1)
    assert len({result.answer for result in results}) == len(results) > 20
    for result in results:
        assert 0 < result.median_milliseconds <= result.p99_milliseconds
        assert result.statements > 1
    assert max(result.rows_read for result in results) > 0


def test_each_kind_of_page_is_read_anew_and_again_and_by_many_at_once(multiplied: Measured) -> None:
    small = {"bodies": 30, "sent": 20, "times": 1, "forgotten": 0.0, "seconds": 0.5, "readers": 3}
    *alone, together = pages.measure(multiplied, 20, **small)  # type: ignore[arg-type]
    assert len({result.page for result in alone}) == len(alone) > 15
    assert together.page == "3 readers at once"
    for result in (*alone, together):
        assert result.again_milliseconds > 0
        assert 0 < result.anew_milliseconds <= result.p99_milliseconds
        assert 0.5 < result.kilobytes < 200


def test_all_figures_of_a_year_are_drawn_up(measured: Measured) -> None:
    (result,) = publication.measure(measured, 100, bodies=20)
    assert result.figures > 100
    assert 0 < result.processor_seconds < result.seconds + 1


def test_a_goal_is_divided_over_every_body(measured: Measured) -> None:
    (result,) = what_if.measure(measured, 20)
    assert (result.bodies, result.rows) == (20, 80)
    assert min(result.answer_milliseconds, result.processor_milliseconds) > 0
