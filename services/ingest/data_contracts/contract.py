"""A contract with its commitments (data contract C)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal

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
    named,
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

    value: Annotated[
        Amount,
        named(
            "bedrag",
            "Waarde; van een raamovereenkomst het maximum.",
            "Its value; of an agreement, its maximum.",
            example="1240000",
        ),
    ]
    currency: Annotated[
        str, named("munt", "Munt (ISO 4217).", "Currency, ISO 4217.", limits={"pattern": r"^[A-Z]{3}$"})
    ] = "EUR"
    vat_included: Annotated[
        Literal["yes", "no", "unknown"], named("btw", "Of het bedrag met btw is.", "Whether VAT is in it.")
    ] = "no"


class Commitment(ContractModel):
    """What was promised on one theme, and how it is measured."""

    key: Annotated[
        Key,
        named(
            "afspraak",
            "Eigen kenmerk van de afspraak binnen het contract.",
            "The body's own key of the commitment within the contract.",
            example="C1",
        ),
    ]
    theme: Annotated[Theme, named("thema", "Thema van de afspraak.", "Theme it is of.", example="social-return")]
    indicator: Annotated[
        Indicator | None,
        named("indicator", "Indicator waarvoor zij telt.", "Indicator it counts for.", example="SOR-E02"),
    ] = None
    target: Annotated[
        Number | None, named("doel", "Wat is afgesproken, in de eenheid.", "What was promised.", example="62000")
    ] = None
    unit: Annotated[
        UnitCode | None,
        named("eenheid", "Eenheid (UN/CEFACT) of munt.", "Unit (UN/CEFACT) or currency of the target.", example="EUR"),
    ] = None
    compare: Annotated[
        Comparison | None,
        named("vergelijking", "Wanneer het doel is gehaald.", "When the target is reached.", example="at-least"),
    ] = None
    basis: Annotated[
        Basis,
        named(
            "grondslag",
            "Waarover het doel loopt: het contract tot de datum, of het jaar dat op de datum eindigt.",
            "Over what the target runs: the contract up to the due date, or the year that ends on it.",
        ),
    ] = Basis.WHOLE_CONTRACT
    due_on: Annotated[
        Day | None,
        named("uiterlijk", "Dag waarop het gehaald moet zijn.", "Day by which it is due.", example="2029-08-31"),
    ] = None
    evidence: Annotated[Prose | None, named("bewijs", "Waaruit het blijkt.", "How it is shown.")] = None
    sanction: Annotated[
        Answer | None, named("sanctie", "Of missen gevolgen heeft.", "Whether missing it has a consequence.")
    ] = None

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

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "CON-2026-0088",
            "kind": "contract",
            "signedOn": "2026-07-06",
            "startsOn": "2026-09-01",
            "endsOn": "2030-08-31",
            "amount": {
                "value": 1240000,
                "currency": "EUR",
                "vatIncluded": "no",
            },
            "supplier": {
                "scheme": "NL-KVK",
                "id": "12345678",
            },
            "responsibleRole": "contract-manager",
            "reportingClause": "yes",
            "commitments": [
                {
                    "key": "C1",
                    "theme": "social-return",
                    "indicator": "SOR-E02",
                    "target": 62000,
                    "unit": "EUR",
                    "compare": "at-least",
                    "basis": "whole-contract",
                    "dueOn": "2030-08-31",
                    "sanction": "yes",
                },
                {
                    "key": "C2",
                    "theme": "climate",
                    "indicator": "KLI-E02",
                    "target": 12.5,
                    "unit": "TNE",
                    "compare": "at-least",
                    "basis": "per-year",
                    "dueOn": "2027-08-31",
                },
            ],
        }
    )

    contract_kind: Annotated[
        ContractKind,
        Field(alias="kind"),
        named("soort", "Contract, raamovereenkomst of nadere overeenkomst.", "What it is.", example="contract"),
    ] = ContractKind.CONTRACT
    framework: Annotated[
        Key | None,
        named(
            "raamovereenkomst",
            "Kenmerk van de raamovereenkomst waar het onder valt.",
            "Key of the agreement it is called off from.",
        ),
    ] = None
    procedure_id: Annotated[
        str | None,
        named("aanbesteding", "BT-04 van de aanbesteding.", "BT-04 of its procedure.", limits={"max_length": 100}),
    ] = None
    lot_id: Annotated[
        str | None, named("perceel", "BT-137 van het perceel.", "BT-137 of its lot.", limits={"max_length": 100})
    ] = None
    signed_on: Annotated[
        Day | None, named("getekend", "Dag van ondertekening.", "Day of signature.", example="2025-07-06")
    ] = None
    starts_on: Annotated[Day, named("begin", "Eerste dag.", "First day.", example="2025-09-01")]
    ends_on: Annotated[
        Day | None,
        named("einde", "Laatste dag, zonder verlengingen.", "Last day, without renewals.", example="2029-08-31"),
    ] = None
    amount: Annotated[ContractAmount | None, Field(description="Its value; never added to that of its call-offs.")] = (
        None
    )
    supplier: Annotated[Identifier | None, Field(description="The supplier, by its number.")] = None
    responsible_role: Annotated[
        Literal["contract-manager", "contract-owner", "buyer", "other", "none"] | None,
        named(
            "verantwoordelijke",
            "Wie het contract bewaakt, als rol: geen namen.",
            "Who keeps watch over it, as a role: no names.",
            example="contract-manager",
        ),
    ] = None
    reporting_clause: Annotated[
        Answer | None,
        named(
            "rapportageplicht",
            "Of de leverancier moet rapporteren.",
            "Whether the supplier must report.",
            example="yes",
        ),
    ] = None
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
