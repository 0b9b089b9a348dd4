"""`ppds me`, `token`, `submissions`, `submission`, `show`, `lists export` and `get`: what the data space answers."""

from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import quote

import typer

from client.command.context import context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json
from client.profile import SERVICES, Service

if TYPE_CHECKING:
    from client.show import deliveries as show
    from client.show import sent
else:
    show, sent = later("client.show.deliveries"), later("client.show.sent")

LIST_FORMS: Final = {"csv": "text/csv", "turtle": "text/turtle", "json": "application/json"}


def show_me(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Say who I am for the data space, for whom I may send, and what is still missing."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("registry", "/v1/me")
    if as_json:
        print_json(answer)
    else:
        context.show(sent.me_table(answer, context.words))


def show_token(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(help="The service that the token is for: registry, ingest or kpi.")],
) -> None:
    """Print an access token of this client, for one service."""
    context = context_of(ctx)
    with context.data_space() as space:
        typer.echo(space.token(context.profile.address(_service(service))))


def list_submissions(
    ctx: typer.Context,
    *,
    most: Annotated[int, typer.Option(min=1, max=500, help="How many, the newest first.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List what was sent, the newest first, and what became of it."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("ingest", "/v1/submissions", {"limit": str(most)})
    if as_json:
        print_json(answer)
    elif as_csv:
        print_csv(answer["items"])
    else:
        context.show(sent.submissions_table(answer["items"], context.words))


def show_submission(
    ctx: typer.Context,
    submission: Annotated[str, typer.Argument(help="Id of a submission, as ppds push and ppds submissions show it.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show how far a submission is, and all that was found in it."""
    context = context_of(ctx)
    with context.data_space() as space:
        answer = space.read("ingest", f"/v1/submissions/{submission}")
        if as_json:
            print_json(answer)
            return
        context.show(sent.submissions_table([answer], context.words))
        if findings := list(space.findings(submission)):
            context.show(show.findings_table(findings, context.words))


def show_notice(
    ctx: typer.Context,
    notice: Annotated[
        str, typer.Argument(help="Notice id, publication number, ocid, or the Idempotency-Key it was sent under.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Find a notice back: who sent it, which version is in force, findings, procedure, and the way to the bytes."""
    context = context_of(ctx)
    with context.data_space() as space:
        traced = sent.find_back(space, notice)
    if as_json:
        print_json(traced.answers)
    else:
        for table in sent.found_tables(traced, context.words, ingest_url=context.profile.address("ingest")):
            context.show(table)


def export_list(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the list, such as product-chains.")],
    *,
    form: Annotated[str, typer.Option("--format", help="csv, turtle (SKOS) or json.")] = "csv",
    on: Annotated[
        str | None, typer.Option(help="The day whose version is wanted, YYYY-MM-DD; today if absent.")
    ] = None,
) -> None:
    """Write a reference list, as it held on a day, to standard output. Needs no client: the lists are public."""
    media = LIST_FORMS.get(form)
    if media is None:
        raise typer.BadParameter(", ".join(LIST_FORMS), param_hint="--format")
    with context_of(ctx).data_space() as space:
        path, query = f"/v1/reference-lists/{quote(name, safe='')}", {"on": on} if on else None
        typer.echo(space.get("registry", path, query, token=False, accept=media).content, nl=False)


def get_address(
    ctx: typer.Context,
    service: Annotated[str, typer.Argument(help="registry, ingest or kpi.")],
    path: Annotated[str, typer.Argument(help="Address below the service, such as /v1/procedures.")],
    *,
    query: Annotated[
        list[str] | None, typer.Option("--query", "-q", help="NAME=VALUE of the address; repeat for more.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Ask without a token.")] = False,
    as_csv: AsCsv = False,
) -> None:
    """Read any address of a service with a token of this client, as JSON; docs/reference/endpoints.md lists them."""
    asked = dict(_pair(each) for each in query or ())
    with context_of(ctx).data_space() as space:
        answer = space.read(_service(service), path, asked, token=not public)
    if as_csv:
        print_csv(answer.get("items", [answer]))
    else:
        print_json(answer)


def _service(name: str) -> Service:
    if name not in SERVICES:
        raise typer.BadParameter(", ".join(SERVICES), param_hint="SERVICE")
    return name


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text} is not NAME=VALUE", param_hint="--query")
    return name, value
