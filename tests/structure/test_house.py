"""What holds the house together beside the import contracts of pyproject.toml, read from the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("client", "dashboard", "demo", "deploy", "migrations", "services", "shared", "tools")
SERVICES = ("ingest", "kpi", "registry")
SUBJECT_PARTS = {"routes", "schemas", "operations", "store", "tables", "rules"}


def modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
    return names


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_folder_holds_more_than_fifteen_modules() -> None:
    counts: dict[str, int] = {}
    for path in modules(*ROOMS):
        if path.name != "__init__.py":
            counts[place(path.parent)] = counts.get(place(path.parent), 0) + 1
    assert counts
    assert {folder: count for folder, count in counts.items() if count > 15} == {}


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*ROOMS)}
    assert {name: lines for name, lines in lengths.items() if lines > 300 and not name.startswith("migrations/")} == {}


@pytest.mark.parametrize("outsider", ["demo", "tools"])
def test_nobody_imports_what_shows_or_checks_the_product(outsider: str) -> None:
    others = [room for room in ROOMS if room not in {"demo", "tools"}]
    assert [place(path) for path in modules(*others) if outsider in imported(path)] == []


def test_tokens_are_made_and_read_by_one_module() -> None:
    assert len([path for path in modules(*ROOMS) if "jose" in imported(path)]) == 1


def test_every_subject_has_a_part_that_is_called_like_those_of_the_others() -> None:
    """A folder of a service is a subject (routes, operations, store, tables or rules), or `formats` and its models."""
    subjects = [
        folder
        for service in SERVICES
        for folder in (ROOT / "services" / service).iterdir()
        if folder.is_dir() and folder.name not in {"__pycache__", "formats", "data_contracts"}
    ]
    assert len(subjects) > 25
    parts = {place(folder): {entry.stem for entry in folder.iterdir()} & SUBJECT_PARTS for folder in subjects}
    assert [name for name, named in parts.items() if not named] == []


def test_a_transaction_begins_at_the_door_of_a_service_or_where_its_worker_gets_one() -> None:
    begins = {
        place(path)
        for path in modules(*(f"services/{service}" for service in SERVICES))
        if ".begin()" in path.read_text(encoding="utf-8")
    }
    assert begins == {
        "services/ingest/database.py",
        "services/ingest/mandates/operations/sending_rights.py",
        "services/ingest/submissions/operations/intake.py",
        "services/kpi/app.py",
        "services/kpi/database.py",
        "services/registry/app.py",
    }
