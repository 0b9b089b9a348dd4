"""What a body states about itself: who keeps its data, what it measures with, and which themes it adds or leaves out.

Pure: the checks that no database can make. Local themes: Agenda MVOI 2026-2030, chapter 3. Roles are held by a function
or a department, never by a person: names, addresses and telephone numbers of people are refused.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from services.registry.faults import OVERLAP, PERSONAL_DATA
from services.registry.periods.rules import Period
from services.registry.personal_data import names_a_person
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.themes import THEMES

UNKNOWN_INSTRUMENT: Final = Rule(
    "unknown-instrument",
    Severity.ERROR,
    "Geen bekend instrument en geen eigen.",
    "Neither a known instrument nor one of the body's own.",
    Text(
        "Kies uit GET /v1/instruments, of schrijf een eigen als `own:naam`.",
        "Choose from GET /v1/instruments, or write one of its own as `own:name`.",
    ),
)
NAME_OF_OWN: Final = Rule(
    "name-of-own",
    Severity.ERROR,
    "Alleen wat van de organisatie zelf is, heeft hier namen, en dan altijd.",
    "Only what is of the body's own has names here, and always does.",
    Text(
        "Laat de namen weg, of noem ze (een thema in beide talen).",
        "Leave out the names, or state them (of a theme in both languages).",
    ),
)
NOT_COMMON: Final = Rule(
    "not-common",
    Severity.ERROR,
    "Alleen een gemeenschappelijk thema kan worden weggelaten.",
    "Only a common theme is left out.",
    Text("Kies uit: {known}.", "Choose from {known}."),
)
ALREADY_COMMON: Final = Rule(
    "already-common",
    Severity.ERROR,
    "Dit thema hoort al bij de gemeenschappelijke.",
    "This theme is in the common set.",
    Text("Het hoeft niet te worden toegevoegd.", "It needs no adding."),
)
UNKNOWN_THEME: Final = Rule(
    "unknown-theme",
    Severity.ERROR,
    "Geen lokaal thema ({known}) en geen eigen.",
    "Neither a local theme ({known}) nor one of the body's own.",
    Text("Schrijf een eigen thema als `own:naam`.", "Write one of its own as `own:name`."),
)
BAD_PERIOD: Final = Rule(
    "bad-period",
    Severity.ERROR,
    "Het einde ligt niet na het begin.",
    "The end is not after the begin.",
    Text("Verwissel beide dagen.", "Swap the two days."),
)

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


def faults(statement: Statement, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Everything that is wrong with a statement, each with its place; nothing when it can stand."""
    return (
        *_faults_of_roles(statement.roles),
        *_faults_of_instruments(statement.instruments, vocabulary.instruments),
        *_faults_of_themes(statement.themes, vocabulary.local_themes),
    )


def themes_on(statement: Statement, day: date) -> tuple[str, ...]:
    """The themes of a body's own dashboard on a day: the common set without what it leaves out, and what it adds."""
    running = [choice for choice in statement.themes if choice.period.holds_on(day)]
    left_out = {choice.theme for choice in running if choice.choice == "left-out"}
    added = [choice.theme for choice in running if choice.choice == "added"]
    return (*(theme for theme in THEMES if theme not in left_out), *added)


def _faults_of_roles(roles: Sequence[RoleHolding]) -> Iterator[Finding]:
    yield from _faults_of_periods("/roles", [(role.role, role.period) for role in roles])
    for place, role in enumerate(roles):
        yield from _personal(f"/roles/{place}", {"function": role.function, "department": role.department})


def _faults_of_instruments(uses: Sequence[InstrumentUse], known: Collection[str]) -> Iterator[Finding]:
    yield from _faults_of_periods("/instruments", [(use.instrument, use.period) for use in uses])
    for place, use in enumerate(uses):
        where = f"/instruments/{place}"
        own = OF_ITS_OWN.fullmatch(use.instrument) is not None
        if use.instrument not in known and not own:
            yield UNKNOWN_INSTRUMENT.at(f"{where}/instrument")
        elif own != (use.name is not None):
            yield NAME_OF_OWN.at(f"{where}/name")
        texts = {
            "name": use.name,
            "usedFor": use.used_for,
            "owner": use.owner,
            "qualityReason": use.quality_reason,
        }
        yield from _personal(where, texts)


def _faults_of_themes(choices: Sequence[ThemeChoice], local: Collection[str]) -> Iterator[Finding]:
    yield from _faults_of_periods("/themes", [(choice.theme, choice.period) for choice in choices])
    for place, choice in enumerate(choices):
        where = f"/themes/{place}"
        own = OF_ITS_OWN.fullmatch(choice.theme) is not None
        if choice.choice == "left-out" and choice.theme not in THEMES:
            yield NOT_COMMON.at(f"{where}/theme", known=", ".join(THEMES))
        elif choice.choice == "added" and choice.theme in THEMES:
            yield ALREADY_COMMON.at(f"{where}/theme")
        elif choice.choice == "added" and choice.theme not in local and not own:
            yield UNKNOWN_THEME.at(f"{where}/theme", known=", ".join(sorted(local)))
        elif own != (choice.name_nl is not None and choice.name_en is not None):
            yield NAME_OF_OWN.at(f"{where}/nameNl")
        yield from _personal(where, {"nameNl": choice.name_nl, "nameEn": choice.name_en, "reason": choice.reason})


def _faults_of_periods(where: str, stated: Sequence[tuple[str, Period]]) -> Iterator[Finding]:
    before: dict[str, list[Period]] = {}
    for place, (what, period) in enumerate(stated):
        if period.is_empty:
            yield BAD_PERIOD.at(f"{where}/{place}/validUntil")
            continue
        if any(period.overlaps(other) for other in before.get(what, ())):
            yield OVERLAP.at(
                f"{where}/{place}", what=Text(f"Een andere regel voor {what}", f"Another entry for {what}")
            )
        before.setdefault(what, []).append(period)


def _personal(where: str, texts: Mapping[str, str | None]) -> Iterator[Finding]:
    for name, stated in texts.items():
        if stated is not None and names_a_person(stated):
            yield PERSONAL_DATA.at(f"{where}/{name}")
