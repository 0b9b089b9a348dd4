"""`ppds mapping list`, `show`, `put` and `remove`: the tables of other tools, read as they are."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from client import faults
from client.command.context import context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_items, print_json
from client.command.tree import add
from client.errors import WrongUse

if TYPE_CHECKING:
    from client import tables
else:
    tables = later("client.tables")

_ADDRESS = "/v1/column-mappings"
Name = Annotated[str, typer.Argument(help="Name of the mapping, as ppds mapping list shows it.")]


def add_mappings(mappings: typer.Typer) -> None:
    """Add the commands."""
    add(mappings, "list", list_mappings, example="ppds mapping list")
    add(mappings, "show", show_mapping, example="ppds mapping show mvi-zet")
    add(mappings, "put", put_mapping, example="ppds mapping put order-system mapping.json")
    add(mappings, "remove", remove_mapping, example="ppds mapping remove order-system")


def list_mappings(ctx: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the column mappings: your own, and those that everybody has."""
    context = context_of(ctx)
    with context.data_space() as space:
        items = space.read("ingest", _ADDRESS)["items"]
    if as_json or as_csv:
        print_items(items, as_json=as_json)
        return
    words = context.words
    columns = [
        tables.Column(words(nl="naam", en="name")),
        tables.Column(words(nl="gegevenscontract", en="data contract")),
        tables.Column(words(nl="kolommen", en="columns"), number=True),
        tables.Column(words(nl="van", en="of")),
    ]
    rows = [
        [
            each["name"],
            each["dataContract"],
            words.number(len(each["columns"])),
            words(nl="iedereen", en="everybody") if each["builtIn"] else words(nl="uzelf", en="yourself"),
        ]
        for each in items
    ]
    context.show(tables.Table(columns, rows))


def show_mapping(ctx: typer.Context, name: Name, *, as_json: AsJson = False) -> None:
    """Show which column is which property, and which word is which code."""
    context = context_of(ctx)
    with context.data_space() as space:
        mapping = space.read("ingest", f"{_ADDRESS}/{name}")
    if as_json:
        print_json(mapping)
        return
    words = context.words
    columns = [
        tables.Column(words(nl="kolom", en="column")),
        tables.Column(words(nl="gegeven", en="property")),
        tables.Column(words(nl="woorden", en="words"), prose=True),
    ]
    rows = [[heading, stated, _words(mapping, stated)] for heading, stated in mapping["columns"].items()]
    rows += [
        ["", stated, _words(mapping, stated)]
        for stated in mapping["values"]
        if stated not in mapping["columns"].values()
    ]
    context.show(tables.Table(columns, rows, leads=2))


def put_mapping(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="What you call it: small letters, digits and hyphens.")],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSON with dataContract, columns and values.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Keep a mapping, or change it: a table with its headings is read so from then on."""
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WrongUse(faults.NO_JSON.at(str(file), path=file)) from error
    if isinstance(stated, dict):  # as `ppds mapping show --json` gives it
        stated = {key: value for key, value in stated.items() if key not in ("name", "builtIn")}
    context = context_of(ctx)
    with context.data_space() as space:
        kept = space.change("PUT", f"{_ADDRESS}/{name}", stated).json()
    if as_json:
        print_json(kept)
    else:
        context.print(nl=f"Kolomindeling {name} is bewaard.", en=f"Column mapping {name} is kept.")


def remove_mapping(ctx: typer.Context, name: Name) -> None:
    """Remove a mapping of yours; what was read by it stays as it is."""
    context = context_of(ctx)
    with context.data_space() as space:
        space.change("DELETE", f"{_ADDRESS}/{name}")
    context.print(nl=f"Kolomindeling {name} is verwijderd.", en=f"Column mapping {name} is removed.")


def _words(mapping: dict[str, Any], stated: str) -> str:
    return ", ".join(f"{word} = {code}" for word, code in mapping["values"].get(stated, {}).items())
