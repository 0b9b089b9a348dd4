"""`ppds template`, `todo` and `fix`: what a body keeps itself, from an empty table to one that is mended."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from client import faults
from client.command.context import CommandContext, context_of
from client.command.ending import Ending
from client.command.later import later
from client.command.output import AsJson, print_json, write_new
from client.errors import ProblemAnswer, WrongUse
from client.profile import state_folder
from client.words import Words
from shared.nearest import meant

if TYPE_CHECKING:
    from client import documents, http, push, tables
    from client.show import deliveries as show
else:
    documents, push = later("client.documents"), later("client.push")
    show, tables = later("client.show.deliveries"), later("client.tables")

_CSV: Final = "text/csv"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS: Final = {"xlsx": ("template", _XLSX), "csv": ("template", _CSV), "json": ("example", None)}

Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write it; a new file.")]


def write_template(
    ctx: typer.Context,
    contract: Annotated[
        str | None, typer.Argument(help="What to send, such as ppds-registration; left out: what there is.")
    ] = None,
    *,
    form: Annotated[str, typer.Option("--format", help="xlsx, csv or json (a filled in example).")] = "xlsx",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Write an empty table to fill in, or list of what there are any. Needs no client."""
    if form not in _FORMS:
        raise typer.BadParameter(", ".join(_FORMS), param_hint="--format")
    context = context_of(ctx)
    with context.data_space() as space:
        contracts = space.read("ingest", "/v1/formats", token=False).get("dataContracts", ())
        if contract is None:
            _show_contracts(context, contracts, as_json=as_json)
            return
        names = [str(each["name"]) for each in contracts]
        name = contract if contract in names else f"ppds-{contract}"
        if name not in names:
            close = meant(contract, names)
            raise WrongUse(faults.NO_CONTRACT.at(contract, name=contract, known=", ".join(names), meant=close))
        address, media_type = _FORMS[form]
        path = f"/v1/data-contracts/{name}/{address}"
        content = space.get("ingest", path, token=False, accept=media_type).content
    written = write_new(output or Path(f"{name}.{form}"), content)
    if as_json:
        print_json({"path": str(written), "dataContract": name})
    else:
        _say_written(context, written)


