"""Forty fictitious public bodies of four tiers, and the list the register imports them from.

Their OIN begin with the prefix for test bodies (00000099), their trade register numbers with 9900. No figure of the
demonstration is about an existing body.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_KEYS: Final = "https://identifier.ppds.example/id/test/"
_COLUMNS: Final = (
    "tier",
    "organisation_type",
    "tooi_uri",
    "organisation_code",
    "cbs_code",
    "name",
    "official_name",
    "abbreviation",
    "oin",
    "kvk",
    "rsin",
    "roo_id",
    "owms_uri",
    "eu_atu_uri",
    "wikidata",
    "province_tooi_uri",
    "website",
    "source_retrieved",
)


@dataclass(frozen=True, slots=True)
class Body:
    """A fictitious body. `weight`: how much it buys, compared with the others of its tier."""

    number: int
    tier: str
    name: str
    town: str
    weight: int

    @property
    def kvk(self) -> str:
        return f"9900{self.number:04d}"

    @property
    def oin(self) -> str:
        return f"00000099{self.kvk}0000"

    @property
    def key(self) -> str:
        """Key of the party in the register: test bodies are named by their OIN."""
        return f"{_KEYS}{self.oin}"

    @property
    def legal_type(self) -> str:
        """Legal type as notices state it (BT-11); it proves no tier."""
        return {"central": "cga", "province": "ra", "municipality": "la"}.get(self.tier, "body-pl")


@dataclass(frozen=True, slots=True)
class _Tier:
    tier: str
    organisation_type: str
    word: str  # tier as the organisation lists write it
    names: tuple[tuple[str, str], ...]


_TIERS: Final = (
    _Tier(
        "central",
        "ministerie",
        "rijk",
        (
            ("Voorbeeldministerie van Wegen en Water", "Proefstad"),
            ("Voorbeeldministerie van Gebouwen", "Proefstad"),
            ("Voorbeelddienst Rijksinkoop", "Hofwerven"),
            ("Voorbeeldministerie van Leren en Werken", "Hofwerven"),
        ),
    ),
    _Tier(
        "province",
        "provincie",
        "provincie",
        tuple(
            (f"Voorbeeldprovincie {name}", town)
            for name, town in (
                ("Noorderveen", "Veenhuizerdam"),
                ("Oosterkamp", "Kampveld"),
                ("Westerzijl", "Zijlmonde"),
                ("Zuidergoed", "Goedhoven"),
                ("Middelland", "Landerbrug"),
                ("Duinrand", "Duinpoort"),
            )
        ),
    ),
    _Tier(
        "municipality",
        "gemeente",
        "gemeente",
        tuple(
            (f"Voorbeeldgemeente {town}", town)
            for town in (
                "Eikstad",
                "Berkenrode",
                "Wilgendam",
                "Elzenbroek",
                "Lindewoude",
                "Beukenhorst",
                "Iepenveld",
                "Populierdijk",
                "Kastanjehof",
                "Hazelaarsluis",
                "Meidoornbrug",
                "Vlierhaven",
                "Esdoornzand",
                "Lijsterbeek",
                "Dennenoord",
                "Sparrewijk",
                "Notenkerk",
                "Taxusburg",
                "Rozendaalerweg",
                "Klaverwoude",
                "Heidemonde",
                "Bremmerveen",
            )
        ),
    ),
    _Tier(
        "water-authority",
        "waterschap",
        "waterschap",
        tuple(
            (f"Voorbeeldwaterschap {name}", town)
            for name, town in (
                ("Blauwe Beken", "Bekendam"),
                ("De Lange Sloot", "Slootwijk"),
                ("Rietlanden", "Rietmonde"),
                ("Groote Gemaal", "Gemaalhoven"),
                ("Hoge Dijken", "Dijkpoort"),
                ("Stille Plas", "Plasserveer"),
                ("Zoete Delta", "Deltakerk"),
                ("Klei en Kreek", "Kreekstede"),
            )
        ),
    ),
)


def bodies() -> tuple[Body, ...]:
    """All bodies, in the order of their numbers."""
    made: list[Body] = []
    for tier in _TIERS:
        for place, (name, town) in enumerate(tier.names):
            weight = max(1, 6 - place) if tier.tier == "municipality" else 3 if place < len(tier.names) // 2 else 2
            made.append(Body(len(made) + 1, tier.tier, name, town, weight))
    return tuple(made)


def party_list(listed: Sequence[Body]) -> str:
    """The bodies as the register imports them: CSV with the columns of the Dutch organisation lists."""
    words = {tier.tier: tier for tier in _TIERS}
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for body in listed:
        tier = words[body.tier]
        writer.writerow(
            {
                "tier": tier.word,
                "organisation_type": tier.organisation_type,
                "name": body.name,
                "official_name": body.name,
                "oin": body.oin,
                "kvk": body.kvk,
            }
        )
    return text.getvalue()
