"""/v1/column-mappings: the tables of other tools as they are, read by a mapping that a body keeps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import ValidationError

from services.ingest.access import OwnSubmissions, OwnToSend, Reader, Sender, sending_party
from services.ingest.column_mappings import operations, store
from services.ingest.column_mappings.schemas import ColumnMappingIn, ColumnMappingOut, ColumnMappingsOut
from services.ingest.data_contracts.column_mapping import BUILT_IN, MAPPING_NAME, ColumnMapping
from shared.errors import BadInput, NotFound
from shared.procurement.finding import Rule, Severity, Text

router = APIRouter(prefix="/column-mappings", tags=["column-mappings"])

Name = Annotated[str, Path(pattern=MAPPING_NAME, description="What the body calls it.")]
NOT_READABLE = Rule(
    "MAP-006",
    Severity.ERROR,
    "Dit kan hier niet staan: {why}",
    "This cannot stand here: {why}",
    Text("Houd kolomkoppen en woorden op 1 tot 200 tekens.", "Keep headings and words to 1 to 200 characters."),
)


@router.get("", summary="List your column mappings")
def mappings(session: OwnSubmissions, caller: Reader) -> ColumnMappingsOut:
    """Those that you keep, and behind them those that everybody has."""
    own = store.mappings_of(session, sending_party(caller))
    return ColumnMappingsOut(items=[ColumnMappingOut.of(each) for each in (*own, *BUILT_IN)])


@router.get("/{mapping}", summary="Read a column mapping")
def one_mapping(session: OwnSubmissions, caller: Reader, mapping: Name) -> ColumnMappingOut:
    """One of yours, or one that everybody has."""
    party = sending_party(caller)
    known = operations.mapping_named(session, party, mapping)
    if known is None:
        rule, words = operations.unknown_mapping(session, party, mapping)
        raise NotFound(errors=(rule.within("path", "mapping", mapping, **words),))
    return ColumnMappingOut.of(known)


@router.put(
    "/{mapping}",
    summary="Keep a column mapping",
    responses={201: {"description": "Made.", "model": ColumnMappingOut}, 200: {"description": "Changed."}},
)
def keep(
    response: Response, session: OwnToSend, caller: Sender, mapping: Name, stated: ColumnMappingIn
) -> ColumnMappingOut:
    """Say which of your columns is which property, and which of your words is which code.

    From then on a table with these headings is read so by itself; name it in `Column-Mapping` to have no other tried.
    What was sent before keeps the mapping that it was read with.
    """
    try:
        made = ColumnMapping(name=mapping, **stated.model_dump())
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise BadInput(
            errors=tuple(NOT_READABLE.at("/" + "/".join(map(str, each["loc"])), why=each["msg"]) for each in faults)
        ) from error
    if operations.keep(session, sending_party(caller), made):
        response.status_code = 201
    return ColumnMappingOut.of(made)


@router.delete("/{mapping}", status_code=204, summary="Remove a column mapping")
def remove(session: OwnToSend, caller: Sender, mapping: Name) -> None:
    """What was read by it stays as it is."""
    operations.remove(session, sending_party(caller), mapping)
