"""The closed words of the register, and how the words of the organisation lists map to kinds and tiers."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from shared.reference.codes import Tier

PartyKind: TypeAlias = Literal[
    "ministry",
    "agency",
    "inspectorate",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "safety-region",
    "public-law-body",
    "special-sector-company",
    "private-buyer",
    "service-provider",
    "umbrella-association",
]
PARTY_KINDS: Final[tuple[PartyKind, ...]] = get_args(PartyKind)
ClientState: TypeAlias = Literal["active", "suspended", "ended"]
CLIENT_STATES: Final[tuple[ClientState, ...]] = get_args(ClientState)
OWN_IDENTIFIERS: Final = "https://identifier.ppds.example/id/"
"""Keys of parties without a TOOI URI: `roo/<number in the organisation register>` or `test/<test OIN>` behind this."""


class Place(NamedTuple):
    """Where a kind of organisation belongs."""

    kind: PartyKind
    tier: Tier


_PLACES: Final[Mapping[str, Place]] = {
    "ministerie": Place("ministry", "central"),
    "agentschap": Place("agency", "central"),
    "inspectie": Place("inspectorate", "central"),
    "hoog_college_van_staat": Place("agency", "central"),
    "rechterlijke_macht": Place("agency", "central"),
    "politie_brandweer_om": Place("agency", "central"),
    "zbo": Place("public-law-body", "public-law-body"),
    "provincie": Place("province", "province"),
    "gemeente": Place("municipality", "municipality"),
    "waterschap": Place("water-authority", "water-authority"),
    "gemeenschappelijke_regeling": Place("joint-arrangement", "joint-arrangement"),
    "veiligheidsregio": Place("safety-region", "joint-arrangement"),
    "publiekrechtelijke_instelling": Place("public-law-body", "public-law-body"),
    "speciale_sector": Place("special-sector-company", "special-sector"),
    "caribisch_openbaar_lichaam": Place("public-law-body", "other"),
    "koepel": Place("umbrella-association", "other"),
}
TIER_OF_KIND: Final[Mapping[str, Tier | None]] = {
    "ministry": "central",
    "agency": "central",
    "inspectorate": "central",
    "province": "province",
    "municipality": "municipality",
    "water-authority": "water-authority",
    "joint-arrangement": "joint-arrangement",
    "safety-region": "joint-arrangement",
    "public-law-body": "public-law-body",
    "special-sector-company": "special-sector",
    "private-buyer": "other",
    "service-provider": None,
    "umbrella-association": "other",
}
"""The tier a kind belongs to unless a list says otherwise; a service provider buys nothing and has none."""


def place_of(organisation_type: str, name: str) -> Place | None:
    """Kind and tier of an organisation type as the Dutch organisation lists write it; None when it is unknown.

    The lists file a safety region (veiligheidsregio) under joint arrangements; its name tells it apart.
    """
    if organisation_type == "gemeenschappelijke_regeling" and "veiligheidsregio" in name.lower():
        return _PLACES["veiligheidsregio"]
    return _PLACES.get(organisation_type)
