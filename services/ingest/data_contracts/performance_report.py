"""What became of the commitments of a contract: the performance report (data contract D)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from services.ingest.data_contracts import contract_rules
from services.ingest.data_contracts import report_rules as rules
from services.ingest.data_contracts.model import Amount, ContractModel, Day, Key, Number, OwnRecordModel, Prose, named
from services.ingest.data_contracts.units import Indicator, UnitCode, expected_units, fits, repeated
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind

STEPS_SHOWN: Final = "MRA-E01a"
MEASURES_TAKEN: Final = "MRA-E01b"
_MOST_STEPS: Final = 6


class Reading(StrEnum):
    """What a value is: of its period alone, of everything so far, or how it stands on the last day."""

    IN_PERIOD = "in-period"
    CUMULATIVE = "cumulative"
    STATE = "state"


class Source(StrEnum):
    """Who reports."""

    SUPPLIER = "supplier"
    BUYER = "buyer"
    THIRD_PARTY = "third-party"


class Verification(StrEnum):
    """How far it was checked, least first."""

    DECLARED = "declared"
    VERIFIED = "verified"
    AUDITED = "audited"


class Period(ContractModel):
    """From one day until another, both included."""

    from_: Annotated[Day, Field(alias="from"), named("van", "Eerste dag.", "First day.", example="2025-01-01")]
    until: Annotated[Day, named("tot en met", "Laatste dag.", "Last day.", example="2025-06-30")]


class Method(ContractModel):
    """How it was measured. Values of different methods, tables or versions are never added."""

    name: Annotated[Key, named("methode", "Naam van de methode.", "Name of the method.", example="building-blocks")]
    table: Annotated[
        Key | None,
        named(
            "tabel", "Tabel met waarden die is gebruikt.", "Table of values that was used.", example="regio-voorbeeld"
        ),
    ] = None
    version: Annotated[
        Key | None,
        named("methode versie", "Versie van methode of tabel.", "Version of the method or its table.", example="2025"),
    ] = None


class Uncertainty(ContractModel):
    """Between which values the true one lies."""

    low: Annotated[Number, named("laag", "Ondergrens van de meting.", "Lowest that the value may be.")]
    high: Annotated[Number, named("hoog", "Bovengrens van de meting.", "Highest that the value may be.")]


class Evidence(ContractModel):
    """A document that stays with the body: its title, and the hash that proves it is the same."""

    title: Annotated[Prose, named("bewijsstuk", "Titel van het document.", "Title of the document.")]
    sha256: Annotated[
        str | None, named("sha256", "Hash van het document.", "Its hash.", limits={"pattern": r"^[0-9a-f]{64}$"})
    ] = None


class Observation(ContractModel):
    """What was measured over one period, of one commitment or for one indicator."""

    key: Annotated[
        Key,
        named(
            "meting",
            "Eigen kenmerk van de meting binnen de rapportage.",
            "The body's own key of the observation within the report.",
            example="C1-2025H1",
        ),
    ]
    commitment: Annotated[
        Key | None,
        named(
            "afspraak", "Kenmerk van de afspraak in het contract.", "Key of the commitment it is about.", example="C1"
        ),
    ] = None
    indicator: Annotated[
        Indicator | None, named("indicator", "Indicator waarvoor zij telt.", "Indicator it counts for.")
    ] = None
    period: Annotated[Period, Field(description="Over which days it was measured.")]
    reading: Annotated[
        Reading,
        named(
            "soort waarde",
            "Van de periode alleen, alles tot nu toe, of de stand op de laatste dag.",
            "What the value is of: its period alone, everything so far, or how it stands on the last day.",
            example="in-period",
        ),
    ]
    realised: Annotated[Number, named("gerealiseerd", "Wat er is gebeurd.", "What happened.", example="8000")]
    reference: Annotated[
        Number | None,
        named(
            "referentie",
            "Wat er anders was gebeurd; vermeden is het verschil.",
            "What would have happened without; avoided is the rest.",
        ),
    ] = None
    total: Annotated[
        Amount | None,
        named("totaal", "Het geheel waarvan dit een deel is.", "The whole that it is a part of.", limits={"gt": 0}),
    ] = None
    unit: Annotated[
        UnitCode | None,
        named("eenheid", "Eenheid (UN/CEFACT) of munt.", "Unit (UN/CEFACT) or currency.", example="EUR"),
    ] = None
    method: Annotated[Method | None, Field(description="How it was measured.")] = None
    uncertainty: Annotated[Uncertainty | None, Field(description="Between which values it lies.")] = None
    note: Annotated[
        Prose | None,
        named("toelichting", "Opmerking, zoals wat is afgesproken.", "Remark for people, such as what was promised."),
    ] = None
    evidence: Annotated[list[Evidence] | None, Field(max_length=50, description="Documents that show it.")] = None

    def faults(self, place: str) -> Iterator[Finding]:
        """What is wrong with it by itself."""
        if self.commitment is None and self.indicator is None:
            yield rules.NOTHING_REPORTED_ON.at(place, self.key)
        if self.period.until < self.period.from_:
            yield rules.ENDS_BEFORE_IT_STARTS.at(
                f"{place}/period/until", str(self.period.until), starts=self.period.from_
            )
        if self.realised < 0 and not fits(self.unit, "TNE"):
            yield rules.BELOW_ZERO.at(f"{place}/realised", str(self.realised))
        if self.total is not None and self.realised > self.total:
            yield rules.MORE_THAN_ALL.at(f"{place}/realised", str(self.realised), total=self.total)
        if self.total is not None and self.reference is not None:
            yield rules.REFERENCE_AND_TOTAL.at(f"{place}/reference")
        within = self.uncertainty
        if within is not None and not within.low <= self.realised <= within.high:
            yield rules.OUTSIDE_UNCERTAINTY.at(f"{place}/uncertainty", low=within.low, high=within.high)
        yield from self._unit_faults(place)

    def _unit_faults(self, place: str) -> Iterator[Finding]:
        wanted = expected_units(self.indicator)
        if self.unit is None and self.indicator not in (STEPS_SHOWN, MEASURES_TAKEN):
            yield rules.NO_UNIT.at(f"{place}/unit")
        elif wanted and not any(fits(self.unit, each) for each in wanted):
            words = {"indicator": self.indicator, "units": ", ".join(wanted)}
            yield contract_rules.OTHER_UNIT.at(f"{place}/unit", self.unit, **words)
        steps = self.realised if self.indicator == STEPS_SHOWN else None
        if steps is not None and (
            self.reading is not Reading.STATE or not 0 <= steps <= _MOST_STEPS or steps != steps.to_integral_value()
        ):
            yield rules.STEPS.at(f"{place}/realised", str(steps))
        if self.unit == "EUR" and (self.method is None or self.method.version is None):
            yield rules.NO_METHOD.at(f"{place}/method")


class PerformanceReport(OwnRecordModel):
    """What was realised under a contract, by whom it is reported, and how far it was checked."""

    kind: ClassVar[RecordKind] = RecordKind.PERFORMANCE_REPORT
    title_nl: ClassVar[str] = "Nakomingsrapportage"
    title_en: ClassVar[str] = "Performance report"

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "NAK-2026-0031",
            "contract": "CON-2026-0088",
            "source": "supplier",
            "verification": "verified",
            "verifiedOn": "2026-09-20",
            "observations": [
                {
                    "key": "C1-2026H1",
                    "commitment": "C1",
                    "period": {
                        "from": "2026-01-01",
                        "until": "2026-06-30",
                    },
                    "reading": "in-period",
                    "realised": 8000,
                    "unit": "EUR",
                    "method": {
                        "name": "building-blocks",
                        "table": "region-example",
                        "version": "2026",
                    },
                },
                {
                    "key": "C2-2026",
                    "commitment": "C2",
                    "period": {
                        "from": "2025-09-01",
                        "until": "2026-08-31",
                    },
                    "reading": "in-period",
                    "realised": 34.9,
                    "reference": 48,
                    "unit": "TNE",
                    "method": {
                        "name": "lca",
                        "version": "EN 15804+A2",
                    },
                    "uncertainty": {
                        "low": 31,
                        "high": 39,
                    },
                },
            ],
        }
    )

    contract: Annotated[
        Key,
        named(
            "contract",
            "Kenmerk van het contract, zoals de organisatie het inzendt.",
            "Key of the contract, as the body sends or will send it.",
            example="CON-2026-0088",
        ),
    ]
    source: Annotated[Source, named("bron", "Wie rapporteert.", "Who reports.", example="supplier")]
    verification: Annotated[
        Verification, named("controle", "Hoe ver het is gecontroleerd.", "How far it was checked.", example="verified")
    ] = Verification.DECLARED
    verified_on: Annotated[
        Day | None, named("gecontroleerd op", "Dag van de controle.", "Day on which it was checked.")
    ] = None
    observations: Annotated[list[Observation], Field(max_length=500, description="What was measured.")]

    def faults(self) -> Iterator[Finding]:
        """Each observation by itself, keys that occur once, one reading per commitment, checked after its end."""
        readings: dict[str, set[str]] = {}
        for number, each in enumerate(self.observations):
            place = f"/observations/{number}"
            yield from each.faults(place)
            about = each.commitment or each.indicator or ""
            seen = readings.setdefault(about, {each.reading.value})
            if each.reading.value not in seen:
                mixed = ", ".join(sorted({*seen, each.reading.value}))
                yield rules.MIXED_READINGS.at(f"{place}/reading", each.reading.value, about=about, readings=mixed)
            if self.verified_on is not None and self.verified_on < each.period.until:
                yield rules.VERIFIED_BEFORE_ITS_END.at(
                    f"{place}/period/until", str(each.period.until), verified=self.verified_on
                )
        yield from repeated([each.key for each in self.observations], "/observations")

    def past(self) -> Iterator[tuple[str, date]]:
        """The last days of what was measured."""
        for number, each in enumerate(self.observations):
            yield f"/observations/{number}/period/until", each.period.until
