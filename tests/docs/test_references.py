"""What the pages say about the code, the code says too: rules, settings, addresses, options and words."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from deploy.command.app import operator_app
from shared.identity.access import SCOPES
from tests.docs.fences import PAGES, ROOT, SHELL, Fence, fences, name_of

GENERATED = re.compile(r"^(?:Written|Generated) by `", re.MULTILINE)
BY_HAND = [page for page in PAGES if not GENERATED.search(page.read_text(encoding="utf-8"))]
CODE = ("client", "demo", "deploy", "migrations", "services", "shared", "tools")
RULE = re.compile(r"\b(?:EF|OC|CMP|ING)-[0-9]{3}\b")
SHELL_BLOCKS = [fence for page in PAGES for fence in fences(page) if fence.language in SHELL]


@cache
def source() -> str:
    """All of the code and its lists."""
    files = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".toml", ".csv"}]
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted(files))


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def ppds() -> object:
    return get_command(operator_app())


def test_every_rule_that_can_fire_stands_on_the_page_of_findings() -> None:
    in_code = set(RULE.findall(re.sub(r'""".*?"""', "", source(), flags=re.DOTALL)))
    assert in_code == set(RULE.findall(text_of("docs/reference/rules.md")))


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_every_rule_that_a_page_names_exists(page: Path) -> None:
    named = set(RULE.findall(page.read_text(encoding="utf-8")))
    assert named <= set(RULE.findall(text_of("docs/reference/rules.md")))


def test_every_counting_rule_has_its_line() -> None:
    lines = re.findall(r"^\| (C[0-9]+) \|", text_of("docs/reference/counting-rules.md"), re.MULTILINE)
    assert sorted(lines, key=lambda line: int(line[1:])) == [f"C{number}" for number in range(1, 33)]


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_every_address_that_a_page_names_exists(page: Path) -> None:
    listed = re.findall(r"\| `(/[^`]*)` \|", text_of("docs/reference/endpoints.md"))
    known = [re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path))) for path in listed]
    named = re.findall(r"/v1(/[A-Za-z0-9{}_$./-]*)", page.read_text(encoding="utf-8"))
    unknown = [path for path in named if not any(key.fullmatch(_given(path)) for key in known)]
    assert [path for path in unknown if path != "/openapi.json"] == []


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_every_variable_that_a_page_names_is_read_somewhere(page: Path) -> None:
    named = set(re.findall(r"\bPPDS_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8")))
    settings = set(re.findall(r"`(PPDS_[A-Z_]+)`", text_of("docs/reference/settings.md")))
    elsewhere = set(re.findall(r"\bPPDS_[A-Z_]+\b", text_of("docker-compose.yml") + text_of(".ci/run")))
    assert {name for name in named - settings - elsewhere if name not in source()} == set()


@pytest.mark.parametrize("page", BY_HAND, ids=name_of)
def test_every_scope_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"`((?:ingest|kpi|registry|audit):[a-z-]+)`", page.read_text(encoding="utf-8")))
    assert named <= set(SCOPES)


@pytest.mark.parametrize("fence", SHELL_BLOCKS, ids=lambda fence: fence.place)
def test_every_option_that_is_typed_exists(fence: Fence) -> None:
    for line in _typed(fence):
        command = ppds()
        options = _options(command)
        for word in shlex.split(line)[1:]:
            inner = getattr(command, "commands", {}).get(word)
            if inner is not None:
                command = inner
                options |= _options(command)
            elif word.startswith("--"):
                assert word in options, f"{fence.place}: {word}"


def test_every_word_of_the_glossary_is_a_word_of_the_code() -> None:
    glossary = text_of("README.md").partition("## Words")[2]
    words = [word for cell in re.findall(r"^\| [^|]+ \| ([^|]*) \|", glossary, re.MULTILINE) for word in _names(cell)]
    assert len(words) > 40
    assert [word for word in words if not re.search(_spelled(word), source())] == []


def _given(path: str) -> str:
    """A path with something in the place of shell variables."""
    return re.sub(r"\$[A-Z]+|\{[^}]*\}", "given", path).rstrip("./-") or path


def _typed(fence: Fence) -> Iterator[str]:
    for line in fence.text.replace("\\\n", " ").splitlines():
        if found := re.search(r"(?:^|\s|bin/)(ppds .*)", line):
            yield found[1]


def _options(command: object) -> set[str]:
    """Options of a command; typer brings a copy of click of its own, whose classes have no public name."""
    return {name for parameter in getattr(command, "params", ()) for name in parameter.opts}


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _spelled(word: str) -> str:
    """The word alone or as a part of a name, in one of the ways names are written."""
    camel = "".join(part.capitalize() for part in word.split("_"))
    return rf"(?<![A-Za-z]){word}(?![a-z])|{camel}"
