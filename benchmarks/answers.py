"""Every kind of answer of kpi at volume: what it costs, in how many statements, of how many rows.

The workers stand still meanwhile: what the connections of kpi do, they do for the answer.
"""

import os
import signal
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from benchmarks import releases
from benchmarks.machine import Measured
from benchmarks.volume import FIRST, SENT, YEARS, grow
from client.errors import ClientError
from services.kpi.definitions.rules.card import built_in_cards

TITLE: Final = "Answers: what each kind costs at volume"
BODIES: Final = 1_500
_ANSWERS: Final = 30
_LONGEST: Final = 20.0
_YEAR: Final = FIRST + YEARS - 2
_WHOLE: Final = {"from": f"{_YEAR}-01", "until": f"{_YEAR}-12"}
_ALL: Final = {"from": f"{FIRST}-01", "until": f"{FIRST + YEARS - 1}-12"}
_PAGE: Final = 40
_GOAL: Final = "P-I-b"
_READ: Final = "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::bigint from pg_stat_user_tables"


@dataclass(frozen=True, slots=True)
class Answer:
    """One kind of answer over HTTP: its time, the processor time of kpi and of its connections, statements, rows read.

    `load` is that of the machine, ours too.
    """

    answer: str
    kilobytes: float
    median_milliseconds: float
    p99_milliseconds: float
    processor_milliseconds: float
    database_milliseconds: float
    statements: int
    rows_read: int
    load: float


def measure(
    measured: Measured, lots: int, *, bodies: int = BODIES, sent: int = SENT, answers: int = _ANSWERS
) -> Sequence[Answer]:
    """Ask each kind so many times, or for twenty seconds."""
    grow(measured, lots, bodies=bodies, sent=sent)
    measured.wait_until_counted(seconds=7200)
    questions = list(_questions(measured))
    with _at_rest(measured):
        return [_asked(measured, *question, answers=answers) for question in questions]


