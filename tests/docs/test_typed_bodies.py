"""Examples that change a register are not run, but what they send is what the endpoint takes."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

from shared.http.app import BASE_PATH, description_of
from tests.docs.fences import PAGES, SHELL, fences
from tools.reference.endpoints import described_apps

Paths: TypeAlias = dict[str, dict[str, Any]]
LEFT_OUT: Final = "[...]"
A_DAY: Final = "$TOMORROW"
HERE: Final = re.compile(r"<<'(\w+)'\n.*?^\1$", re.DOTALL | re.MULTILINE)
"""The lines of a file that is written in the shell: no words of the shell."""


@dataclass(frozen=True)
class Sent:
    """A body that a page sends somewhere with curl."""

    place: str
    method: str
    path: str
    body: str


def typed_bodies() -> Iterator[Sent]:
    for page in PAGES:
        for fence in fences(page):
            if fence.language in SHELL:
                yield from _sent(fence.place, shlex.split(HERE.sub("", fence.text).replace("\\\n", " "), comments=True))


def _sent(place: str, words: list[str]) -> Iterator[Sent]:
    starts = [number for number, word in enumerate(words) if word == "curl"]
    for start, end in pairwise([*starts, len(words)]):
        command = list(takewhile(lambda word: word != "|", words[start:end]))
        # A body in a variable stands as text where it is set.
        if "-d" in command and not command[command.index("-d") + 1].startswith("$"):
            method = command[command.index("-X") + 1] if "-X" in command else "POST"
            address = next(word for word in command if word.startswith(("http://", "https://")))
            yield Sent(place, method.lower(), urlsplit(address).path, command[command.index("-d") + 1])


BODIES: Final = list(typed_bodies())


@cache
def operations() -> list[tuple[str, str, Any]]:
    """Path, method and description of every operation of the three services."""
    return [
        (BASE_PATH + path, method, operation)
        for app in described_apps().values()
        for path, methods in cast("Paths", description_of(app)["paths"]).items()
        for method, operation in methods.items()
    ]


@cache
def models() -> Mapping[str, type[BaseModel]]:
    """Every model of an API by its name."""
    found: dict[str, type[BaseModel]] = {}
    wanted = list(BaseModel.__subclasses__())
    while wanted:
        one = wanted.pop()
        if one.__module__.startswith("services."):
            found[one.__name__] = one
        wanted += one.__subclasses__()
    return found


def model_of(sent: Sent) -> type[BaseModel] | None:
    """The model that the endpoint with this path reads; the path with the most literal letters, when several fit.

    None where documents are read as they come: what is in them the running of the example shows.
    """
    fitting = [
        (path, operation)
        for path, method, operation in operations()
        if method == sent.method and re.fullmatch(re.sub(r"\{\w+\}", ".+", path), sent.path)
    ]
    assert fitting, f"{sent.place}: there is no {sent.method} {sent.path}"
    _, operation = max(fitting, key=lambda each: len(re.sub(r"\{\w+\}", "", each[0])))
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return models()[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else None


def test_pages_show_bodies() -> None:
    assert sum(model_of(sent) is not None for sent in BODIES) > 10


@pytest.mark.parametrize("sent", BODIES, ids=lambda sent: f"{sent.place} {sent.path}")
def test_a_body_that_is_shown_is_one_that_the_endpoint_takes(sent: Sent) -> None:
    stated = json.loads(sent.body.replace(LEFT_OUT, "[{}]").replace(A_DAY, "2027-01-01"))
    if (model := model_of(sent)) is not None:
        model.model_validate(stated)
