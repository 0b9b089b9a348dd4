"""Contracts and the reports on them: as one of the subjects of own records, and as one answer that tells all of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

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
from services.ingest.contracts.rules.findings import beside
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
    return WholeContract(row, contract, known, promises, observed, notices)


def _inherited(framework: stated.Contract, own: Sequence[stated.Commitment]) -> list[stated.Commitment]:
    """The commitments of a framework agreement that a call-off does not state itself."""
    keys = {each.key for each in own}
    return [each for each in framework.commitments or () if each.key not in keys]


def _rulings(session: Session, body: str, key: str) -> list[Ruling]:
    unit = unit_id(CONTRACT, body, key)
    return rulings(versions_of(session, [unit]).get(unit, ()), unit)
