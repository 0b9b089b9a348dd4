"""Fictitious firms, and the people whose contact data is planted in the documents.

The people do not exist; their telephone numbers stand in a range that is not in use (area code 99), their addresses
under a reserved domain.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from demo.ledger import Planted

_TRADES: Final = ("Bouw", "Infra", "Groen", "Schoonmaak", "Advies", "Techniek", "Logistiek", "Zorg", "Water", "Kantoor")
_REGIONS: Final = ("Noord", "Oost", "Zuid", "West", "Delta", "Polder", "Heide", "Duin")
_SIZES: Final = ("micro", "small", "small", "medium", "medium", "medium", "sme", "large", "large", "large")
_FIRST: Final = ("Bartolda", "Quinthe", "Willebrand", "Jozefien", "Sjoerdtje", "Ravindro", "Yasmijna", "Teunisa")
_LAST: Final = ("Proefpersoon", "Verzonnenhuis", "Nietbestaander", "Plantgoed", "Testerink", "Schijnbaar", "Fictiefsma")


@dataclass(frozen=True, slots=True)
class Firm:
    """A fictitious firm. `size` None: the notices do not state it. `person`: a natural person (BT-633)."""

    number: int
    name: str
    size: str | None
    country: str = "NLD"
    person: bool = False

    @property
    def kvk(self) -> str:
        return f"9901{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist, planted to prove that people are not kept."""

    first: str
    last: str
    telephone: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def firms() -> tuple[Firm, ...]:
    """Eighty firms of all sizes."""
    made = []
    for number in range(len(_TRADES) * len(_REGIONS)):
        trade, region = _TRADES[number % len(_TRADES)], _REGIONS[number // len(_TRADES)]
        size = _SIZES[(number * 7 + number // len(_TRADES)) % len(_SIZES)]
        made.append(Firm(number + 1, f"Fictieve {trade} {region} B.V.", size))
    return tuple(made)


def people() -> tuple[Person, ...]:
    """Everybody who is planted."""
    made = []
    for place in range(len(_FIRST) * len(_LAST)):
        first, last = _FIRST[place % len(_FIRST)], _LAST[place // len(_FIRST)]
        made.append(
            Person(
                first,
                last,
                f"+31 99 700 {1000 + 37 * place}",
                f"{first.lower()}.{last.lower()}@geplant.example",
            )
        )
    return tuple(made)


def planted(everybody: tuple[Person, ...]) -> tuple[Planted, ...]:
    """What a search of everything kept may not find: names, addresses and numbers."""
    made = []
    for person in everybody:
        made.append(Planted(kind="name", value=person.name))
        made.append(Planted(kind="email", value=person.email))
        made.append(Planted(kind="telephone", value=person.telephone))
    return tuple(made)


def pick_firm(rng: Random, *, small: bool | None = None) -> Firm:
    """A firm; `small` True or False asks for one that is certainly so, None takes any."""
    if small is None:
        return rng.choice(_FIRMS)
    return rng.choice([firm for firm in _FIRMS if (firm.size != "large") == small])


def sole_trader(rng: Random) -> Firm:
    """A natural person who trades under the own name: that name may not be kept."""
    person = rng.choice(_PEOPLE)
    return Firm(9000 + _PEOPLE.index(person), person.name, "micro", person=True)


def pick_person(rng: Random) -> Person:
    """Somebody to plant."""
    return rng.choice(_PEOPLE)


_FIRMS: Final = firms()
_PEOPLE: Final = people()
