"""Measure and print the tables of benchmarks/README.md: `python -m benchmarks [intake|values|one-procedure]`."""

from __future__ import annotations

import argparse

from benchmarks import intake, one_procedure, values

_LINES = 200_000
_LOTS = 1_000_000
_OF_ONE = 2_000  # as many as are taken in of one procedure


def main() -> None:
    """Run what is asked for, or everything."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=["intake", "values", "one-procedure"], default=[])
    parser.add_argument("--lines", type=int, default=_LINES, help="releases to load (2.4 kB each)")
    parser.add_argument("--lots", type=int, default=_LOTS, help="lots of the year to ask a figure of")
    parser.add_argument("--workers", type=int, default=2, help="ingest workers")
    asked = parser.parse_args()
    if not asked.what or "intake" in asked.what:
        print("## Intake: HTTP to figures, against raw COPY\n")
        print(intake.report(intake.measure(asked.lines, workers=asked.workers)), "\n")
    if not asked.what or "values" in asked.what:
        print("## Values: from cells, against rows\n")
        print(values.report(values.measure(asked.lots)), "\n")
    if not asked.what or "one-procedure" in asked.what:
        print("## Releases of one procedure, against a procedure each\n")
        print(one_procedure.report(one_procedure.measure(_OF_ONE, workers=asked.workers)), "\n")


if __name__ == "__main__":
    main()
