"""Contracts and the reports on them: as one of the subjects of own records, and as one answer that tells all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from services.ingest.access import sending_party
from services.ingest.contracts import store
from services.ingest.contracts.rules.compile import (
    COMMITMENT,
    CONTRACT,
    OBSERVATION,
    compile_contract,
    contract_of,
    observed_in,
    unit_of,
)
from services.ingest.contracts.rules.findings import beside, of_supplier
from services.ingest.contracts.rules.noticed import Noticed, meant
from services.ingest.contracts.rules.observed import Observed
from services.ingest.contracts.rules.verdict import Status, Verdict, status, verdict
from services.ingest.contracts.tables import (
    Commitment,
    CommitmentHistory,
    Contract,
    ContractHistory,
    Observation,
    ObservationHistory,
)
from services.ingest.data_contracts import contract as stated
from services.ingest.own_records.operations import FactTable, Subject
from services.ingest.own_records.rules.versions import Ruling, rulings, unit_id
from services.ingest.own_records.store import versions_of
from shared.identity.access import Caller
from shared.procurement.own_record import RecordKind

CONTRACTS: Final = Subject(
    kinds=(RecordKind.CONTRACT, RecordKind.PERFORMANCE_REPORT),
    unit_of=unit_of,
    compile=compile_contract,
    tables=(
        FactTable(CONTRACT, Contract, ContractHistory, ("state_on",)),
        FactTable(COMMITMENT, Commitment, CommitmentHistory, ("due_on",)),
        FactTable(OBSERVATION, Observation, ObservationHistory, ("period_until",)),
    ),
    beside=beside,
    moving=frozenset({RecordKind.PERFORMANCE_REPORT}),
    of_supplier=of_supplier,
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as it stands: its own, or that of the framework agreement it is called off from."""

    commitment: stated.Commitment
    inherited: bool
    verdict: Verdict
    status: Status
    observed: Sequence[Observed]


@dataclass(frozen=True, slots=True)
class WholeContract:
    """All that is known of a contract: `framework_known` is None when it is no call-off."""

    row: Contract
    stated: stated.Contract
    framework_known: bool | None
    promises: Sequence[Promise]
    observed: Sequence[Observed]
    notices: Sequence[store.KnownNotice]
    noticed: Noticed | None


def listed(
    session: Session,
    visible: store.Visible,
    wanted: store.Wanted,
    *,
    today: date,
    after: tuple[int, UUID] | None,
    fetch: int,
) -> list[Contract | Noticed]:
    """The contracts that bodies keep and those that notices alone tell of, in the order in which they last changed."""
    rows = store.contracts(session, visible, wanted, today=today, after=after, fetch=fetch)
    noticed = store.noticed(session, visible, wanted, after=after, fetch=fetch)
    both: list[Contract | Noticed] = [*rows, *noticed]
    return sorted(both, key=place_of)[:fetch]


def place_of(each: Contract | Noticed) -> tuple[int, UUID]:
    """Where it stands in the list."""
    return each.since_change, each.id if isinstance(each, Noticed) else each.unit


def alone(session: Session, visible: store.Visible, noticed: Sequence[Noticed]) -> list[Noticed]:
    """Those of which no body keeps a contract that the caller may see: the others are told of with that."""
    own = store.contracts_of_procedures(session, visible, {each.procedure_id for each in noticed if each.procedure_id})
    taken = {each.id for each in noticed_of(session, own).values()}
    return [each for each in noticed if each.id not in taken]


def noticed_of(session: Session, rows: Sequence[Contract]) -> dict[UUID, Noticed]:
    """What notices tell of the contracts that bodies keep, by their unit."""
    known = store.noticed_in(session, {each.procedure_id for each in rows if each.procedure_id})
    found: dict[UUID, Noticed] = {}
    for row in rows:
        among = [each for each in known.get((row.procedure_id or "").lower(), ()) if each.lead_body == row.lead_body]
        if (one := meant(row, among)) is not None:
            found[row.unit] = one
    return found


def visible_to(session: Session, caller: Caller) -> store.Visible:
    """The contracts that a caller may see: of its body, and with `ingest:supplier` those that it supplies."""
    party = sending_party(caller)
    numbers = store.numbers_of(session, party) if "ingest:supplier" in caller.scopes else []
    return store.Visible(party if "ingest:read" in caller.scopes else None, numbers)


def own_of(session: Session, visible: store.Visible, noticed: Noticed) -> Contract | None:
    """The contract that a body keeps of one that notices tell of, when the caller may see it."""
    rows = store.contracts_of_procedures(session, visible, {noticed.procedure_id} if noticed.procedure_id else set())
    found = noticed_of(session, rows)
    return next((row for row in rows if row.unit in found and found[row.unit].id == noticed.id), None)


def whole_contract(session: Session, row: Contract, *, today: date) -> WholeContract | None:
    """Read a contract with its commitments, those it inherits, and what was measured; None when it just went."""
    told = _rulings(session, row.lead_body, row.sender_key)
    statement = contract_of(told)
    if statement is None:
        return None
    contract = statement[1]
    framework = None
    if contract.framework is not None:
        framework = contract_of(_rulings(session, row.lead_body, contract.framework))
    own = contract.commitments or []
    inherited = [] if framework is None else _inherited(framework[1], own)
    observed = observed_in(told, [*own, *inherited])
    promises = []
    for each in (*own, *inherited):
        about = [observation for observation in observed if observation.stated.commitment == each.key]
        shown = verdict(each, about, starts_on=contract.starts_on)
        standing = status(each, shown, today=today)
        promises.append(Promise(each, each not in own, shown, standing, about))
    notices = []
    if contract.procedure_id is not None:
        notices = store.notices_of(session, contract.procedure_id, contract.lot_id)
    known = None if contract.framework is None else framework is not None
    return WholeContract(row, contract, known, promises, observed, notices, noticed_of(session, [row]).get(row.unit))


def _inherited(framework: stated.Contract, own: Sequence[stated.Commitment]) -> list[stated.Commitment]:
    """The commitments of a framework agreement that a call-off does not state itself."""
    keys = {each.key for each in own}
    return [each for each in framework.commitments or () if each.key not in keys]


def _rulings(session: Session, body: str, key: str) -> list[Ruling]:
    unit = unit_id(CONTRACT, body, key)
    return rulings(versions_of(session, [unit]).get(unit, ()), unit)
