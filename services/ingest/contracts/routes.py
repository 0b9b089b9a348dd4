"""/v1/contracts: the register of contracts of a body, or of a supplier, and what became of what was promised."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from services.ingest.access import ContractReader, sending_party
from services.ingest.contracts import store
from services.ingest.contracts.operations import WholeContract, whole_contract
from services.ingest.contracts.schemas import ContractOut, TimelineOut, request_sheet
from services.ingest.data_contracts.contract import ContractKind
from services.ingest.data_contracts.model import Theme
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import Page, Paging, cut
from shared.identity.access import Caller
from shared.identity.organisations import demand_party

router = APIRouter(tags=["contracts"])


def _today() -> date:
    return datetime.now(UTC).date()


Today = Annotated[date, Depends(_today)]
ContractId = Annotated[UUID, Path(description="Id of the contract, as the list gives it.")]


@router.get("/contracts", summary="List contracts")
def contracts(
    session: Transaction,
    caller: ContractReader,
    page: Paging,
    today: Today,
    *,
    buyer: Annotated[str | None, Query(max_length=300, description="Key of the party that bought.")] = None,
    overdue: Annotated[
        bool | None, Query(description="Whether a commitment was due and not shown to be met or missed.")
    ] = None,
    theme: Annotated[Theme | None, Query(description="Theme of a commitment of its own.")] = None,
    kind: ContractKind | None = None,
) -> Page[ContractOut]:
    """Contracts of your own body; with the scope `ingest:supplier` those in which your organisation is the supplier.

    In the order in which they last changed: one that changes while you page comes again at the end.
    """
    visible = _visible(session, caller)
    demand_party(session, buyer, parameter="buyer")
    wanted = store.Wanted(buyer, overdue, theme, None if kind is None else kind.value)
    rows = store.contracts(session, visible, wanted, today=today, after=page.after_number_and_id(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since_change, str(each.unit)))
    standings = store.standings(session, [each.unit for each in listed], today=today)
    return Page(items=[ContractOut.of(each, standings.get(each.unit, {})) for each in listed], next=following)


@router.get("/contract-timelines/{contract_id}", summary="Read all of a contract")
def timeline(session: Transaction, caller: ContractReader, contract_id: ContractId, today: Today) -> TimelineOut:
    """A contract with its commitments, those of its framework agreement, what was measured, the notices of its
    procedure (award, modification, completion), and all of it in the order of days.
    """
    return TimelineOut.told(_whole(session, caller, contract_id, today=today))


@router.get(
    "/request-sheets/{contract_id}",
    summary="Read what a supplier still has to report",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def sheet(session: Transaction, caller: ContractReader, contract_id: ContractId, today: Today) -> Response:
    """The table of a performance report with a row for each period that was not reported on, and what was promised.

    Filled in, it can be sent as it is: POST /v1/submissions. Nothing is asked twice.
    """
    whole = _whole(session, caller, contract_id, today=today)
    headers = {"Content-Disposition": f'attachment; filename="request-{contract_id}.csv"'}
    return Response(
        "\ufeff" + "".join(request_sheet(whole, today=today)), media_type="text/csv; charset=utf-8", headers=headers
    )


def _visible(session: Transaction, caller: Caller) -> store.Visible:
    party = sending_party(caller)
    numbers = store.numbers_of(session, party) if "ingest:supplier" in caller.scopes else []
    return store.Visible(party if "ingest:read" in caller.scopes else None, numbers)


def _whole(session: Transaction, caller: Caller, contract_id: UUID, *, today: date) -> WholeContract:
    row = store.contract(session, _visible(session, caller), contract_id)
    whole = None if row is None else whole_contract(session, row, today=today)
    if whole is None:
        raise NotFound(
            nl=f"Er is geen contract {contract_id} dat u mag zien.", en=f"There is no contract {contract_id} of yours."
        )
    return whole
