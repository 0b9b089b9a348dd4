"""/v1/procedures: what all notices together say."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from services.ingest.access import RealReader
from services.ingest.procedures.schemas import ProcedureOut, ProcedureVersion
from services.ingest.procedures.store import reading as store
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import Page, Paging, cut
from shared.http.periods import demand_order
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.procurement.procedure import ProcedureState
from shared.tables.procurement import Procedure

router = APIRouter(prefix="/procedures", tags=["procedures"])

Day = Annotated[OptionalDay, Query(description="A day, inclusive.")]


@router.get("", summary="List procedures")
def procedures(  # noqa: PLR0913 - an argument for each parameter of the API
    session: Transaction,
    _caller: RealReader,
    page: Paging,
    *,
    buyer: Annotated[str | None, Query(max_length=300, description="Key of a party that led or took part.")] = None,
    state: ProcedureState | None = None,
    awarded_from: Annotated[Day, Query(alias="awardedFrom")] = None,
    awarded_until: Annotated[Day, Query(alias="awardedUntil")] = None,
    launched_from: Annotated[Day, Query(alias="launchedFrom")] = None,
    launched_until: Annotated[Day, Query(alias="launchedUntil")] = None,
    supplement: Annotated[
        Literal["missing", "final"] | None,
        Query(description="Only procedures of which a released supplement stands (`final`), or of which none does."),
    ] = None,
) -> Page[ProcedureOut]:
    """Procedures in the order in which they last changed: one that changes while you page comes again at the end."""
    demand_party(session, buyer, parameter="buyer")
    demand_order({"awardedUntil": (awarded_from, awarded_until), "launchedUntil": (launched_from, launched_until)})
    wanted = store.Wanted(buyer, state, awarded_from, awarded_until, launched_from, launched_until, supplement)
    rows = store.procedures(session, wanted, after=page.after_number_and_id(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since_change, str(each.id)))
    return Page(items=[ProcedureOut.of(each) for each in store.whole(session, listed)], next=following)


@router.get("/{procedure_id}", summary="Read a procedure")
def procedure(session: Transaction, _caller: RealReader, procedure_id: UUID) -> ProcedureOut:
    """The procedure as it stands."""
    return ProcedureOut.of(store.whole(session, [_standing(session, procedure_id)])[0])


@router.get("/{procedure_id}/history", summary="Read the versions of a procedure")
def history(session: Transaction, _caller: RealReader, procedure_id: UUID, page: Paging) -> Page[ProcedureVersion]:
    """Every version, oldest first; the last one stands. The notices of a replaced version are not repeated."""
    rows = store.history(session, procedure_id, after=page.after_number(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since,))
    versions = [
        ProcedureVersion(
            since_position=each.since,
            until_position=each.until,
            since=each.recorded_at,
            procedure=ProcedureOut.of(store.version_whole(session, each.row)),
        )
        for each in listed
    ]
    if following is None:
        standing = store.procedure(session, procedure_id)
        if standing is not None:
            position, recorded_at = store.since(session, standing)
            versions.append(
                ProcedureVersion(
                    since_position=position,
                    until_position=None,
                    since=recorded_at,
                    procedure=ProcedureOut.of(store.whole(session, [standing])[0]),
                )
            )
        elif not versions and page.after is None:
            raise _unknown(procedure_id)
    return Page(items=versions, next=following)


def _standing(session: Transaction, procedure_id: UUID) -> Procedure:
    standing = store.procedure(session, procedure_id)
    if standing is None:
        raise _unknown(procedure_id)
    return standing


def _unknown(procedure_id: UUID) -> NotFound:
    return NotFound(nl=f"Er is geen procedure {procedure_id}.", en=f"There is no procedure {procedure_id}.")
