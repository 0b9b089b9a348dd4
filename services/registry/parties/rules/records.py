"""Parties as a list states them, beside how the register knows them. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from services.registry.parties.rules.words import PartyKind
from shared.reference.codes import Tier

LONGEST_NAME: Final = 500

Aspect = Literal["kind", "tier", "name", "province", "parent", "membership", "identifier", "reopened"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number or address of a party within a scheme."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class PartyRecord:
    """An organisation as a list states it. A blank is unknown, never 'has none'."""

    line: int
    uri: str
    kind: PartyKind
    tier: Tier | None
    name: str
    official_name: str | None
    abbreviation: str | None
    province: str | None
    identifiers: tuple[Identifier, ...]
    parent: str | None = None
    memberships: tuple[str, ...] = ()
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party as the register has it today."""

    id: int
    uri: str
    kind: PartyKind
    tier: Tier | None
    name: str
    official_name: str | None
    abbreviation: str | None
    province: str | None
    identifiers: frozenset[Identifier]
    parent: str | None
    memberships: frozenset[str]
    valid_from: date | None
    valid_until: date | None
    ended: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class PartyChange:
    """A known party and what the list says differently about it."""

    known: KnownParty
    record: PartyRecord
    aspects: tuple[Aspect, ...]
    new_identifiers: tuple[Identifier, ...]
    new_memberships: tuple[str, ...]
