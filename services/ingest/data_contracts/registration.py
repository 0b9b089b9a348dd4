"""Registration of a procurement below the threshold, in five fields (data contract B)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from services.ingest.data_contracts.model import Day, OwnRecordModel, Theme, named
from shared.procurement.own_record import RecordKind

CHAIN = re.compile(r"chain:([a-z0-9-]{1,60})")
CPV = re.compile(r"cpv:([0-9]{8})(?:-[0-9])?")


class Registration(OwnRecordModel):
    """What was bought without a notice."""

    kind: ClassVar[RecordKind] = RecordKind.REGISTRATION
    title_nl: ClassVar[str] = "Registratie onder de drempel"
    title_en: ClassVar[str] = "Registration below the threshold"

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "BON-2026-00871",
            "awardedOn": "2026-04-14",
            "what": "cpv:39130000",
            "valueBand": 2,
            "themes": ["circular", "social-return"],
        }
    )

    awarded_on: Annotated[
        Day, named("datum", "Dag van de gunning of bestelling.", "Day of the award or the order.", example="2026-04-14")
    ]
    what: Annotated[
        str,
        named(
            "wat",
            "Wat is gekocht: cpv:39130000, of een productketen als chain:kantoormeubilair.",
            "What was bought: `cpv:39130000`, or a product chain as `chain:kantoormeubilair`.",
            example="cpv:39130000",
            limits={"pattern": rf"^(?:{CHAIN.pattern}|{CPV.pattern})$"},
        ),
    ]
    value_band: Annotated[
        int,
        named(
            "staffel",
            "Nummer van de staffel, 1 tot en met 13.",
            "Number of the value band, 1 to 13.",
            example="2",
            limits={"ge": 1, "le": 13, "strict": True},
        ),
    ]
    themes: Annotated[
        list[Theme] | None,
        named(
            "thema's",
            "Thema's waarvoor een criterium is gebruikt. Leeg: niets over gezegd; geen: geen enkel.",
            "Themes for which a criterion was used. Left out: not said. An empty list: none.",
            example="circular",
            limits={"max_length": 6},
        ),
    ] = None

    def past(self) -> Iterator[tuple[str, date]]:
        """The day of the award."""
        yield "/awardedOn", self.awarded_on