def show_tasks(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """List what is still asked of your organisation, by due date: supplements, and reports on what was promised."""
    context = context_of(ctx)
    with context.data_space() as space:
        supplements = [each for page in space.pages("ingest", "/v1/supplement-tasks") for each in page["items"]]
        contracts = [space.read("ingest", f"/v1/contract-timelines/{each}") for each in _overdue(space)]
    if as_json:
        print_json({"supplements": supplements, "contracts": contracts})
        return
    words = context.words
    rows = [*_of_supplements(supplements, words), *_of_contracts(contracts, words)]
    columns = [
        tables.Column(words(nl="uiterlijk", en="due")),
        tables.Column(words(nl="wat", en="what"), prose=True),
        tables.Column(words(nl="waarvan", en="of"), prose=True),
        tables.Column(words(nl="bekijk", en="see")),
    ]
    context.show(tables.Table(columns, sorted(rows, key=lambda row: row[0] or "9"), leads=2))


def write_sheet(
    ctx: typer.Context,
    contract: Annotated[str, typer.Argument(help="Id of the contract, as ppds todo shows it.")],
    *,
    form: Annotated[str, typer.Option("--format", help="xlsx or csv.")] = "xlsx",
    output: Output = None,
    as_json: AsJson = False,
) -> None:
    """Write the table in which a supplier reports what was not reported yet on a contract."""
    if form not in ("xlsx", "csv"):
        raise typer.BadParameter("xlsx, csv", param_hint="--format")
    context = context_of(ctx)
    with context.data_space() as space:
        content = space.get("ingest", f"/v1/request-sheets/{contract}", accept=_FORMS[form][1]).content
    written = write_new(output or Path(f"request-{contract}.{form}"), content)
    if as_json:
        print_json({"path": str(written), "contract": contract})
    else:
        _say_written(context, written)


def fix_table(
    ctx: typer.Context,
    sent: Annotated[
        str | None, typer.Argument(help="A file that was pushed, or the id of a submission; left out: the newest.")
    ] = None,
    *,
    mapping: Annotated[str | None, typer.Option(help="The column mapping that the file was pushed with.")] = None,
    output: Output = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the table in the program for it.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait until it is processed.")] = 600.0,
    as_json: AsJson = False,
) -> None:
    """Fetch the table that was sent, with what was found in each row, and say where. Mend it, and push it again."""
    context = context_of(ctx)
    with context.data_space() as space:
        submission = space.follow(_submission(context, space, sent, mapping), timeout=timeout)
        findings = [each for each in space.findings(submission.id) if each.severity != "info"]
        written = None
        if findings:
            answer = space.get("ingest", f"/v1/submissions/{submission.id}/table")
            suffix = ".csv" if answer.headers["Content-Type"].startswith(_CSV) else ".xlsx"
            named = Path(sent) if sent is not None and Path(sent).exists() else Path(submission.id)
            written = write_new(output or named.with_name(f"{named.stem}-bevindingen{suffix}"), answer.content)
    refused = any(each.severity == "error" for each in findings)
    if as_json:
        stated = [each.model_dump(mode="json", by_alias=True) for each in findings]
        print_json({"submission": submission.id, "path": written and str(written), "findings": stated})
    elif written is None:
        context.print(nl="Er is niets te herstellen.", en="There is nothing to mend.")
    else:
        context.show(show.findings_table(findings, context.words))
        context.print(
            nl=f"Geschreven: {written}. Herstel het daarin, en dan: ppds push {written}",
            en=f"Written: {written}. Mend it there, and then: ppds push {written}",
        )
    if open_it and written is not None:
        typer.launch(str(written))
    raise typer.Exit(Ending.FINDINGS if refused else Ending.DONE)


def _say_written(context: CommandContext, path: Path) -> None:
    context.print(
        nl=f"Geschreven: {path}. Als het ingevuld is: ppds push {path}",
        en=f"Written: {path}. Once it is filled in: ppds push {path}",
    )


def _show_contracts(context: CommandContext, contracts: Sequence[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json(list(contracts))
        return
    words = context.words
    columns = [tables.Column(words(nl="naam", en="name")), tables.Column(words(nl="wat", en="what"), prose=True)]
    rows = [[str(each["name"]), str(each["title"][words.language])] for each in contracts]
    context.show(tables.Table(columns, rows))


def _submission(context: CommandContext, space: "http.DataSpace", sent: str | None, mapping: str | None) -> str:
    """Id of the submission that is meant: that of a file stands in the journal of what was pushed."""
    if sent is None:
        newest = space.read("ingest", "/v1/submissions", {"limit": "1"})["items"]
        if not newest:
            raise WrongUse(faults.NOTHING_SENT.at("/v1/submissions"))
        return str(newest[0]["id"])
    path = Path(sent)
    if not path.is_file():
        return sent
    document = documents.document_at(path, space.formats(), mapping=mapping)
    known = push.Journal(push.journal_path(state_folder(), context.profile.client_id)).find(document.idempotency_key)
    if known is None:
        raise WrongUse(faults.NOT_PUSHED.at(sent, path=sent))
    return known


def _overdue(space: "http.DataSpace") -> Iterator[str]:
    """Ids of the contracts of which something was due; in the sandbox there are none."""
    try:
        for page in space.pages("ingest", "/v1/contracts", {"overdue": "true"}):
            yield from (str(each["id"]) for each in page["items"])
    except ProblemAnswer as problem:
        if [each.rule for each in problem.errors] != ["not-in-sandbox"]:
            raise


def _of_supplements(items: Sequence[dict[str, Any]], words: Words) -> Iterator[list[str]]:
    for each in items:
        number = words.number(each["questions"])
        yield [
            each["dueOn"] or "",
            words(nl=f"aanvulling: {number} vragen", en=f"supplement: {number} questions"),
            each["title"] or each["procedureId"] or each["ocid"] or "",
            f"ppds get ingest /v1/supplements -q procedure={each['procedure']}",
        ]


def _of_contracts(items: Sequence[dict[str, Any]], words: Words) -> Iterator[list[str]]:
    for each in items:
        for promise in each["promises"]:
            if promise["status"] == "not-shown":
                yield [
                    promise["dueOn"] or "",
                    words(nl=f"nakoming van {promise['key']}", en=f"performance of {promise['key']}"),
                    each["senderKey"] or "",
                    f"ppds sheet {each['id']}",
                ]
