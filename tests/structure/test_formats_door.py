"""Formats stand in one table: whoever needs a media type, a suffix or the name of a format asks it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FORMATS: Final = ROOT / "services/ingest/formats"

MEDIA_TYPE: Final = re.compile(r"(application|text)/[a-z0-9.+-]*(xml|json|jsonl|ndjson|zip|tar|gzip)\b")
NAMES: Final = {"eforms", "ocds", "ted-xml", "tenderned"}
SUFFIXES: Final = {".xml", ".json", ".jsonl", ".ndjson", ".zip", ".tar", ".tar.gz", ".tgz"}

OF_THE_API_ITSELF: Final = {
    "client/definitions.py": "the forms in which a definition card is written",
    "client/command/sender/reading.py": "the forms in which the registry gives a reference list, not what is sent",
    "services/ingest/bulk/rules/naming.py": "the forms in which rows are given in bulk",
    "services/ingest/format_list/routes.py": "the forms in which an example of a data contract is given",
    "services/ingest/open_data/routes.py": "the forms in which open data is given, not what is sent",
    "services/ingest/single_records/routes.py": "the body of one request of the API, a record as JSON",
}
"""Modules that name the media type of an answer of the API, each with its reason."""


def modules() -> Iterator[Path]:
    for room in ("services/ingest", "client"):
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if FORMATS not in path.parents)


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Texts in the code of a module; docstrings say things, they compare nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_nobody_but_formats_compares_a_media_type_or_a_format() -> None:
    places = {
        f"{path.relative_to(ROOT).as_posix()}:{line}": text
        for path in modules()
        for line, text in literals(path)
        if MEDIA_TYPE.fullmatch(text) or text in NAMES or text in SUFFIXES
    }
    assert {place: text for place, text in places.items() if place.split(":")[0] not in OF_THE_API_ITSELF} == {}


def test_each_exception_still_names_a_media_type() -> None:
    for name in OF_THE_API_ITSELF:
        assert any(MEDIA_TYPE.fullmatch(text) for _, text in literals(ROOT / name)), name
