"""The instruments and sources for monitoring that the reference list `instruments` names. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, cast

LIST: Final = "instruments"


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument with which bodies monitor, or a source from which they do. `keeper` is None when none is named."""

    code: str
    kind: Literal["instrument", "source"]
    nl: str
    en: str
    keeper: str | None
    source: str


def instruments_in(entries: Iterable[Mapping[str, str]]) -> Mapping[str, Instrument]:
    """Known instruments and sources by code, in the order of the rows of a version of the list."""
    return MappingProxyType(
        {
            row["code"]: Instrument(
                row["code"],
                cast("Literal['instrument', 'source']", row["kind"]),
                row["nl"],
                row["en"],
                row["keeper"] or None,
                row["source"],
            )
            for row in entries
        }
    )
