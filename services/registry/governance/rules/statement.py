"""What a body states about itself: who keeps its data, what it measures with, and which themes it adds or leaves out.

Pure: the checks that no database can make. Local themes: Agenda MVOI 2026-2030, chapter 3. Roles are held by a function
or a department, never by a person: names, addresses and telephone numbers of people are refused.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from services.registry.periods.rules import Period
from services.registry.personal_data import names_a_person
from shared.errors import FieldError
from shared.procurement.themes import THEMES

Role: TypeAlias = Literal["owner", "steward", "controller"]
Quality: TypeAlias = Literal["good", "sufficient", "insufficient", "unknown"]
Choice: TypeAlias = Literal["added", "left-out"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Owner: answers for the data. Steward: keeps them right from day to day. Controller: decides on their processing."""

QUALITIES: Final[tuple[Quality, ...]] = get_args(Quality)
THEME_CHOICES: Final[tuple[Choice, ...]] = get_args(Choice)
OF_ITS_OWN: Final = re.compile(r"own:[a-z0-9][a-z0-9-]{1,59}")
"""The code of an instrument or a theme that only this body knows."""


@dataclass(frozen=True, slots=True)
class RoleHolding:
    """A function, and perhaps the department it is in, that holds a role."""

    role: Role
    function: str
    department: str | None
    period: Period


@dataclass(frozen=True, slots=True)
class InstrumentUse:
    """A monitoring instrument or source in use, and how good the body finds it for that."""

    instrument: str
    name: str | None
    used_for: str | None
    owner: str | None
    quality: Quality
    quality_reason: str
    period: Period


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """A theme that the body adds to the common set, or leaves out of it, and why."""

    choice: Choice
    theme: str
    name_nl: str | None
    name_en: str | None
    reason: str
    period: Period


@dataclass(frozen=True, slots=True)
class Statement:
    """All that one body states about itself."""

    roles: Sequence[RoleHolding] = field(default_factory=tuple)
    instruments: Sequence[InstrumentUse] = field(default_factory=tuple)
    themes: Sequence[ThemeChoice] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the data space names itself: the codes of known instruments, and of local themes the Agenda gives."""

    instruments: Collection[str]
    local_themes: Collection[str]


def faults(statement: Statement, vocabulary: Vocabulary) -> tuple[FieldError, ...]:
    """Everything that is wrong with a statement, each with its place; nothing when it can stand."""
    return (
        *_faults_of_roles(statement.roles),
        *_faults_of_instruments(statement.instruments, vocabulary.instruments),
        *_faults_of_themes(statement.themes, vocabulary.local_themes),
    )


def themes_on(statement: Statement, day: date) -> tuple[str, ...]:
    """The themes of a body's own dashboard on a day: the common set without what it leaves out, and what it adds."""
    running = [one for one in statement.themes if one.period.holds_on(day)]
    left_out = {one.theme for one in running if one.choice == "left-out"}
    added = [one.theme for one in running if one.choice == "added"]
    return (*(theme for theme in THEMES if theme not in left_out), *added)


def _faults_of_roles(roles: Sequence[RoleHolding]) -> Iterator[FieldError]:
    yield from _faults_of_periods("/roles", [(one.role, one.period) for one in roles])
    for place, one in enumerate(roles):
        yield from _personal(f"/roles/{place}", {"function": one.function, "department": one.department})


def _faults_of_instruments(uses: Sequence[InstrumentUse], known: Collection[str]) -> Iterator[FieldError]:
    yield from _faults_of_periods("/instruments", [(one.instrument, one.period) for one in uses])
    for place, one in enumerate(uses):
        where = f"/instruments/{place}"
        own = OF_ITS_OWN.fullmatch(one.instrument) is not None
        if one.instrument not in known and not own:
            detail = "Neither a known instrument (GET /v1/instruments) nor one of the body's own, as `own:name`."
            nl = "Geen bekend instrument (GET /v1/instruments) en geen eigen, dat als `own:naam` wordt geschreven."
            yield _fault(f"{where}/instrument", "unknown-instrument", detail, nl)
        elif own != (one.name is not None):
            detail, nl = (
                "Only an instrument of the body's own has a name here.",
                "Alleen een eigen instrument van de organisatie heeft hier een naam.",
            )
            yield _fault(f"{where}/name", "name-of-own", detail, nl)
        texts = {
            "name": one.name,
            "usedFor": one.used_for,
            "owner": one.owner,
            "qualityReason": one.quality_reason,
        }
        yield from _personal(where, texts)


def _faults_of_themes(choices: Sequence[ThemeChoice], local: Collection[str]) -> Iterator[FieldError]:
    yield from _faults_of_periods("/themes", [(one.theme, one.period) for one in choices])
    for place, one in enumerate(choices):
        where = f"/themes/{place}"
        own = OF_ITS_OWN.fullmatch(one.theme) is not None
        if one.choice == "left-out" and one.theme not in THEMES:
            common = ", ".join(THEMES)
            nl = f"Alleen een gemeenschappelijk thema kan worden weggelaten: {common}."
            yield _fault(f"{where}/theme", "not-common", f"Only a common theme is left out: {common}.", nl)
        elif one.choice == "added" and one.theme in THEMES:
            yield FieldError(
                "body", f"{where}/theme", "already-common", "This theme is in the common set; it needs no adding."
            )
        elif one.choice == "added" and one.theme not in local and not own:
            detail = f"Neither a local theme ({', '.join(sorted(local))}) nor one of the body's own, as `own:name`."
            nl = f"Geen lokaal thema ({', '.join(sorted(local))}) en geen eigen, dat als `own:naam` wordt geschreven."
            yield _fault(f"{where}/theme", "unknown-theme", detail, nl)
        elif own != (one.name_nl is not None and one.name_en is not None):
            detail = "Only a theme of the body's own has names here, in Dutch and in English."
            nl = "Alleen een eigen thema van de organisatie heeft hier namen, in het Nederlands en in het Engels."
            yield _fault(f"{where}/nameNl", "name-of-own", detail, nl)
        yield from _personal(where, {"nameNl": one.name_nl, "nameEn": one.name_en, "reason": one.reason})


def _faults_of_periods(where: str, stated: Sequence[tuple[str, Period]]) -> Iterator[FieldError]:
    before: dict[str, list[Period]] = {}
    for place, (what, period) in enumerate(stated):
        if period.is_empty:
            yield FieldError("body", f"{where}/{place}/validUntil", "bad-period", "The end is not after the begin.")
            continue
        if any(period.overlaps(other) for other in before.get(what, ())):
            detail = f"Another entry for {what} holds on some of the same days."
            nl = f"Een andere regel voor {what} geldt op een deel van dezelfde dagen."
            yield _fault(f"{where}/{place}", "overlap", detail, nl)
        before.setdefault(what, []).append(period)


def _personal(where: str, texts: Mapping[str, str | None]) -> Iterator[FieldError]:
    for name, stated in texts.items():
        if stated is not None and names_a_person(stated):
            detail = "Name a function or department; no name, address or number of a person is kept here."
            yield FieldError("body", f"{where}/{name}", "personal-data", detail)


def _fault(location: str, code: str, detail: str, nl: str) -> FieldError:
    return FieldError("body", location, code, detail, nl)
