"""What a body uses itself: electricity, gas, heat, fuel, vehicles, floor area, over one period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from services.ingest.data_contracts.model import Amount, ContractModel, Day, Key, OwnRecordModel, named
from services.ingest.data_contracts.units import UnitCode
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.own_record import RecordKind

Measured: TypeAlias = Literal["electricity", "natural-gas", "heat", "fuel", "fleet", "floor-area", "office-energy"]

FACTORS: Final[Mapping[Measured, Mapping[str, Decimal]]] = MappingProxyType(
    {
        "electricity": {"KWH": Decimal(1), "MWH": Decimal(1000), "GWH": Decimal(1_000_000)},
        "natural-gas": {"MTQ": Decimal(1)},
        "heat": {"GV": Decimal(1)},
        "fuel": {"LTR": Decimal(1)},
        "fleet": {"C62": Decimal(1)},
        "floor-area": {"MTK": Decimal(1)},
        "office-energy": {
            "GV": Decimal(1),
            "KWH": Decimal("0.0036"),
            "MWH": Decimal("3.6"),
            "GWH": Decimal(3600),
        },
    }
)
"""Units of UN/CEFACT in which each may be stated, and how many of the first of them one is."""

_CORRECT: Final = Text("Herstel dit en stuur een nieuwe versie.", "Correct this and send a new version.")
UNIT_DOES_NOT_FIT: Final = Rule(
    "MEA-001",
    Severity.ERROR,
    "In deze eenheid wordt {measured} niet gemeten; wel in: {known}.",
    "{measured} is not measured in this unit; it is in: {known}.",
    _CORRECT,
)
ENDS_BEFORE_IT_STARTS: Final = Rule(
    "MEA-002", Severity.ERROR, "De periode eindigt voordat zij begint.", "The period ends before it starts.", _CORRECT
)
PART_ABOVE_WHOLE: Final = Rule(
    "MEA-003",
    Severity.ERROR,
    "Het duurzame deel is groter dan het geheel.",
    "The sustainable part is larger than the whole.",
    _CORRECT,
)
NO_BASELINE_YEAR: Final = Rule(
    "MEA-004",
    Severity.ERROR,
    "Bij een nulmeting hoort het jaar waarvan zij is, en bij dat jaar de hoeveelheid.",
    "A baseline needs the year it is of, and that year its amount.",
    Text("Vul beide in, of geen van beide.", "Fill in both, or neither."),
)
BASELINE_NOT_BEFORE: Final = Rule(
    "MEA-005",
    Severity.ERROR,
    "Het jaar van de nulmeting ligt niet voor de periode.",
    "The year of the baseline does not lie before the period.",
    _CORRECT,
)


class MeasurementMethod(ContractModel):
    """How it was measured, and by which version."""

    name: Annotated[Key, named("methode", "Naam van de methode.", "Name of the method.", example="meter")]
    version: Annotated[Key | None, named("methode versie", "Versie daarvan.", "Its version.")] = None


class Measurement(OwnRecordModel):
    """One measurement of what a body uses, with the part of it that is sustainable."""

    kind: ClassVar[RecordKind] = RecordKind.MEASUREMENT
    title_nl: ClassVar[str] = "Meting van de eigen organisatie"
    title_en: ClassVar[str] = "Measurement of the body itself"

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "METER-2025-STADHUIS",
            "measured": "electricity",
            "startsOn": "2025-01-01",
            "endsOn": "2025-12-31",
            "amount": 125000,
            "sustainable": 100000,
            "unit": "KWH",
            "method": {"name": "meter", "version": "1"},
            "place": "Stadhuis",
        }
    )

    measured: Annotated[
        Measured,
        named(
            "wat gemeten",
            "Wat is gemeten: electricity, natural-gas, heat, fuel, fleet, floor-area of office-energy (alle energie van"
            " kantoren).",
            "What was measured; office-energy is all energy of the offices together.",
            example="electricity",
        ),
    ]
    starts_on: Annotated[
        Day, named("van", "Eerste dag van de periode.", "First day of the period.", example="2026-01-01")
    ]
    ends_on: Annotated[
        Day, named("tot en met", "Laatste dag van de periode.", "Last day of the period.", example="2026-12-31")
    ]
    amount: Annotated[
        Amount, named("hoeveelheid", "Het geheel, in de eenheid.", "The whole, in the unit.", example="125000")
    ]
    sustainable: Annotated[
        Amount | None,
        named(
            "duurzaam deel",
            "Het deel dat hernieuwbaar of zonder uitstoot is: groene stroom met GvO, voertuigen zonder uitstoot.",
            "The part that is renewable or without emission: electricity with certificates, zero-emission vehicles.",
            example="100000",
        ),
    ] = None
    baseline: Annotated[
        Amount | None,
        named(
            "nulmeting",
            "Wat over een even lange periode van het basisjaar is gebruikt, in dezelfde eenheid en zo gemeten.",
            "What was used over a period as long in the baseline year, in the same unit and by the same method.",
            example="150000",
        ),
    ] = None
    baseline_year: Annotated[
        int | None,
        named("basisjaar", "Jaar van de nulmeting.", "Year of the baseline.", example="2008",
              limits={"ge": 1990, "le": 2100, "strict": True}),
    ] = None  # fmt: skip
    unit: Annotated[
        UnitCode,
        named("eenheid", "Eenheid (UN/CEFACT): KWH, MTQ, GV, LTR, C62 of MTK.", "Unit (UN/CEFACT).", example="KWH"),
    ]
    method: MeasurementMethod | None = None
    place: Annotated[Key | None, named("locatie", "Gebouw of onderdeel.", "Building or department.")] = None

    def faults(self) -> Iterator[Finding]:
        """What is wrong between its values."""
        known = FACTORS[self.measured]
        if self.unit not in known:
            yield UNIT_DOES_NOT_FIT.at("/unit", self.unit, measured=self.measured, known=", ".join(known))
        if self.ends_on < self.starts_on:
            yield ENDS_BEFORE_IT_STARTS.at("/endsOn", self.ends_on.isoformat())
        if self.sustainable is not None and self.sustainable > self.amount:
            yield PART_ABOVE_WHOLE.at("/sustainable", str(self.sustainable))
        if (self.baseline is None) != (self.baseline_year is None):
            yield NO_BASELINE_YEAR.at("/baseline" if self.baseline is None else "/baselineYear")
        if self.baseline_year is not None and self.baseline_year >= self.ends_on.year:
            yield BASELINE_NOT_BEFORE.at("/baselineYear", str(self.baseline_year))
