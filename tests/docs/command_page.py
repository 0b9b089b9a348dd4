"""The page about the command: what it shows on eighty columns, and what it says when something goes wrong."""

import re
import subprocess
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from client.command.ending import MEANING
from tests.docs.command_faults import Outcome, Trial
from tests.docs.reader import Reader

WRITE: Final = "PPDS_WRITE_PAGES"
_COLUMNS: Final = 80

SCREENS: Final = (
    "ppds validate tests/samples/eforms/call.xml",
    "ppds --profile test client create --sandbox",
    "ppds --profile test me",
    "ppds --profile test push --senders 1 tests/samples/eforms docs/README.md",
    "ppds --profile test submissions --most 3",
    "ppds --profile test show bbbbbbbb-2222-4333-8444-555555555555",
    "ppds values MKT-P01 --from 2025-01 --until 2025-12 --group-by tier",
    "ppds --lang nl values ALG-P15 --from 2025-01 --until 2025-12 --group-by tier,theme",
    "ppds card show MKT-P01",
    "ppds dimensions tier",
)
"""The main commands, in the order of a first hour."""

CODES: Final = {"ppds --profile test push --senders 1 tests/samples/eforms docs/README.md": 1}
"""Exit codes of those that meet something: a page is no notice."""

_MASKS: Final = (
    (
        r"(?!([0-9a-f])\1{7})[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
        "7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10",
    ),
    (r"sandbox-[0-9a-f]{16}", "sandbox-3f0e4f1b9a550d5a"),
    (r"sandbox/00000099[0-9]{12}-[0-9a-f]{16}", "sandbox/00000099123456789000-3f0e4f1b9a550d5a"),
    (r"testorganisatie [0-9]{9}", "testorganisatie 123456789"),
    (r"20[0-9]{2}-[0-9]{2}-[0-9]{2}([ T])[0-9]{2}:[0-9]{2}", r"2026-03-02\g<1>09:00"),
    (r"\(\.xml, [^)]*\)", "(.xml, .json ...)"),
    (r"end in \.xml, .*?\.(?= |$)", "end in .xml, .json ..."),
    (r"Choose one of ted-xml, [^.]*\.", "Choose one of eforms, ocds ..."),
    (r"\b[0-9a-f]{64}\b", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
)
"""What is different each time, and what stands in its place, as long as it was."""


def screen(reader: Reader, typed: str, *, home: str) -> list[str]:
    """What a terminal of eighty columns shows for a command."""
    ended = subprocess.run(
        typed.split(),
        cwd=reader.folder,
        env={**reader.environment, "COLUMNS": str(_COLUMNS), "HOME": home},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == CODES.get(typed, 0), ended.stderr
    lines = masked(ended.stdout, reader).replace(f"{home}/", "~/").splitlines()
    words = [line for line in lines if len(line) > _COLUMNS and len(line.split()) > 1]
    assert words == [], f"{typed} is wider than the screen"
    return lines


def masked(text: str, reader: Reader) -> str:
    """The text without what is different each time."""
    for service, port in (("registry", 8001), ("ingest", 8002), ("kpi", 8003)):
        text = text.replace(reader.services.urls[service], f"http://127.0.0.1:{port}")  # type: ignore[index]
    for pattern, replacement in _MASKS:
        text = re.sub(pattern, replacement, text)
    return text


def page(screens: Sequence[tuple[str, Sequence[str]]], trials: Iterable[Trial]) -> str:
    """The whole page."""
    lines = [
        "# The command",
        "",
        f"Written by `{WRITE}=1 pytest tests/docs/test_command_page.py`, which runs all of it; do not edit.",
        "`ppds COMMAND --help` says what each command takes, `--lang nl` says it in Dutch.",
        "",
        "```text",
        *MEANING.removeprefix("\b\n").splitlines(),
        "```",
        "",
        "## What it shows",
        "",
        "On a screen of eighty columns; a wider one shows more on a line. Where nobody watches, each row is one line.",
        "",
    ]
    for typed, shown in screens:
        lines += ["```text", f"$ {typed}", *shown, "```", ""]
    lines += ["## What goes wrong", ""]
    for trial in trials:
        lines += [f"### {trial.what}", "", "| command | exit code | it says |", "|---|---|---|"]
        lines += [_row(list(same)) for _, same in groupby(sorted(trial.outcomes, key=_ending), key=_ending)]
        lines.append("")
    return "\n".join(lines)


def _ending(outcome: Outcome) -> tuple[int, str]:
    """What makes two outcomes the same: the code, and the text but for the command's own name."""
    return outcome.code, outcome.said.replace(f"ppds {outcome.command} --help", "ppds COMMAND --help")


def _row(same: Sequence[Outcome]) -> str:
    code, said = _ending(same[0])
    names = ", ".join(f"`{name}`" for name in dict.fromkeys(outcome.command for outcome in same))
    return f"| {names} | {code} | {'<br>'.join(' '.join(line.split()) for line in said.splitlines())} |".replace(
        "||", "\\|"
    )


def stored(root: Path) -> Path:
    """Where the page stands."""
    return root / "docs" / "reference" / "command.md"
