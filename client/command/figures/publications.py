"""`ppds publication list`, `show` and `verify`: what was published, and whether its files are still that."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from client import faults
from client.command.context import context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json
from client.command.tree import add
from client.errors import UnexpectedAnswer

if TYPE_CHECKING:
    import hashlib

    from client.show import publications as shown
else:
    hashlib, shown = later("hashlib"), later("client.show.publications")

Name = Annotated[str, typer.Argument(help="Name of a publication, such as 2024-first.")]


def add_publications(group: typer.Typer) -> None:
    """What anybody may read of publications."""
    add(group, "list", list_publications, example="ppds publication list --year 2024")
    add(group, "show", show_publication, example="ppds publication show 2024-first")
    add(group, "verify", verify_publication, example="ppds publication verify 2024-first")


def list_publications(
    ctx: typer.Context,
    *,
    year: Annotated[int | None, typer.Option(help="Only those of this year.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the publications, newest first. Needs no client."""
    context = context_of(ctx)
    asked = {} if year is None else {"year": str(year)}
    with context.data_space() as space:
        items = [item for page in space.pages("kpi", "/v1/publications", asked, token=False) for item in page["items"]]
    if as_json:
        print_json(items)
    elif as_csv:
        print_csv(items)
    else:
        context.show(shown.publications_table(items, context.words))


def show_publication(ctx: typer.Context, publication: Name, *, as_json: AsJson = False) -> None:
    """Print what a publication rests on, and its files with their checksums. Needs no client."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/publications/{publication}", token=False)
    if as_json:
        print_json(answer)
    else:
        context.show(shown.publications_table([answer], context.words))
        context.show(shown.files_table(answer["files"], context.words))


def verify_publication(ctx: typer.Context, publication: Name, *, as_json: AsJson = False) -> None:
    """Fetch every file of a publication and hold it against its checksum; fails when one differs. Needs no client."""
    context = context_of(ctx)
    path = f"/v1/publications/{publication}"
    with context.data_space() as space:
        answer = space.read("kpi", path, token=False)
        manifest = space.read("kpi", f"{path}/files/manifest.json", token=False)
        stated = {"manifest.json": answer["checksum"], **{each["name"]: each["sha256"] for each in manifest["files"]}}
        checked: list[dict[str, Any]] = []
        for name, checksum in stated.items():
            content = space.get("kpi", f"{path}/files/{name}", token=False, accept="*/*").content
            holds = hashlib.sha256(content).hexdigest() == checksum
            checked.append({"name": name, "bytes": len(content), "sha256": checksum, "holds": holds})
    if as_json:
        print_json(checked)
    else:
        context.show(shown.files_table(checked, context.words))
    wrong = [each["name"] for each in checked if not each["holds"]]
    if wrong:
        raise UnexpectedAnswer(faults.OTHER_CONTENT.at("", publication=publication, files=", ".join(wrong)))
