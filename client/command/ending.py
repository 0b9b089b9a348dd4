"""How the command speaks and ends: help and faults in Dutch or English, and an exit code that says what happened."""

import sys
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from client.command.dutch import help_in_dutch, put_in_dutch, usage_in_dutch
from client.errors import ClientError, ProblemAnswer, Unreachable, WrongUse
from client.words import Language, Words, language_of
from shared.errors import PpdsError

_SERVICE_FAILED: Final = 500


class Ending(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    NOT_REACHED = 3
    REFUSED = 4
    FINDINGS = 5


MEANING: Final = """\b
Exit codes:
  0  done; everything was accepted
  1  something else failed, or a file could not be sent
  2  wrong use: a typing mistake, or a name or code that does not exist
  3  a service was not reached
  4  a service refused
  5  there are findings with errors: something was not accepted"""


def ending_of(error: PpdsError) -> Ending:
    """The exit code of what went wrong."""
    if isinstance(error, WrongUse) or (isinstance(error, ProblemAnswer) and error.in_the_question):
        return Ending.WRONG_USE
    if isinstance(error, Unreachable):
        return Ending.NOT_REACHED
    if isinstance(error, ProblemAnswer) and error.status < _SERVICE_FAILED:
        return Ending.REFUSED
    return Ending.FAILED


Said = Callable[[Exception, Language], "tuple[int, str] | None"]
"""Exit code and sentence of what went wrong; None for what nobody foresaw."""


def said_of(error: Exception, language: Language) -> tuple[int, str] | None:
    """What the sender's part foresaw."""
    return (ending_of(error), sentence_of(error, language)) if isinstance(error, PpdsError) else None


class SpokenCommand(TyperCommand):
    """A command in the language that was asked for; what goes wrong inside ends in a sentence and an exit code."""

    in_dutch = False
    said: Said = staticmethod(said_of)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer has no public name for the context of click
        """The help text."""
        return _spoken(super().get_help(ctx), ctx)

    def main(self, args: Sequence[str] | None = None, *others: Any, **extra: Any) -> NoReturn:  # noqa: ANN401 - as above
        """Run, and end the process."""
        _run(super().main, self, args, others, extra)


class SpokenGroup(TyperGroup):
    """A group of commands, the same way."""

    in_dutch = False
    said: Said = staticmethod(said_of)

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - as above
        """The help text."""
        return _spoken(super().get_help(ctx), ctx)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Each command with the first sentence of its help, whole."""
        named = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, _first_sentence(command.help or "")) for name, command in named if command is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def main(self, args: Sequence[str] | None = None, *others: Any, **extra: Any) -> NoReturn:  # noqa: ANN401 - as above
        """Run, and end the process."""
        _run(super().main, self, args, others, extra)


def _run(
    run: Callable[..., Any],
    command: SpokenCommand | SpokenGroup,
    args: Sequence[str] | None,
    others: Sequence[Any],
    extra: dict[str, Any],
) -> NoReturn:
    given = list(sys.argv[1:] if args is None else args)
    language = asked_language(given)
    if language == "nl":
        put_in_dutch(command)
        command.in_dutch = True
    try:
        code = run(given, *others, **{**extra, "standalone_mode": False})
    except typer.Abort:
        code = Ending.FAILED
    except typer.TyperException as error:
        typer.echo(usage_said(error, language), err=True)
        code = Ending.WRONG_USE
    except Exception as error:
        if (said := command.said(error, language)) is None:
            raise
        code, text = said
        typer.secho(text, fg="red", err=True)
    sys.exit(int(code or Ending.DONE))


def sentence_of(error: PpdsError, language: Language) -> str:
    """What went wrong, with every fault on a line of its own."""
    text = error.nl if language == "nl" else error.en
    if isinstance(error, ClientError) or len(error.errors) < 2:  # noqa: PLR2004 - one fault is the text itself
        return text
    return "\n".join([text, *(f"  {fault.location}: {fault.sentence(language)}" for fault in error.errors)])


def usage_said(error: typer.TyperException, language: Language) -> str:
    """A fault in what was typed, and how to see what can be."""
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    if context is None:
        return Words(language)(nl=usage_in_dutch(message), en=message)
    if type(error).__name__ == "NoArgsIsHelpError":
        return message
    said = Words(language)(nl=usage_in_dutch(message), en=message)
    stop = "" if said.endswith((".", "?")) else "."
    return f"{said}{stop} {Words(language)(nl='Zie', en='See')}: {context.command_path} --help"


def asked_language(args: Sequence[str]) -> Language:
    """The language in what was typed, wherever `--lang` stands; else that of the locale."""
    for place, word in enumerate(args):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or (args[place + 1] if place + 1 < len(args) else "")
            return "nl" if value == "nl" else "en"
    return language_of()


def _spoken(page: str, ctx: Any) -> str:  # noqa: ANN401 - as above
    """A help page; the texts of commands are in the right language by now, what click says around them is not."""
    return help_in_dutch(page) if ctx.find_root().command.in_dutch else page


def _first_sentence(text: str) -> str:
    return text.partition("\n\n")[0].replace("\n", " ").partition(". ")[0].rstrip(".")
