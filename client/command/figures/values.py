"""`ppds values`, `evidence`, `explain` and `counts-for`: figures, and what stands behind them."""

from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID

import typer

from client.command.context import context_of
from client.command.later import later
from client.command.output import AsCsv, AsJson, print_csv, print_json

if TYPE_CHECKING:
    from client import http, reading
    from client.show import cards, figures
else:
    http, reading = later("client.http"), later("client.reading")
    cards, figures = later("client.show.cards"), later("client.show.figures")

_LARGEST_PAGE: Final = 1000
Codes = Annotated[list[str], typer.Argument(help="Codes of indicators, such as MKT-P01; ppds indicators lists them.")]
Version = Annotated[str | None, typer.Option(help="Version of the definition; without it the one in force.")]


First = Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")]
Last = Annotated[str, typer.Option("--until", help="Last month, YYYY-MM; it counts too.")]
Only = Annotated[
    list[str] | None,
    typer.Option(help="Only these: DIMENSION=CODE,CODE, such as tier=municipality; repeat for more dimensions."),
]
CountedOn = Annotated[str | None, typer.Option(help="awarded, or launched for the early variant.")]
AsOf = Annotated[str | None, typer.Option(help="Position of the change log, or a moment: the data as they stood then.")]
Boundaries = Annotated[
    str | None, typer.Option(help="A day, YYYY-MM-DD: bodies that merged by then count as their successor.")
]
View = Annotated[str | None, typer.Option(help="own: your own body, with what is not released yet.")]
PublicationName = Annotated[
    str | None, typer.Option(help="Name of a publication, such as 2024-first: as it was published.")
]