def _questions(measured: Measured) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Each kind of answer: what it is called, its address and its question."""
    body = {"organisation": releases.uri(7)}
    page = {"indicators": ",".join(_many(measured))}
    figure = "/v1/indicators/MKT-P01/values"
    yield "values by tier and year", figure, {**_ALL, "granularity": "year", "groupBy": "tier"}
    yield "values by tier and month", figure, {**_ALL, "granularity": "month", "groupBy": "tier"}
    yield "values by organisation", figure, {**_WHOLE, "groupBy": "organisation"}
    yield "values by tier, nature and threshold", figure, {**_WHOLE, "groupBy": "tier,nature,threshold"}
    yield "values by nature of one body", figure, {**_WHOLE, "groupBy": "nature", **body}
    yield "40 values of a page", "/v1/values", {**_WHOLE, **page}
    yield "40 values of a page, by tier", "/v1/values", {**_WHOLE, **page, "groupBy": "tier"}
    yield "40 values of a page, of one body", "/v1/values", {**_WHOLE, **page, **body}
    yield "40 values of a page, by year", "/v1/values", {**_ALL, **page, "granularity": "year"}
    yield "scorecard", f"/v1/scorecards/{releases.uri(7)}", _WHOLE
    yield "ranking", "/v1/indicators/MKT-P01/ranking", {**_WHOLE, "tier": "municipality"}
    yield "coverage", "/v1/coverage", {"year": str(_YEAR)}
    yield "blind spots", "/v1/blind-spots", {"year": str(_YEAR)}
    yield "blind spots by chain", "/v1/blind-spots", {"year": str(_YEAR), "groupBy": "productChain"}
    yield "product chain", "/v1/product-chains/catering", {"year": str(_YEAR)}
    yield "progress of a goal", f"/v1/goals/{_GOAL}/progress", _ALL
    yield "tree of a goal", f"/v1/goals/{_GOAL}/tree", _WHOLE
    yield "plan statuses", "/v1/plan-statuses", {"year": str(_YEAR)}
    yield "tasks", "/v1/tasks", {}
    notice = measured.value_of("select id from procurement.procedure limit 1")
    unit = measured.value_of("select unit from procurement.contract limit 1")
    yield "counts-for of a procedure", f"/v1/procedures/{notice}/counts-for", {}
    yield "counts-for of a contract", f"/v1/own-records/{unit}/counts-for", {}
    yield "evidence, a first page", "/v1/indicators/MKT-P01/evidence", {**_WHOLE, "limit": "100"}
    yield "evidence of contracts", "/v1/indicators/ALG-P08/evidence", {**_WHOLE, "limit": "100"}
    yield "evidence of one body", "/v1/indicators/MKT-P01/evidence", {**_WHOLE, **body, "limit": "100"}
    yield "spend impact", "/v1/spend-impact", {**_WHOLE, "groupBy": "category"}
    yield "explanation", "/v1/explanations", {**_WHOLE, "indicator": "MKT-P01"}


def _many(measured: Measured) -> Sequence[str]:
    """As many indicators as a page shows, of those that may be asked without more words."""
    asked: list[str] = []
    for code in dict.fromkeys(card.code for card in built_in_cards()):
        with suppress(ClientError):
            measured.space.read("kpi", f"/v1/indicators/{code}/values", {**_WHOLE, "groupBy": "tier"})
            asked.append(code)
        if len(asked) == _PAGE:
            break
    return asked


def _asked(measured: Measured, name: str, path: str, query: Mapping[str, str], *, answers: int) -> Answer:
    def ask() -> float:
        started = time.perf_counter()
        size.append(len(measured.space.get("kpi", path, query).content))
        return time.perf_counter() - started

    size: list[int] = []
    first = ask()
    rows, statements = _read_for(measured, ask), _statements_for(measured, ask)
    times = max(min(answers, int(_LONGEST / max(first, 0.001))), 1)
    kpi, database = measured.processor_seconds("kpi"), measured.processor_seconds_of_connections("kpi")
    taken = sorted(ask() for _ in range(times))
    return Answer(
        answer=name,
        kilobytes=size[-1] / 1000,
        median_milliseconds=statistics.median(taken) * 1000,
        p99_milliseconds=taken[min(int(times * 0.99), times - 1)] * 1000,
        processor_milliseconds=(measured.processor_seconds("kpi") - kpi) / times * 1000,
        database_milliseconds=(measured.processor_seconds_of_connections("kpi") - database) / times * 1000,
        statements=statements,
        rows_read=rows,
        load=os.getloadavg()[0],
    )


def _read_for(measured: Measured, ask: Any) -> int:  # noqa: ANN401 - whatever asks
    """Rows that an answer reads; a connection tells of what it did when a second has gone by since it last told."""
    time.sleep(1.1)
    before = int(str(measured.value_of(_READ)))
    ask()
    time.sleep(0.1)
    return int(str(measured.value_of(_READ))) - before


def _statements_for(measured: Measured, ask: Any) -> int:  # noqa: ANN401 - whatever asks
    """Statements of an answer, those of its transactions included, as the server's log has them."""
    log = measured.folder / "postgres" / "log"
    _log_statements(measured, on=True)
    begin = log.stat().st_size
    ask()
    with log.open("rb") as file:
        file.seek(begin)
        lines = file.read().splitlines()
    _log_statements(measured, on=False)
    ours = (line for line in lines if line.startswith(b"ppds_kpi LOG:"))
    return sum(b" statement: " in line or b" execute " in line for line in ours)


def _log_statements(measured: Measured, *, on: bool) -> None:
    for name, value in (("log_statement", "'all'"), ("log_line_prefix", "'%u '")):
        stated = f"alter system set {name} = {value}" if on else f"alter system reset {name}"
        measured.connection.execute(stated.encode())
    measured.connection.execute("select pg_reload_conf()")
    time.sleep(0.2)


@contextmanager
def _at_rest(measured: Measured) -> Iterator[None]:
    """Let the workers stand still."""
    pids = [pid for name, pid in measured.machine.runner.pids().items() if "worker" in name]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
