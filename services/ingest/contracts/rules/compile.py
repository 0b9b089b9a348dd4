"""What a contract counts for: its rows, those of its commitments, and those of what was measured.

A call-off counts by itself with its own commitments; those of its agreement count once, with the agreement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from services.ingest.contracts.rules.observed import Observed, observations
from services.ingest.contracts.rules.verdict import verdict
from services.ingest.data_contracts.contract import Commitment, Contract
from services.ingest.data_contracts.model import Answer
from services.ingest.data_contracts.performance_report import PerformanceReport, Reading
from services.ingest.data_contracts.units import converted, expected_units
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.months import month_ends, years_later
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord, RecordKind, Release

CONTRACT: Final = "contract"
COMMITMENT: Final = "commitment"
OBSERVATION: Final = "observation"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A contract is compiled with every report on it, also those that came before it."""
    about = record.content["contract"] if record.kind is RecordKind.PERFORMANCE_REPORT else record.key
    return CONTRACT, body, str(about)


def compile_contract(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of a contract, its commitments and its observations; none while the contract is not known."""
    statement = contract_of(rulings)
    if statement is None:
        return {CONTRACT: [], COMMITMENT: [], OBSERVATION: []}
    ruling, contract = statement
    observed = observed_in(rulings, contract.commitments or ())
    standing = standing_columns(ruling, register)
    return {
        CONTRACT: [{**standing, **_contract(contract, observed)}],
        COMMITMENT: list(_commitments(contract, observed, standing)),
        OBSERVATION: [_observation(each, standing) for each in observed],
    }


def contract_of(rulings: Sequence[Ruling]) -> tuple[Ruling, Contract] | None:
    """The contract of a unit with its ruling."""
    for ruling in rulings:
        model = model_of(ruling, Contract) if ruling.version.kind is RecordKind.CONTRACT else None
        if model is not None:
            return ruling, model
    return None


def observed_in(rulings: Sequence[Ruling], promised: Sequence[Commitment]) -> list[Observed]:
    """What the reports of a unit say, beside what was promised."""
    reports = (
        (each.version.key, model, each.version.release is not Release.HOLD)
        for each in rulings
        if each.version.kind is RecordKind.PERFORMANCE_REPORT
        and (model := model_of(each, PerformanceReport)) is not None
    )
    return observations(reports, {each.key: each for each in promised})


def _contract(contract: Contract, observed: Sequence[Observed]) -> dict[str, Any]:
    amount, supplier, commitments = contract.amount, contract.supplier, contract.commitments
    dues = [each.due_on for each in commitments or () if each.due_on is not None]
    return {
        "kind": contract.contract_kind.value,
        "framework": contract.framework,
        "procedure_id": contract.procedure_id,
        "lot_id": contract.lot_id,
        "signed_on": contract.signed_on,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "amount": None if amount is None else amount.value,
        "currency": None if amount is None else amount.currency,
        "vat_included": None if amount is None else amount.vat_included,
        "supplier_scheme": None if supplier is None else supplier.scheme,
        "supplier_id": None if supplier is None else supplier.compared,
        "responsible_role": contract.responsible_role,
        "reporting_clause": answered(contract.reporting_clause),
        "has_commitments": None if commitments is None else bool(commitments),
        "measurable": None if commitments is None else any(each.measurable for each in commitments),
        "themes": None if commitments is None else sorted({each.theme for each in commitments}),
        "first_measurement_on": min([years_later(contract.starts_on, 1), *dues]),
        "measured_on": sorted({each.until for each in observed}),
        "state_on": list(month_ends(contract.starts_on, contract.ends_on)),
    }


def _commitments(
    contract: Contract, observed: Sequence[Observed], standing: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    for each in contract.commitments or ():
        about = [observation for observation in observed if observation.stated.commitment == each.key]
        shown = verdict(each, about, starts_on=contract.starts_on)
        yield {
            **standing,
            "released": standing["released"] and shown.released,
            "commitment_key": each.key,
            "theme": each.theme,
            "indicator": each.indicator,
            "target": each.target,
            "unit_code": each.unit,
            "compare": None if each.compare is None else each.compare.value,
            "basis": each.basis.value,
            "due_on": each.due_on,
            "evidence": each.evidence,
            "sanction": answered(each.sanction),
            "met": shown.met,
            "realised": rounded(shown.realised),
            "shown_by": shown.shown_by,
            "method": shown.method,
        }


def _observation(each: Observed, standing: Mapping[str, Any]) -> dict[str, Any]:
    stated, within, added = each.stated, each.stated.uncertainty, each.added
    state = each.amounts if stated.reading is Reading.STATE else None

    def in_period(value: Decimal | None) -> Decimal | None:
        """What the period adds, in the unit of its indicator."""
        unit = next(iter(expected_units(each.indicator)), stated.unit)
        return None if value is None else converted(value, stated.unit, to=unit)

    return {
        **standing,
        "released": standing["released"] and each.released,
        "counted": each.speaks,
        "report_key": each.report,
        "observation_key": stated.key,
        "place": each.place,
        "commitment_key": stated.commitment,
        "theme": each.theme,
        "indicator": each.indicator,
        "period_from": stated.period.from_,
        "period_until": each.until,
        "reading": stated.reading.value,
        "realised": stated.realised,
        "reference": stated.reference,
        "total": stated.total,
        "unit_code": stated.unit,
        "method": each.method,
        "low": None if within is None else within.low,
        "high": None if within is None else within.high,
        "source": each.source.value,
        "verification": each.verification.value,
        "verified_on": each.verified_on,
        "evidence": [document.title for document in stated.evidence or ()],
        "realised_in_period": None if added is None else in_period(added.realised),
        "reference_in_period": None if added is None else in_period(added.reference),
        "total_in_period": None if added is None else in_period(added.total),
        "stands": None if state is None else state.realised,
        "stands_of": None if state is None else state.total,
    }


def answered(answer: Answer | None) -> bool | None:
    """An answer as it counts: withheld and silent are unknown."""
    return {"yes": True, "no": False}.get(answer or "")


def rounded(value: Decimal | None) -> Decimal | None:
    """A value with as many decimals as a record may have."""
    return None if value is None else round(value, 9)
