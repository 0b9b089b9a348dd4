"""From a request to a question: every fault of it found at once, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.kpi.cells.rules.lattice import DIMENSIONS, UNKNOWN, Question
from services.kpi.cells.rules.months import MOST_MONTHS, Month, Period
from services.kpi.values.schemas import ValuesAsked
from shared.errors import BadInput, FieldError
from shared.misread import Misread

_POSITION: Final = re.compile(r"[0-9]{1,18}")
_FILTERS: Final = {
    "tier": "tier",
    "organisation": "organisation",
    "nature": "nature",
    "threshold": "threshold",
    "productChain": "product_chain",
    "purchaseType": "purchase_type",
    "theme": "theme",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that holds: its period, its question but for the data's moment, and `asOf` as position or moment."""

    period: Period
    question: Question
    as_of: int | datetime | None
    boundaries: date | None = None


def asked(request: ValuesAsked) -> Asked:
    """Read a request.

    Raises:
        BadInput: with every fault found.
    """
    faults: list[FieldError] = []
    period = _period(request, faults)
    group_by = tuple(_split(request.group_by))
    faults += [
        _fault(
            "groupBy",
            "unknown-dimension",
            en=f"{name[:60]!r} is no dimension; known: {', '.join(DIMENSIONS)}",
            nl=f"{name[:60]!r} is geen dimensie; wel: {', '.join(DIMENSIONS)}",
        )
        for name in group_by
        if name not in DIMENSIONS
    ]
    if len(set(group_by)) < len(group_by):
        faults.append(
            _fault("groupBy", "repeated", en="a dimension is named twice", nl="een dimensie staat er twee keer")
        )
    filters = {}
    for name, attribute in _FILTERS.items():
        wanted = tuple(dict.fromkeys(_split(getattr(request, attribute))))
        codes = DIMENSIONS[name].codes
        unknown = [value for value in wanted if codes and value not in {*codes, UNKNOWN}]
        if unknown:
            faults.append(
                _fault(
                    name,
                    "unknown-code",
                    en=f"{unknown[0][:60]!r} does not exist; known: {', '.join(codes)}, {UNKNOWN}",
                    nl=f"{unknown[0][:60]!r} bestaat niet; wel: {', '.join(codes)}, {UNKNOWN}",
                )
            )
        if wanted:
            filters[name] = tuple("" if value == UNKNOWN else value for value in wanted)
    as_of = _as_of(request.as_of, faults)
    if request.boundaries is not None and as_of is not None:
        en = "boundaries are those the register knows today: they cannot be pinned with asOf"
        nl = "grenzen zijn die het register vandaag kent: met asOf zijn ze niet vast te zetten"
        faults.append(_fault("boundaries", "not-with-as-of", en=en, nl=nl))
    if faults or period is None:
        raise bad(*faults)
    return Asked(period, Question(group_by, filters, period.split(request.granularity)), as_of, request.boundaries)


def bad(*faults: FieldError) -> BadInput:
    """The answer to a request with faults."""
    return BadInput(
        nl="De vraag klopt niet; in errors staat wat er moet veranderen.",
        en="The question does not hold; errors says what to change.",
        errors=faults,
    )


def codes_of(values: Sequence[str]) -> tuple[str, ...]:
    """Codes that were repeated or separated by commas, each once."""
    return tuple(dict.fromkeys(_split(values)))


def _period(request: ValuesAsked, faults: list[FieldError]) -> Period | None:
    found = []
    for name, text in (("from", request.from_), ("until", request.until)):
        try:
            found.append(Month.parse(text))
        except Misread as cause:
            faults.append(_fault(name, "bad-month", en=str(cause), nl=cause.nl))
    if len(found) < 2:  # noqa: PLR2004 - from and until
        return None
    period = Period(*found)
    if period.last < period.first:
        en, nl = f"{period.last} lies before {period.first}", f"{period.last} ligt voor {period.first}"
        faults.append(_fault("until", "before-from", en=en, nl=nl))
        return None
    if len(period.months) > MOST_MONTHS:
        en, nl = f"a period holds at most {MOST_MONTHS} months", f"een periode is ten hoogste {MOST_MONTHS} maanden"
        faults.append(_fault("until", "too-long", en=en, nl=nl))
        return None
    return period


def _as_of(text: str | None, faults: list[FieldError]) -> int | datetime | None:
    if text is None:
        return None
    if _POSITION.fullmatch(text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        faults.append(
            _fault(
                "asOf",
                "bad-moment",
                en="write a position (a whole number) or a moment as 2026-04-01T00:00:00Z",
                nl="schrijf een positie (een geheel getal) of een tijdstip als 2026-04-01T00:00:00Z",
            )
        )
        return None
    return moment


def _split(values: Sequence[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _fault(location: str, code: str, *, en: str, nl: str) -> FieldError:
    return FieldError("query", location, code, en, nl=nl)
