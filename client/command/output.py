"""An answer of the API as it is: JSON, CSV with a column for each field, or a new file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from client import faults
from client.errors import WrongUse
from shared.shown_text import cell

AsJson = Annotated[bool, typer.Option("--json", help="The answer of the API as it is, instead of a table.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="CSV with every field, instead of a table.")]


def print_items(items: Iterable[Mapping[str, object]], *, as_json: bool) -> None:
    """Print the items of a list as the API gives them."""
    if as_json:
        print_json(list(items))
    else:
        print_csv(items)


def print_json(answer: object) -> None:
    """Print an answer, every figure as it came."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


def print_csv(items: Iterable[Mapping[str, object]]) -> None:
    """Print items as rows; fields within fields have a point in their heading, lists their items with spaces."""
    rows = [dict(_flat(item)) for item in items]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    typer.echo(text.getvalue(), nl=False)


def write_new(path: Path, content: bytes) -> Path:
    """Write a new file; what stands there already may hold work."""
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise WrongUse(faults.OUTPUT_EXISTS.at(str(path), path=path)) from error
    except OSError as error:
        raise WrongUse(faults.NOT_WRITTEN.at(str(path), path=path, reason=error.strerror)) from error
    return path


def _flat(item: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, value in item.items():
        match value:
            case Mapping():
                yield from _flat(value, f"{prefix}{name}.")
            case list():
                yield f"{prefix}{name}", cell(" ".join(_plain(part) for part in value))
            case _:
                yield f"{prefix}{name}", cell(_plain(value))


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
