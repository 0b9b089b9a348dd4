"""What the documents name exists: pages, make targets and commands."""

import re
from pathlib import Path

import pytest
import yaml
from typer.main import get_command
from typer.testing import CliRunner

from demo.__main__ import demo_app
from deploy.command.app import operator_app
from tools import reference

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_to_a_page(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for words in re.findall(r"(?:^|`|bin/)ppds ([a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)?)", text, re.MULTILINE):
        first, _, second = words.partition(" ")
        group = get_command(operator_app())
        commands = getattr(group, "commands", {})
        assert first in commands, words
        inner = getattr(commands[first], "commands", None)
        assert inner is None or second in inner, words


def test_generated_pages_are_fresh() -> None:
    assert reference.faults(ROOT) == []


def test_a_decision_that_is_not_in_the_list_is_a_fault(tmp_path: Path) -> None:
    for path, content in reference.pages(tmp_path).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content)
    assert reference.faults(tmp_path) == []
    (tmp_path / "docs" / "decisions" / "0001-new.md").write_text("# 0001 Something new\n\nText.\n")
    assert reference.faults(tmp_path) == ["docs/decisions/README.md is not what the code says; run `make reference`."]
    assert "| [0001](0001-new.md) | Something new |" in reference.decisions_page(tmp_path)


def test_make_lists_every_target_that_is_meant_for_people() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    described = re.findall(r"^([a-z][a-z-]*):.*## ", MAKEFILE, re.MULTILINE)
    assert set(phony[1].split()) == set(described)


def test_the_description_for_catalogues_keeps_to_the_standard() -> None:
    stated = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
    } <= set(stated)
    for text in stated["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert stated["legal"]["license"] == "EUPL-1.2"
    assert set(stated["localisation"]["availableLanguages"]) == set(stated["description"])


def test_make_demo_runs_the_demonstration_and_passes_on_that_it_is_shown_once() -> None:
    assert "$(BIN)/python -m demo $(if $(filter-out 0,$(ONCE)),--once)" in MAKEFILE
    result = CliRunner().invoke(demo_app(), ["--help"])
    assert result.exit_code == 0
    assert "--once" in result.output


def test_help_is_there_for_every_command() -> None:
    result = CliRunner().invoke(operator_app(), ["--help"])
    assert result.exit_code == 0
    for command in ("up", "migrate", "push", "validate", "values", "me", "client", "parties", "admin"):
        assert re.search(rf"^\W*{command}\b", result.output, re.MULTILINE), command
