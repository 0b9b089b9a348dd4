"""The instruments and sources for monitoring that published documents name; a body may add its own. Pure."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, cast

FILE: Final = "monitoring_instruments.csv"


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument with which bodies monitor, or a source from which they do. `keeper` is None when none is named."""

    code: str
    kind: Literal["instrument", "source"]
    nl: str
    en: str
    keeper: str | None
    source: str


@cache
def instruments() -> Mapping[str, Instrument]:
    """All known instruments and sources by code, in the order of the file."""
    content = resources.files("services.registry.governance.rules").joinpath(FILE).read_text(encoding="utf-8")
    instruments = {
        row["code"]: Instrument(
            row["code"],
            cast("Literal['instrument', 'source']", row["kind"]),
            row["nl"],
            row["en"],
            row["keeper"] or None,
            row["source"],
        )
        for row in csv.DictReader(content.splitlines())
    }
    return MappingProxyType(instruments)
