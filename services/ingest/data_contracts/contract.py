"""A contract with its commitments (data contract C)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from services.ingest.data_contracts import contract_rules as rules
from services.ingest.data_contracts.model import (
    Amount,
    Answer,
    ContractModel,
    Day,
    Identifier,
    Key,
    Number,
    OwnRecordModel,
    Prose,
    Theme,
)
from services.ingest.data_contracts.units import Indicator, UnitCode, expected_units, fits, repeated
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind, Release

LONGEST_YEARS: Final = 50


class ContractKind(StrEnum):
    """What it is: a contract by itself, an agreement that others are called off from, or one called off."""

    CONTRACT = "contract"
    FRAMEWORK = "framework"
    CALL_OFF = "call-off"


class Comparison(StrEnum):
    """When what was realised keeps a promise: more is not always better."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    EQUAL = "equal"


class Basis(StrEnum):
    """Over what a target runs: the contract up to the due date, or the year that ends on it."""

    WHOLE_CONTRACT = "whole-contract"
    PER_YEAR = "per-year"


class ContractAmount(ContractModel):
    """An amount with its currency, and whether VAT is in it."""

    value: Amount
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="Currency, ISO 4217.")] = "EUR"
    vat_included: Annotated[Literal["yes", "no", "unknown"], Field(description="Whether VAT is in it.")] = "no"


class Commitment(ContractModel):
    """What was promised on one theme, and how it is measured."""

    key: Annotated[Key, Field(description="The body's own key of the commitment within the contract.")]
    theme: Annotated[Theme, Field(description="Theme it is of.")]
    indicator: Annotated[Indicator | None, Field(description="Indicator it counts for, `SOR-E02`.")] = None
    target: Annotated[Number | None, Field(description="What was promised, in `unit`.")] = None
    unit: Annotated[UnitCode | None, Field(description="Unit (UN/CEFACT) or currency of the target.")] = None
    compare: Annotated[Comparison | None, Field(description="When the target is reached.")] = None
    basis: Annotated[Basis, Field(description="Over what the target runs.")] = Basis.WHOLE_CONTRACT
    due_on: Annotated[Day | None, Field(description="Day by which it must be reached.")] = None
    evidence: Annotated[Prose | None, Field(description="How it is shown.")] = None
    sanction: Annotated[Answer | None, Field(description="Whether missing it has a consequence.")] = None

    @property
    def measurable(self) -> bool:
        """Whether it says what must be reached."""
        return None not in (self.target, self.unit, self.compare)


class Contract(OwnRecordModel):
    """What was agreed with a supplier."""

    kind: ClassVar[RecordKind] = RecordKind.CONTRACT
    title_nl: ClassVar[str] = "Contract met afspraken"
    title_en: ClassVar[str] = "Contract with commitments"
    default_release: ClassVar[Release] = Release.ON_AWARD

    contract_kind: Annotated[ContractKind, Field(alias="kind", description="What it is.")] = ContractKind.CONTRACT
    framework: Annotated[Key | None, Field(description="Key of the agreement it is called off from.")] = None
    procedure_id: Annotated[str | None, Field(max_length=100, description="BT-04 of its procedure.")] = None
    lot_id: Annotated[str | None, Field(max_length=100, description="BT-137 of its lot.")] = None
    signed_on: Annotated[Day | None, Field(description="Day of signature.")] = None
    starts_on: Annotated[Day, Field(description="First day.")]
    ends_on: Annotated[Day | None, Field(description="Last day, without renewals.")] = None
    amount: Annotated[ContractAmount | None, Field(description="Its value; of an agreement, its maximum.")] = None
    supplier: Annotated[Identifier | None, Field(description="The supplier, by its number.")] = None
    responsible_role: Annotated[
        Literal["contract-manager", "contract-owner", "buyer", "other", "none"] | None,
        Field(description="Who keeps watch over it, as a role: no names."),
    ] = None
    reporting_clause: Annotated[Answer | None, Field(description="Whether the supplier must report.")] = None
    commitments: Annotated[
        list[Commitment] | None,
        Field(max_length=200, description="What was promised. Left out: not said. An empty list: nothing."),
    ] = None

    def faults(self) -> Iterator[Finding]:
        """Days in their order, a call-off beside its agreement, keys that occur once, measures that measure."""
        if self.ends_on is not None and self.ends_on < self.starts_on:
            yield rules.ENDS_BEFORE_IT_STARTS.at("/endsOn", str(self.ends_on), starts=self.starts_on)
        elif self.ends_on is not None and self.ends_on.year - self.starts_on.year > LONGEST_YEARS:
            yield rules.LASTS_TOO_LONG.at("/endsOn", str(self.ends_on), years=LONGEST_YEARS)
        called_off = self.contract_kind is ContractKind.CALL_OFF
        if called_off and self.framework is None:
            yield rules.NO_FRAMEWORK.at("/framework")
        if self.framework is not None and not called_off:
            yield rules.NO_CALL_OFF.at("/framework", self.framework)
        if self.framework == self.sender_key:
            yield rules.OWN_FRAMEWORK.at("/framework", self.framework)
        if self.supplier is not None:
            yield from self.supplier.faults("/supplier")
        for number, commitment in enumerate(self.commitments or ()):
            yield from self._faults_of(commitment, f"/commitments/{number}")
        yield from repeated([each.key for each in self.commitments or ()], "/commitments")

    def past(self) -> Iterator[tuple[str, date]]:
        """The day of signature."""
        if self.signed_on is not None:
            yield "/signedOn", self.signed_on

    def _faults_of(self, commitment: Commitment, place: str) -> Iterator[Finding]:
        due = commitment.due_on
        if not commitment.measurable:
            yield rules.NO_MEASURE.at(place, commitment.key)
        if due is None:
            yield rules.NO_DUE_DATE.at(f"{place}/dueOn")
        elif due < self.starts_on:
            yield rules.DUE_BEFORE_IT_STARTS.at(f"{place}/dueOn", str(due), starts=self.starts_on)
        elif self.ends_on is not None and self.starts_on <= self.ends_on < due:
            yield rules.DUE_AFTER_IT_ENDS.at(f"{place}/dueOn", str(due), ends=self.ends_on)
        wanted = expected_units(commitment.indicator)
        if wanted and commitment.unit is not None and not any(fits(commitment.unit, each) for each in wanted):
            words = {"indicator": commitment.indicator, "units": ", ".join(wanted)}
            yield rules.OTHER_UNIT.at(f"{place}/unit", commitment.unit, **words)
