"""/v1/formats: what can be sent, and how a file tells it; /v1/data-contracts: each with its schema and its template.

Public, so that a client needs no list of its own and nobody needs an account to begin.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Path, Request, Response

from services.ingest.data_contracts.columns import CSV, XLSX
from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.data_contracts.table import BY_FORMAT, DATA_CONTRACTS
from services.ingest.format_list.operations import template
from services.ingest.format_list.rules import example_of, json_schema, table_schema
from services.ingest.format_list.schemas import DataContractOut, EncodingOut, FileSuffix, FormatOut, FormatsOut
from services.ingest.formats.encoding import SUFFIXES
from services.ingest.formats.source_format import Container, SourceFormat
from services.ingest.formats.table import KINDS
from shared.errors import NotFound
from shared.http.contract import preferred
from shared.http.schema import LocalisedText
from shared.procurement.finding import Rule, Severity, Text

router = APIRouter(tags=["formats"])

_JSON: Final = "application/json"
_TEMPLATES: Final = (XLSX, CSV)
_BINARY: Final = {"type": "string", "format": "binary"}
NO_DATA_CONTRACT: Final = Rule(
    "no-data-contract",
    Severity.ERROR,
    "Dit gegevenscontract bestaat niet.",
    "There is no such data contract.",
    Text("Kies een van: {known}.", "Choose one of: {known}."),
)

Name = Annotated[str, Path(max_length=60, description="Name of the format, `ppds-registration`.")]


@router.get("/formats", summary="List the formats")
def formats() -> FormatsOut:
    """Every format and container that is taken in, how its files are named, and what bodies send of their own."""
    encodings = [EncodingOut(name=name, suffix=suffix) for suffix, name in SUFFIXES.items()]
    contracts = [_contract(each) for each in DATA_CONTRACTS]
    return FormatsOut(items=[_shown(kind) for kind in KINDS], encodings=encodings, data_contracts=contracts)


@router.get("/data-contracts/{data_contract}/schema", summary="Read the JSON Schema of a data contract")
def schema(request: Request, data_contract: Name) -> dict[str, Any]:
    """JSON Schema (2020-12) of one record."""
    return json_schema(_known(data_contract), address=str(request.url.replace(query="")))


@router.get("/data-contracts/{data_contract}/table-schema", summary="Read the Table Schema of a data contract")
def table(data_contract: Name) -> dict[str, Any]:
    """Table Schema (Frictionless) of the same record as rows of a CSV or a workbook."""
    return table_schema(_known(data_contract))


@router.get(
    "/data-contracts/{data_contract}/example",
    summary="Read an example of a data contract",
    response_class=Response,
    responses={200: {"content": {_JSON: {"schema": {"type": "object"}}, CSV: {"schema": _BINARY}}}},
)
def example(data_contract: Name, accept: Annotated[str | None, Header(include_in_schema=False)] = None) -> Response:
    """One record that goes in without a finding when a body sends it for itself; as CSV the rows that state it."""
    contract = _known(data_contract)
    media_type = preferred(accept, (_JSON, CSV))
    if media_type == CSV:
        return Response(template.filled(contract), media_type=CSV)
    return Response(orjson.dumps(example_of(contract)), media_type=_JSON)


@router.get(
    "/data-contracts/{data_contract}/template",
    summary="Take home an empty table of a data contract",
    response_class=Response,
    responses={200: {"content": {media_type: {"schema": _BINARY} for media_type in _TEMPLATES}}},
)
def empty_table(data_contract: Name, accept: Annotated[str | None, Header(include_in_schema=False)] = None) -> Response:
    """A workbook with headings, their meaning and lists to choose from; as CSV (`Accept: text/csv`) the headings."""
    contract = _known(data_contract)
    media_type = preferred(accept, _TEMPLATES)
    body = template.workbook(contract) if media_type == XLSX else template.comma_separated(contract)
    suffix = "xlsx" if media_type == XLSX else "csv"
    headers = {"Content-Disposition": f'attachment; filename="{data_contract}.{suffix}"'}
    return Response(body, media_type=media_type, headers=headers)


def _known(name: str) -> type[OwnRecordModel]:
    if name not in BY_FORMAT:
        raise NotFound(errors=(NO_DATA_CONTRACT.within("path", "data_contract", name, known=", ".join(BY_FORMAT)),))
    return BY_FORMAT[name]


def _contract(contract: type[OwnRecordModel]) -> DataContractOut:
    name = contract.format_name()
    address = f"/v1/data-contracts/{name}"
    return DataContractOut(
        name=name,
        kind=contract.kind,
        title=LocalisedText(nl=contract.title_nl, en=contract.title_en),
        version="1.0",
        schema_url=f"{address}/schema",
        table_schema_url=f"{address}/table-schema",
        template_url=f"{address}/template",
        example_url=f"{address}/example",
    )


def _shown(kind: SourceFormat | Container) -> FormatOut:
    return FormatOut(
        name=kind.name,
        kind="container" if isinstance(kind, Container) else "format",
        title=LocalisedText(nl=kind.title_nl, en=kind.title_en),
        media_types=list(kind.media_types),
        suffixes=[
            FileSuffix(suffix=each.suffix, media_type=each.media_type, encoding=each.encoding) for each in kind.suffixes
        ],
        kept_as=kind.kept_form.media_type,
        schema_url=kind.schema,
    )
