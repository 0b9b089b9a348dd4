"""What the command shows and says in a first hour is what its page says."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.docs.command_faults import EVERY, Beginner, leaves
from tests.docs.command_page import SCREENS, WRITE, masked, page, screen, stored
from tests.docs.fences import ROOT
from tests.docs.reader import reader_on

CODES = {
    "An option with a typing mistake": 2,
    "No client": 1,
    "A client that the registry does not know (any more)": 4,
    "A key file that is not there": 1,
    "A profile that does not exist": 2,
    "A service that is down": 3,
    "No token of a person": 1,
    "A token of a person that has expired": 4,
    "A folder without a file": 1,
    "A PDF": 1,
    "A file without content": 1,
    "A path that does not exist": 2,
    "No database": 2,
    "A database that is down": 1,
    "A port in use": 1,
    "No test issuer": 1,
}
"""The exit code that every command has that meets this."""


def test_every_command_is_tried() -> None:
    assert set(EVERY) == leaves()


# One test for the whole page: services and their data are made once.
def test_the_page_shows_what_the_command_shows_and_says(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client.http._ATTEMPTS", 1)
    with reader_on(database, tmp_path) as reader:
        with tempfile.TemporaryDirectory() as home:
            screens = [(typed, screen(reader, typed, home=home)) for typed in SCREENS]
        folder = tmp_path / "mistakes"
        folder.mkdir()
        trials = list(Beginner(reader, folder).trials())
    for trial in trials:
        assert "Traceback" not in str(trial.outcomes)
        codes = {outcome.command: outcome.code for outcome in trial.outcomes}
        expected = CODES.get(trial.what)
        assert {name: code for name, code in codes.items() if expected is not None and code != expected} == {}, trial
    written = masked(page(screens, trials), reader)
    if os.environ.get(WRITE):
        stored(ROOT).write_text(written, encoding="utf-8")
    assert stored(ROOT).read_text(encoding="utf-8") == written, f"Set {WRITE}=1 and run this again to write the page."
