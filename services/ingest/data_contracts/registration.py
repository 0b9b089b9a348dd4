"""Registration of a procurement below the threshold, in five fields (data contract B)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from services.ingest.data_contracts.model import Day, OwnRecordModel, Theme
from shared.procurement.own_record import RecordKind

CHAIN = re.compile(r"chain:([a-z0-9-]{1,60})")
CPV = re.compile(r"cpv:([0-9]{8})(?:-[0-9])?")


class Registration(OwnRecordModel):
    """What was bought without a notice."""

    kind: ClassVar[RecordKind] = RecordKind.REGISTRATION
    title_nl: ClassVar[str] = "Registratie onder de drempel"
    title_en: ClassVar[str] = "Registration below the threshold"

    awarded_on: Annotated[Day, Field(description="Day of the award or the order.")]
    what: Annotated[
        str,
        Field(
            pattern=rf"^(?:{CHAIN.pattern}|{CPV.pattern})$",
            description="What was bought: `cpv:39130000`, or a product chain as `chain:kantoormeubilair`.",
        ),
    ]
    value_band: Annotated[int, Field(ge=1, le=13, strict=True, description="Number of the value band (staffel).")]
    themes: Annotated[
        list[Theme] | None,
        Field(
            max_length=6,
            description="Themes for which a criterion was used. Left out: not said. An empty list: none.",
        ),
    ] = None

    def past(self) -> Iterator[tuple[str, date]]:
        """The day of the award."""
        yield "/awardedOn", self.awarded_on
