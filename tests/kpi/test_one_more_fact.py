"""One more fact is one declaration and one table: dimensions, filters, cells, coverage and places follow from it."""

import subprocess
import sys


def test_a_fact_with_one_declaration_and_one_table_has_right_figures_after_every_change(database: str) -> None:
    # In a process of its own: what follows from the declarations is settled when the service is imported.
    ended = subprocess.run(
        [sys.executable, "-m", "tests.kpi.one_more_fact", database],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-4000:]
    [said] = [line for line in ended.stdout.splitlines() if line.startswith("compared ")]
    assert int(said.split()[1]) > 500
