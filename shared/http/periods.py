"""A period that is asked for ends where it begins or later: one that holds nothing would get an empty answer."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from shared.errors import BadInput
from shared.procurement.finding import Rule, Severity, Text

BEFORE_FROM: Final = Rule(
    "before-from",
    Severity.ERROR,
    "{last} ligt voor {first}.",
    "{last} lies before {first}.",
    Text("Verwissel begin en einde.", "Swap first and last."),
)


def demand_order(periods: Mapping[str, tuple[date | None, date | None]]) -> None:
    """Raise BadInput for each period whose last day or moment lies before its first; by the parameter of the last."""
    faults = [
        BEFORE_FROM.within("query", parameter, first=first.isoformat(), last=last.isoformat())
        for parameter, (first, last) in periods.items()
        if first is not None and last is not None and last < first
    ]
    if faults:
        raise BadInput(errors=faults)
