"""Measure and print the tables of benchmarks/README.md: `python -m benchmarks`, or only what is named."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
    search,
    spend,
    spend_impact,
    values,
    what_if,
    workbook,
    years,
)
from benchmarks.machine import Measured, measured_machine
from benchmarks.report import table

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: what it measures on a data space, and its size when none is asked."""

    title: str
    measure: Callable[[Measured, int], Sequence["DataclassInstance"]]
    size: int
    counts: str


BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "freshness": Benchmark(freshness.TITLE, freshness.measure, 20, "notices sent one by one"),
    "intake": Benchmark(intake.TITLE, intake.measure, 200_000, "releases"),
    "values": Benchmark(values.TITLE, values.measure, 300_000, "lots of one year"),
    "years": Benchmark(years.TITLE, years.measure, 1_000_000, "lots of five years"),
    "answers": Benchmark(answers.TITLE, answers.measure, 1_000_000, "lots of five years"),
    "pages": Benchmark(pages.TITLE, pages.measure, 1_000_000, "lots of five years"),
    "publication": Benchmark(publication.TITLE, publication.measure, 200_000, "lots of one year"),
    "bulk": Benchmark(bulk.TITLE, bulk.measure, 1_000_000, "lots of one year"),
    "spend": Benchmark(spend.TITLE, spend.measure, 100_000, "rows of one file"),
    "spend-impact": Benchmark(spend_impact.TITLE, spend_impact.measure, 1_000_000, "rows of spend"),
    "search": Benchmark(search.TITLE, search.measure, 1_000_000, "procedures"),
    "what-if": Benchmark(what_if.TITLE, what_if.measure, 1_500, "bodies"),
    "hostile": Benchmark(hostile.TITLE, hostile.measure, 60, "seconds of each half"),
    "one-procedure": Benchmark(one_procedure.TITLE, one_procedure.measure, 2_000, "releases of one procedure"),
}
_READING: Final = "reading"
_WORKBOOK: Final = "workbook"


def main() -> None:
    """Run what is asked for, or everything; each on a data space of its own."""
    names = [_READING, _WORKBOOK, *BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="WHAT", help=f"{', '.join(names)}; all when none is named")
    parser.add_argument("--workers", type=int, default=2, help="workers of ingest, and as many of kpi")
    parser.add_argument("--size", type=int, help="another size than the usual one of each")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the data there, and begin with what it holds")
    asked = parser.parse_args()
    if unknown := set(asked.what) - set(names):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    for name in asked.what or names:
        if name == _READING:
            nothing = f"Not measured: {reading.DATA} names no folder with real notices."
            _print(reading.TITLE, table(results) if (results := reading.measure(asked.size)) else nothing)
            continue
        if name == _WORKBOOK:
            _print(workbook.TITLE, table(workbook.measure(asked.size)))
            continue
        benchmark = BENCHMARKS[name]
        with measured_machine(workers=asked.workers, kept=asked.keep) as measured:
            _print(benchmark.title, table(benchmark.measure(measured, asked.size or benchmark.size)))


def _print(title: str, text: str) -> None:
    sys.stdout.write(f"## {title}\n\n{text}\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
