"""What a body spent in a booking year, by category and supplier: in bands as the Rijk publishes it, or in amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, model_validator

from services.ingest.data_contracts.model import ContractModel, Identifier, Key, Number, OwnRecordModel, named
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.own_record import RecordKind
from shared.reference.spend_bands import built_in_bands

MOST_LINES: Final = 200_000
LONGEST_NAME: Final = 300
TOTALS: Final = frozenset({"totaal", "total", "totalen", "alleleveranciers", "totaalcategorie"})
"""What stands in place of a supplier, as `plain` writes it, in a row that gives the total of its category."""

_CORRECT: Final = Text("Herstel de regel en stuur een nieuwe versie.", "Correct the row and send a new version.")
BAND_OR_AMOUNT: Final = Rule(
    "SPE-001",
    Severity.ERROR,
    "Een regel heeft een staffel of een bedrag: een van beide, en niet allebei.",
    "A row has a band or an amount: one of them, and not both.",
    _CORRECT,
)
UNKNOWN_BAND: Final = Rule(
    "SPE-002",
    Severity.ERROR,
    "Deze staffel bestaat niet; bekend zijn {known}.",
    "There is no such band; known are {known}.",
    Text("Zie de lijst spend-bands van het register.", "See the list spend-bands of the registry."),
)


class SpendLine(ContractModel):
    """What was spent with one supplier in one category; without a supplier the total of the category."""

    category: Annotated[
        str,
        named(
            "categorie",
            "Uitgavecategorie, zoals de organisatie haar noemt.",
            "Category, as the body calls it.",
            example="Catering",
            limits={"min_length": 1, "max_length": LONGEST_NAME, "pattern": r"\S"},
        ),
    ]
    supplier: Annotated[
        str | None,
        named(
            "leverancier",
            "Naam van de leverancier; leeg of 'totaal' voor het totaal van de categorie. Namen van natuurlijke "
            "personen worden niet bewaard.",
            "Name of the supplier; empty or 'total' for the total of the category. Names of natural persons are not "
            "kept.",
            example="Voorbeeld Catering B.V.",
            limits={"max_length": LONGEST_NAME},
        ),
    ] = None
    supplier_number: Identifier | None = None
    band: Annotated[
        int | None,
        named(
            "staffel",
            "Nummer van de staffel, 0 tot en met 13; 0 is negatief en telt niet mee.",
            "Number of the band, 0 to 13; 0 is negative and left out.",
            example="2",
            limits={"ge": 0, "le": 99, "strict": True},
        ),
    ] = None
    amount: Annotated[
        Number | None,
        named("bedrag", "Bedrag in euro, in plaats van een staffel.", "Amount in euros instead of a band."),
    ] = None
    vat_included: Annotated[
        Literal["yes", "no"] | None,
        named("btw", "Of het bedrag met btw is; leeg: onbekend.", "Whether VAT is in it; left out: unknown."),
    ] = None
    purchase_type: Annotated[
        Literal["generic", "specific"] | None,
        named("soort inkoop", "Generieke of specifieke inkoop (Rijk).", "Generic or specific purchasing (Rijk)."),
    ] = None
    supplier_sector: Annotated[
        str | None,
        named(
            "sector leverancier",
            "Bedrijfstak van de leverancier: de eerste twee tot vijf cijfers van zijn SBI-code.",
            "Sector of the supplier: the first two to five digits of its SBI (NACE) code.",
            example="56",
            limits={"pattern": r"^[0-9]{2,5}$"},
        ),
    ] = None

    def faults(self, place: str) -> Iterator[Finding]:
        """What is wrong between its values."""
        if (self.band is None) == (self.amount is None):
            yield BAND_OR_AMOUNT.at(f"{place}/band", None if self.band is None else str(self.band))
        bands = built_in_bands()
        if self.band is not None and not bands.knows(self.band):
            known = f"0-{max(bands.with_amounts)}"
            yield UNKNOWN_BAND.at(f"{place}/band", str(self.band), known=known)
        if self.supplier_number is not None:
            yield from self.supplier_number.faults(f"{place}/supplierNumber")


class Spend(OwnRecordModel):
    """What a body spent in a year, or in a part of it that has a key of its own."""

    kind: ClassVar[RecordKind] = RecordKind.SPEND
    title_nl: ClassVar[str] = "Inkoopuitgaven van een jaar"
    title_en: ClassVar[str] = "Spend of a year"
    buyer_by_name: ClassVar[bool] = True

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "2025",
            "year": 2025,
            "lines": [
                {"category": "Catering", "supplier": "Voorbeeld Catering B.V.", "band": 4},
                {
                    "category": "Catering",
                    "supplier": "Voorbeeld Automaten B.V.",
                    "supplierNumber": {"scheme": "NL-KVK", "id": "99000001"},
                    "band": 2,
                },
                {"category": "Catering", "band": 5},
                {"category": "Laboratorium", "supplier": "Voorbeeld Instrumenten B.V.", "band": 3},
            ],
        }
    )

    sender_key: Annotated[
        Key,
        named(
            "sleutel",
            "De eigen sleutel van dit bestand of deze categorie; leeg: het jaar. Een hogere versie vervangt alle "
            "regels met deze sleutel.",
            "The body's own key of this file or category; left out: the year. A higher version replaces all lines of "
            "this key.",
            example="2025",
        ),
    ] = ""
    year: Annotated[
        int,
        named("jaar", "Boekjaar.", "Booking year.", example="2025", limits={"ge": 1990, "le": 2100, "strict": True}),
    ]
    lines: Annotated[list[SpendLine], Field(min_length=1, max_length=MOST_LINES)]

    @model_validator(mode="before")
    @classmethod
    def _keyed(cls, stated: Any) -> Any:  # noqa: ANN401 - whatever stands in the JSON
        if isinstance(stated, dict) and not stated.get("senderKey") and "year" in stated:
            return {**stated, "senderKey": str(stated["year"])}
        return stated

    def faults(self) -> Iterator[Finding]:
        """What is wrong within each line."""
        for number, line in enumerate(self.lines):
            yield from line.faults(f"/lines/{number}")

    def past(self) -> Iterator[tuple[str, date]]:
        """The first day of the year: one that has not begun yet has nothing that was spent."""
        yield "/year", date(self.year, 1, 1)
