"""The command itself: its help in two languages, its examples, what it reads before it can answer."""

import os
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from client.command.dutch import texts
from demo.__main__ import demo_app
from deploy.command.app import operator_app

HEAVY = ("alembic", "fastapi", "httpx", "psycopg", "rich.console", "services", "sqlalchemy")


def commands(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


ALL = dict(commands(get_command(operator_app())))
LEAVES = {path: command for path, command in ALL.items() if not hasattr(command, "commands")}


def said(command: object) -> Iterator[str]:
    """Every text of a command that people read, its example aside."""
    yield str(command.help)  # type: ignore[attr-defined]
    for parameter in command.params:  # type: ignore[attr-defined]
        if getattr(parameter, "help", None):
            yield parameter.help
    if command.epilog and "Example:" not in command.epilog:  # type: ignore[attr-defined]
        yield command.epilog  # type: ignore[attr-defined]


def test_every_text_of_the_command_is_there_in_dutch_and_no_other_is() -> None:
    everything = [*ALL.values(), get_command(demo_app())]
    assert {text for command in everything for text in said(command)} == set(texts("help"))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_fits_eighty_columns_and_has_no_word_of_english_in_dutch(path: tuple[str, ...]) -> None:
    english = CliRunner().invoke(operator_app(), ["--lang", "en", *path, "-h"])
    dutch = CliRunner().invoke(operator_app(), ["--lang", "nl", *path, "--help"])
    assert (english.exit_code, dutch.exit_code) == (0, 0)
    for heading in ("Usage:", "Options:", "Arguments:", "Commands:", "Example:", "Exit codes:", "[required]", "Show "):
        assert heading not in dutch.output
    assert "Gebruik: " in dutch.output
    assert "Toon deze tekst en stop." in dutch.output
    lines = (english.output + dutch.output).splitlines()
    assert [line for line in lines if len(line) > 80 and not line.startswith("    ppds ")] == []


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_an_example_of_itself_with_options_that_exist(path: tuple[str, ...]) -> None:
    command = LEAVES[path]
    example = command.epilog.partition("Example:\n")[2].replace("\\\n", " ")  # type: ignore[attr-defined]
    line = re.search(r"ppds [^)]*", example)
    assert line is not None
    words = shlex.split(line[0])
    assert " ".join(path) in " ".join(words)
    known = {name for each in (ALL[()], command) for parameter in each.params for name in parameter.opts}  # type: ignore[attr-defined]
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize(
    ("typed", "english", "dutch"),
    [
        (["vales"], "No such command 'vales'. Did you mean 'values'", "Er is geen opdracht vales. Bedoelt u 'values'"),
        (["values"], "Missing argument 'codes'.", "Er ontbreekt een argument: codes."),
        (
            ["me", "--jsn"],
            "No such option: --jsn (Possible options: --json).",
            "Er is geen optie --jsn. Bedoelt u --json?",
        ),
        (["me", "too", "many"], "unexpected extra argument(s) (too many)", "Dit is te veel: too many"),
        (
            ["push", "x", "--senders", "99"],
            "less than or equal to 16",
            "Geen goede waarde voor --senders: hoogstens 16",
        ),
        (["push", "x", "--senders", "a"], "a valid integer", "Geen goede waarde voor --senders: dit is geen getal"),
        (["values", "X", "--from"], "Option '--from' requires an argument.", "Optie --from vraagt een waarde."),
        (["mandates", "grant", "x"], "a valid UUID", "Geen goede waarde voor mandate: dit is geen UUID."),
        (["restore", "/none", "--database-url", "x"], "'/none' does not exist", "/none bestaat niet."),
        (["get", "kpi", "/v1/x", "-q", "x"], "x is not NAME=VALUE.", "x is geen NAME=VALUE."),
    ],
)
def test_a_typing_mistake_is_said_in_the_language_with_where_to_look(
    typed: list[str], english: str, dutch: str
) -> None:
    for language, text, see in (("en", english, "See: "), ("nl", dutch, "Zie: ")):
        result = CliRunner().invoke(operator_app(), ["--lang", language, *typed])
        assert result.exit_code == 2
        assert text in result.output
        assert typed[-1] == "--from" or f"{see}ppds" in result.output


def run(*words: str, **variables: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Type a command; with the seconds of processor time it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(
        [sys.executable, "-m", "deploy.command", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


@pytest.mark.parametrize("words", [("--help",), ("values", "--help"), ("up", "-h"), ("--version",)])
def test_who_asks_for_help_does_not_wait_for_what_a_command_needs(words: tuple[str, ...]) -> None:
    ended, seconds = min((run(*words) for _ in range(3)), key=lambda took: took[1])
    assert (ended.returncode, ended.stderr) == (0, "")
    assert seconds < 0.5
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "deploy.command", *words], capture_output=True, text=True, check=True
    )
    names = {line.rpartition("|")[2].strip() for line in imported.stderr.splitlines()}
    assert [name for name in HEAVY if name in names] == []


def test_the_version_is_that_of_the_package() -> None:
    assert re.fullmatch(r"ppds [0-9]+\.[0-9]+\.[0-9]+\n", CliRunner().invoke(operator_app(), ["--version"]).output)


def test_a_shell_can_complete_commands_and_options() -> None:
    asked = {"_PPDS_COMPLETE": "complete_bash", "COMP_CWORD": "1"}
    assert run(**asked, COMP_WORDS="ppds val")[0].stdout.split() == ["validate", "values"]
    options, _ = run(**{**asked, "COMP_CWORD": "2"}, COMP_WORDS="ppds values --gr")
    assert options.stdout.split() == ["--granularity", "--group-by"]
