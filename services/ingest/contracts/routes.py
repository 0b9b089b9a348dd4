"""/v1/contracts: the register of contracts of a body, or of a supplier, and what became of what was promised."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Query, Response

from services.ingest.access import ContractReader
from services.ingest.contracts import store
from services.ingest.contracts.operations import (
    WholeContract,
    alone,
    listed,
    noticed_of,
    own_of,
    place_of,
    visible_to,
    whole_contract,
)
from services.ingest.contracts.rules.noticed import Noticed
from services.ingest.contracts.schemas.contract import ContractOut
from services.ingest.contracts.schemas.sheet import request_sheet, sheet_columns
from services.ingest.contracts.schemas.timeline import TimelineOut
from services.ingest.contracts.tables import Contract
from services.ingest.data_contracts.columns import CSV, XLSX
from services.ingest.data_contracts.contract import ContractKind
from services.ingest.data_contracts.model import Theme
from services.ingest.data_contracts.performance_report import PerformanceReport
from services.ingest.format_list.operations.template import comma_separated, workbook
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import NotFound
from shared.http.contract import preferred
from shared.http.paging import Page, Paging, cut
from shared.http.schema import OptionalDay
from shared.identity.access import Caller
from shared.identity.organisations import demand_party

router = APIRouter(tags=["contracts"])

_BINARY: Final = {"type": "string", "format": "binary"}


Today = Annotated[date, Depends(today)]
ContractId = Annotated[UUID, Path(description="Id of the contract, as the list gives it.")]


def _wanted(
    *,
    buyer: Annotated[str | None, Query(max_length=300, description="Key of the party that bought.")] = None,
    overdue: Annotated[
        bool | None, Query(description="Whether a commitment was due and not shown to be met or missed.")
    ] = None,
    due_until: Annotated[
        OptionalDay, Query(alias="dueUntil", description="A commitment is due from today until this day.")
    ] = None,
    theme: Annotated[Theme | None, Query(description="Theme of a commitment of its own.")] = None,
    kind: ContractKind | None = None,
) -> store.Wanted:
    return store.Wanted(buyer, overdue, theme, None if kind is None else kind.value, due_until)


@router.get("/contracts", summary="List contracts")
def contracts(
    session: Transaction,
    caller: ContractReader,
    page: Paging,
    today: Today,
    wanted: Annotated[store.Wanted, Depends(_wanted)],
) -> Page[ContractOut]:
    """Contracts of your own body; with the scope `ingest:supplier` those in which your organisation is the supplier.

    Those that notices tell of stand here too, once: beside what the body itself says of the same contract.
    In the order in which they last changed: one that changes while you page comes again at the end.
    """
    visible = visible_to(session, caller)
    demand_party(session, wanted.buyer, parameter="buyer")
    rows = listed(session, visible, wanted, today=today, after=page.after_number_and_id(), fetch=page.fetch)
    shown, following = cut(rows, asked=page, key=lambda each: (place_of(each)[0], str(place_of(each)[1])))
    own = [each for each in shown if isinstance(each, Contract)]
    standings = store.standings(session, [each.unit for each in own], today=today)
    told, apart = (
        noticed_of(session, own),
        alone(session, visible, [each for each in shown if isinstance(each, Noticed)]),
    )
    items = {each.unit: ContractOut.of(each, standings.get(each.unit, {}), told.get(each.unit)) for each in own}
    items |= {each.id: ContractOut.of_notices(each) for each in apart}
    in_order = (place_of(each)[1] for each in shown)
    return Page(items=[items[each] for each in in_order if each in items], next=following)


@router.get("/contract-timelines/{contract_id}", summary="Read all of a contract")
def timeline(session: Transaction, caller: ContractReader, contract_id: ContractId, today: Today) -> TimelineOut:
    """A contract with its commitments, those of its framework agreement, what was measured, what the notices of its
    procedure tell (award, modification, completion), where they and the body differ, and all of it in order of days.
    """
    whole = _whole(session, caller, contract_id, today=today)
    return TimelineOut.told_by_notices(whole) if isinstance(whole, Noticed) else TimelineOut.told(whole)


@router.get(
    "/request-sheets/{contract_id}",
    summary="Read what a supplier still has to report",
    response_class=Response,
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}, XLSX: {"schema": _BINARY}}}},
)
def sheet(
    session: Transaction,
    caller: ContractReader,
    contract_id: ContractId,
    today: Today,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """The table of a performance report with a row for each period that was not reported on, and what was promised.

    Filled in, it can be sent as it is: POST /v1/submissions. Nothing is asked twice. A workbook when that is asked for
    (`Accept`), with what belongs in each column.
    """
    whole = _whole(session, caller, contract_id, today=today)
    if isinstance(whole, Noticed):
        raise _unknown(contract_id)  # notices promise nothing
    media_type = preferred(accept, (CSV, XLSX))
    written, suffix = (comma_separated, "csv") if media_type == CSV else (workbook, "xlsx")
    body = written(PerformanceReport, sheet_columns(), request_sheet(whole, today=today))
    headers = {"Content-Disposition": f'attachment; filename="request-{contract_id}.{suffix}"'}
    return Response(body, media_type="text/csv; charset=utf-8" if media_type == CSV else XLSX, headers=headers)


def _whole(session: Transaction, caller: Caller, contract_id: UUID, *, today: date) -> WholeContract | Noticed:
    visible = visible_to(session, caller)
    row = store.contract(session, visible, contract_id)
    noticed = None
    if row is None and (noticed := store.noticed_with(session, visible, contract_id)) is not None:
        row = own_of(session, visible, noticed)
    whole = noticed if row is None else whole_contract(session, row, today=today)
    if whole is None:
        raise _unknown(contract_id)
    return whole


def _unknown(contract_id: UUID) -> NotFound:
    return NotFound(
        nl=f"Er is geen contract {contract_id} dat u mag zien.", en=f"There is no contract {contract_id} of yours."
    )
