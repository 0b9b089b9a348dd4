"""Names of bulk files: `2025.parquet`, `2025-narrow.csv.zip`, `undated.jsonl.gz`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

UNDATED: Final = "undated"
"""The period of rows without a date that places them in a year."""
PERIOD: Final = rf"^(\d{{4}}|{UNDATED})$"
FILE: Final = rf"^(\d{{4}}|{UNDATED})(-narrow|-delta)?\.(jsonl\.gz|csv\.zip|parquet|manifest\.json)$"
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"


class Form(StrEnum):
    """The forms in which rows are given."""

    JSON_LINES = "jsonl.gz"
    CSV = "csv.zip"
    PARQUET = "parquet"


MEDIA_TYPES: Final = {
    Form.JSON_LINES: "application/gzip",
    Form.CSV: "application/zip",
    Form.PARQUET: "application/vnd.apache.parquet",
}


class Variant(StrEnum):
    """What of the rows a file holds."""

    WHOLE = "whole"
    NARROW = "narrow"
    DELTA = "delta"


@dataclass(frozen=True, slots=True)
class FileName:
    """What is in a file, by its name."""

    period: str
    variant: Variant
    form: Form

    def __str__(self) -> str:
        mark = "" if self.variant is Variant.WHOLE else f"-{self.variant}"
        return f"{self.period}{mark}.{self.form}"


def period_of(name: str) -> str:
    """The period that a name of a file begins with."""
    return re.split(r"[-.]", name, maxsplit=1)[0]