def show_values(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    codes: Codes,
    *,
    first: First,
    last: Last,
    granularity: Annotated[
        str | None, typer.Option(help="month, quarter or year: a row for each; without it the period is one.")
    ] = None,
    group_by: Annotated[str | None, typer.Option(help="Dimensions to group by: tier,theme,organisation ...")] = None,
    only: Only = None,
    counted_on: CountedOn = None,
    version: Version = None,
    as_of: AsOf = None,
    boundaries: Boundaries = None,
    view: View = None,
    publication: PublicationName = None,
    series: Annotated[str | None, typer.Option(help="current, or a published series: first, final.")] = None,
    theme_list: Annotated[str | None, typer.Option(help="Themes in the names of this theme list.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print figures: value, bounds, coverage and the counts behind them."""
    context = context_of(ctx)
    grouped = {"granularity": granularity, "groupBy": group_by, "series": series, "themeList": theme_list}
    asked = _cell(first, last, only, counted_on, version, as_of, boundaries, view) | _published(publication)
    asked |= {name: value for name, value in grouped.items() if value is not None}
    with context.data_space() as space:
        if as_csv:
            for number, code in enumerate(codes):
                _print_csv(space, f"/v1/indicators/{code}/values", asked, with_heading=number == 0)
            return
        answer = space.figures_as_answered(codes, **asked)
        if as_json:
            print_json(answer)
            return
        read = reading.figures_in(answer)
        labels = cards.labels(space, context.words, bodies="organisation" in (group_by or "").split(","))
        for each in read:
            name = labels.get("indicator", {}).get(each.indicator, "")
            context.show(figures.figures_table(each, context.words, name=name, labels=labels))


def show_evidence(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of an indicator, such as MKT-P01.")],
    *,
    first: First,
    last: Last,
    only: Only = None,
    certainty: Annotated[str | None, typer.Option(help="Only rows that are in, undetermined or out.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Only rows that answer yes, no, known or unknown.")] = None,
    counted_on: CountedOn = None,
    version: Version = None,
    as_of: AsOf = None,
    boundaries: Boundaries = None,
    view: View = None,
    publication: PublicationName = None,
    most: Annotated[int, typer.Option(min=1, help="Most rows; --csv gives them all.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print the rows behind a figure: which count, what they answer, and why."""
    context = context_of(ctx)
    asked = _cell(first, last, only, counted_on, version, as_of, boundaries, view) | _published(publication)
    asked |= {name: value for name, value in {"certainty": certainty, "verdict": verdict}.items() if value is not None}
    path = f"/v1/indicators/{code}/evidence"
    with context.data_space() as space:
        if as_csv:
            _print_csv(space, path, {**asked, "limit": "1000"}, with_heading=True)
            return
        answer = space.read("kpi", path, {**asked, "limit": str(min(most, _LARGEST_PAGE))})
    if as_json:
        print_json(answer)
    else:
        context.show(cards.evidence_table(answer, context.words))


def show_explanation(  # noqa: PLR0913 - an option for each parameter of the API
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(help="Code of an indicator, such as MKT-P01.")],
    *,
    first: First,
    last: Last,
    only: Only = None,
    counted_on: CountedOn = None,
    version: Version = None,
    as_of: AsOf = None,
    boundaries: Boundaries = None,
    view: View = None,
    publication: PublicationName = None,
    as_json: AsJson = False,
) -> None:
    """Print all that a figure rests on: its card in words, the counts in the formulas, rules, lists and data."""
    context = context_of(ctx)
    asked = {
        "indicator": code,
        **_cell(first, last, only, counted_on, version, as_of, boundaries, view),
        **_published(publication),
    }
    with context.data_space() as space:
        answer = space.read("kpi", "/v1/explanations", asked)
    if as_json:
        print_json(answer)
    else:
        context.show(cards.explanation_table(answer, context.words))


def show_counts_for(
    ctx: typer.Context,
    record: Annotated[UUID, typer.Argument(help="Id of a procedure, or with --own of a record of a body itself.")],
    *,
    own: Annotated[bool, typer.Option("--own", help="It is a contract or another record that a body keeps.")] = False,
    indicator: Annotated[list[str] | None, typer.Option(help="Only this indicator; repeat for more.")] = None,
    lot: Annotated[str | None, typer.Option(help="Only this lot of the procedure.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print what a procedure counts for: by every indicator whether it counts, what it answers, and why."""
    context = context_of(ctx)
    asked = {name: value for name, value in {"indicators": ",".join(indicator or ()), "lot": lot}.items() if value}
    with context.data_space() as space:
        answer = space.read("kpi", f"/v1/{'own-records' if own else 'procedures'}/{record}/counts-for", asked)
    if as_json:
        print_json(answer)
    elif as_csv:
        rows = ({"indicator": item["indicator"], **row} for item in answer["items"] for row in item["rows"])
        print_csv({name: value for name, value in row.items() if name != "terms"} for row in rows)
    else:
        context.show(cards.counts_for_table(answer, context.words))


def _cell(
    first: str,
    last: str,
    only: list[str] | None,
    counted_on: str | None,
    version: str | None,
    as_of: str | None,
    boundaries: str | None,
    view: str | None,
) -> dict[str, str]:
    """A question about one figure, as the API has it."""
    stated = {
        "from": first,
        "until": last,
        "countedOn": counted_on,
        "version": version,
        "asOf": as_of,
        "boundaries": boundaries,
        "view": view,
        **dict(filter_of(each) for each in only or ()),
    }
    return {name: value for name, value in stated.items() if value is not None}


def _published(publication: str | None) -> dict[str, str]:
    return {} if publication is None else {"publication": publication}


def filter_of(text: str) -> tuple[str, str]:
    """A filter as it is typed, NAME=CODE,CODE."""
    name, equals, values = text.partition("=")
    if not equals or not values:
        raise typer.BadParameter(f"{text} is not DIMENSION=CODE", param_hint="--only")
    return name, values


def _print_csv(space: "http.DataSpace", path: str, asked: dict[str, str], *, with_heading: bool) -> None:
    """What an address gives as CSV, all its pages under one heading."""
    query = dict(asked)
    while True:
        answer = space.get("kpi", path, query, accept="text/csv")
        heading, _, rows = answer.text.partition("\r\n")
        typer.echo((f"{heading}\r\n" if with_heading else "") + rows, nl=False)
        with_heading = False
        if (cursor := answer.headers.get("Next-Cursor")) is None:
            return
        query["cursor"] = cursor
