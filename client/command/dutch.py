"""The command in Dutch: its help texts, and what is said about a typing mistake.

Texts stand in English where commands are declared; `dutch.toml` has each of them in Dutch.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, cast


@cache
def texts(part: str) -> Mapping[str, str]:
    """English to Dutch: `help` texts, patterns of `usage` faults, or `headings` of a help page."""
    stated = tomllib.loads(resources.files("client.command").joinpath("dutch.toml").read_text(encoding="utf-8"))
    return cast("Mapping[str, str]", stated[part])


def put_in_dutch(command: Any) -> None:  # noqa: ANN401 - typer has no public name for the commands of click
    """Give a command, all below it and all their options their Dutch texts; one that has none keeps its own."""
    known = texts("help")
    for name in ("help", "short_help"):
        text = getattr(command, name, None)
        if text:
            setattr(command, name, known.get(text, text))
    if command.epilog:
        command.epilog = known.get(command.epilog, command.epilog.replace("Example:", "Voorbeeld:"))
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = known.get(parameter.help, parameter.help)
    for inner in getattr(command, "commands", {}).values():
        put_in_dutch(inner)


def help_in_dutch(page: str) -> str:
    """A help page with its own headings in Dutch."""
    for english, dutch in texts("headings").items():
        page = page.replace(english, dutch)
    return page


def usage_in_dutch(message: str) -> str:
    """What is wrong with what was typed."""
    for pattern, dutch in texts("usage").items():
        message = re.sub(pattern, dutch, message)
    return message
