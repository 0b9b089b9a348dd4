"""References generated from the code, so that they cannot say anything else than the code does.

`python -m deploy.reference` writes them; `make check` compares.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Final, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from services.ingest.settings import Settings as IngestSettings
from services.kpi.settings import Settings as KpiSettings
from services.registry.settings import Settings as RegistrySettings
from shared.settings import ServiceSettings

SETTINGS: Final = Path("docs/reference/settings.md")
DECISIONS: Final = Path("docs/decisions/README.md")
_SERVICES: Final[Mapping[str, type[ServiceSettings]]] = {
    "registry": RegistrySettings,
    "ingest": IngestSettings,
    "kpi": KpiSettings,
}


def settings_page() -> str:
    """Every variable each process reads, with its default and what it means."""
    lines = [
        "# Settings",
        "",
        "Written by `make reference` from the code. A process reads these variables when it starts; workers read those",
        "of their service. Passwords, keys and addresses have no default that works outside one machine.",
        "",
        "## Every service",
        "",
        *_table(ServiceSettings.model_fields),
    ]
    for service, settings in _SERVICES.items():
        own = {name: field for name, field in settings.model_fields.items() if name not in ServiceSettings.model_fields}
        if own:
            lines += ["", f"## {service}", "", *_table(own)]
    return "\n".join([*lines, ""])


def decisions_page(root: Path) -> str:
    """Every decision by its number and title; the title is the first line of its page."""
    pages = sorted((root / DECISIONS).parent.glob("[0-9]*.md"))
    titles = [(page.name, page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")) for page in pages]
    lines = [
        "# Decisions",
        "",
        "One short page per decision that others must be able to find again: context, choice, consequence. It stays",
        "as it is when the decision changes; a new page replaces it and says so. `make reference` writes this list.",
        "",
        "| nr | decision |",
        "|---|---|",
        *(f"| [{title.partition(' ')[0]}]({name}) | {title.partition(' ')[2]} |" for name, title in titles),
    ]
    return "\n".join([*lines, ""])


def pages(root: Path) -> dict[Path, str]:
    """Every generated page by its path in the checkout."""
    return {SETTINGS: settings_page(), DECISIONS: decisions_page(root)}


def faults(root: Path) -> list[str]:
    """Pages that differ from what the code says now."""
    return [
        f"{path} is not what the code says; run `make reference`."
        for path, content in pages(root).items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != content
    ]


def main() -> None:
    """Write the pages of this checkout."""
    for path, content in pages(Path()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


def _table(fields: Mapping[str, FieldInfo]) -> list[str]:
    rows = [
        (f"`PPDS_{name.upper()}`", _kind(field.annotation), _default(field), _escaped(field.description or ""))
        for name, field in fields.items()
    ]
    return ["| variable | kind | default | meaning |", "|---|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]


def _kind(annotation: object) -> str:
    if get_origin(annotation) in {Union, UnionType}:
        return " or ".join(_kind(part) for part in get_args(annotation) if part is not type(None))
    choices = get_args(annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(choices)
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "Path": "path"}.get(
        getattr(annotation, "__name__", ""), _escaped(str(annotation))
    )


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "must be set"
    return "" if field.default in {None, ""} else f"`{field.default}`"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
