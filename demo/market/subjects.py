"""What is bought: main CPV code, nature, usual amount and duration, and which tiers buy it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

_ALL: Final = ("central", "province", "municipality", "water-authority")
_DRY: Final = ("central", "province", "municipality")
_LOCAL: Final = ("municipality",)
_WATER: Final = ("water-authority",)
_ROADS: Final = ("central", "province", "municipality", "water-authority")


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to buy. `amount`: usual value of a lot in thousands of euros; `months`: usual duration."""

    title: str
    cpv: str
    nature: str
    amount: int
    months: int
    tiers: tuple[str, ...]
    parts: tuple[str, ...] = ()  # names of lots


SUBJECTS: Final = (
    Subject("Groot onderhoud wegen", "45233141", "works", 2600, 14, _ROADS, ("Noord", "Zuid", "Centrum")),
    Subject("Herinrichting straten", "45233222", "works", 1400, 9, _LOCAL, ("Wijk A", "Wijk B")),
    Subject("Bouw bestuurskantoor", "45213150", "works", 6800, 20, _DRY, ("Bouwkundig", "Installaties")),
    Subject("Renovatie schoolgebouw", "45453000", "works", 3100, 12, ("municipality",), ("Dak", "Gevel")),
    Subject(
        "Aanleg riolering", "45232410", "works", 1900, 10, ("municipality", "water-authority"), ("Fase 1", "Fase 2")
    ),
    Subject("Vervanging openbare verlichting", "45316110", "works", 900, 24, ("municipality", "province"), ()),
    Subject("Baggeren watergangen", "45246000", "works", 1700, 8, ("water-authority", "province"), ("Oost", "West")),
    Subject("Uitbreiding waterzuivering", "45232420", "works", 8200, 26, _WATER, ("Civiel", "Werktuigbouw")),
    Subject("Grondwerk en sanering", "45112000", "works", 800, 5, _ROADS, ()),
    Subject("Schoonmaak van kantoren", "90919200", "services", 640, 48, _ALL, ("Locaties noord", "Locaties zuid")),
    Subject("Inzameling huishoudelijk afval", "90511000", "services", 2300, 60, _LOCAL, ("Restafval", "Gft", "Papier")),
    Subject("Onderhoud openbaar groen", "77310000", "services", 850, 36, _ALL, ("Stad", "Dorpen", "Sportparken")),
    Subject("Bedrijfscatering", "55523000", "services", 560, 48, _DRY, ()),
    Subject(
        "Inhuur tijdelijk personeel", "79620000", "services", 4200, 36, _ALL, ("Administratief", "Techniek", "ICT")
    ),
    Subject("Beveiliging van gebouwen", "79713000", "services", 980, 48, _DRY, ()),
    Subject("Doelgroepenvervoer", "60120000", "services", 3400, 60, _LOCAL, ("Leerlingen", "Wmo")),
    Subject("Ingenieursdiensten", "71311000", "services", 1200, 36, _ALL, ("Wegen", "Water", "Constructies")),
    Subject("Ontwikkeling van software", "72200000", "services", 1500, 36, _ALL, ()),
    Subject("Juridische dienstverlening", "79100000", "services", 430, 36, _ALL, ("Bestuursrecht", "Arbeidsrecht")),
    Subject("Jeugdhulp met verblijf", "85311000", "services", 5200, 36, _LOCAL, ("Perceel 1", "Perceel 2")),
    Subject("Hulp bij het huishouden", "85320000", "services", 4800, 48, _LOCAL, ()),
    Subject("Drukwerk", "79810000", "services", 210, 24, _ALL, ()),
    Subject("Postbezorging", "64110000", "services", 350, 36, _ALL, ()),
    Subject("Straatreiniging", "90611000", "services", 720, 36, _LOCAL, ()),
    Subject("Rioolreiniging en inspectie", "90470000", "services", 480, 24, ("municipality", "water-authority"), ()),
    Subject("Verwerking zuiveringsslib", "90513600", "services", 3900, 60, _WATER, ()),
    Subject("Onderhoud gebouwinstallaties", "50700000", "services", 760, 48, _ALL, ("Klimaat", "Liften")),
    Subject("Opleidingen", "80500000", "services", 390, 36, _ALL, ()),
    Subject("Kantoormeubilair", "39130000", "supplies", 460, 24, _ALL, ("Werkplekken", "Vergaderruimten")),
    Subject("Laptops en randapparatuur", "30213100", "supplies", 1300, 36, _ALL, ()),
    Subject("Dienstauto's", "34110000", "supplies", 690, 24, _ALL, ()),
    Subject("Werkkleding", "18110000", "supplies", 240, 36, _ALL, ()),
    Subject("Levering van elektriciteit", "09310000", "supplies", 5600, 36, _ALL, ()),
    Subject("Kopieerpapier", "30197600", "supplies", 120, 24, _ALL, ()),
    Subject("Pompen en roosters", "42912310", "supplies", 940, 12, _WATER, ()),
    Subject("Chemicaliën voor de zuivering", "24962000", "supplies", 830, 24, _WATER, ("Metaalzouten", "Polymeren")),
    Subject("Lichtmasten en armaturen", "31527260", "supplies", 310, 12, ("municipality", "province"), ()),
    Subject("Vaccins", "33600000", "supplies", 520, 12, ("municipality", "central"), ()),
)


def pick_subject(rng: Random, tier: str, *, lots: int = 1, nature: str | None = None) -> Subject:
    """Something this tier buys; with several lots, something that is bought in parts."""
    fitting = [
        subject
        for subject in SUBJECTS
        if tier in subject.tiers
        and (lots == 1 or len(subject.parts) > 1)
        and (nature is None or subject.nature == nature)
    ]
    return rng.choice(fitting)
