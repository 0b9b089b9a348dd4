"""One more format is one module and one row in the table: everything else follows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("client", "demo", "deploy", "migrations", "services", "shared", "tests")
ROW = "    OWN_RECORDS_CSV,\n"
MODULE = Path("tests/ingest/formats/small_note.py")


def test_a_format_of_one_module_and_one_row_goes_in_is_kept_erased_tried_and_listed(
    postgres_url: str, tmp_path: Path
) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    formats = tmp_path / "services/ingest/formats"
    shutil.copy(ROOT / MODULE, formats / "small_note.py")
    table = formats / "table.py"
    text = table.read_text(encoding="utf-8")
    assert text.count(ROW) == 1
    imported = "from services.ingest.formats.small_note import SMALL_NOTE\n"
    table.write_text(
        text.replace(ROW, f"{ROW}    SMALL_NOTE,\n").replace("\nFORMATS", f"{imported}\nFORMATS", 1),
        encoding="utf-8",
    )
    options = ["-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--override-ini=addopts="]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "tests/ingest/formats/with_one_more_format.py"],
        cwd=tmp_path,
        env={**os.environ, "PPDS_DATABASE_URL": postgres_url, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "5 passed" in ended.stdout
