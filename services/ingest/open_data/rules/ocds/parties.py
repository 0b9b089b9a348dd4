"""Buyers and suppliers as parties of a release: one of each, referred to by id everywhere else.

Identifiers by the scheme lists of org-id.guide: NL-KVK first; the OIN, the RSIN and the TOOI address beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from services.ingest.open_data.rules.ocds.values import stated
from services.ingest.open_data.rules.rows import Json, Published

_SCHEMES: Final = {"kvk": "NL-KVK", "rsin": "NL-RSIN", "oin": "NL-OIN"}
"""Schemes of the register that have a list, the one that OCDS wants first."""
_TOOI: Final = "https://identifier.overheid.nl/tooi/id/"
_KVK: Final = re.compile(r"\d{8}")
_DUTCH: Final = frozenset({None, "NL", "NLD"})


class Parties:
    """The parties of one procedure, each once with all its roles."""

    __slots__ = ("_by_id", "buyers", "listed")

    def __init__(self, published: Published) -> None:
        self.listed: list[Json] = []
        self._by_id: dict[str, Json] = {}
        self.buyers: list[Json] = []  # references, the lead first
        named = [each for each in published.procedure.buyers if not each.get("on_behalf")]
        leads = [each for each in named if each.get("lead")]
        for place, buyer in enumerate(sorted(named, key=lambda each: each not in leads)):
            roles = ["buyer", "leadBuyer"] if leads and not place and len(named) > 1 else ["buyer"]
            party = self._buyer(buyer, published.identifiers, place)
            self.buyers.append(self._refer(party, roles))

    def before_award(self) -> list[Json]:
        """The parties as a call knows them: whoever buys."""
        bought = {each["id"] for each in self.buyers}
        return [
            {**each, "roles": [role for role in each["roles"] if role in ("buyer", "leadBuyer")]}
            for each in self.listed
            if each["id"] in bought
        ]

    def suppliers(self, members: Sequence[Json]) -> list[Json]:
        """References to the members of a winning tender."""
        return [self._refer(self._supplier(each), ["tenderer", "supplier"]) for each in members]

    def _refer(self, party: Json, roles: list[str]) -> Json:
        there = self._by_id.setdefault(party["id"], party)
        if there is party:
            self.listed.append(party)
            party["roles"] = []
        there["roles"] += [role for role in roles if role not in there["roles"]]
        return stated(id=there["id"], name=there.get("name"))

    def _buyer(self, buyer: Json, identifiers: dict[str, dict[str, str]], place: int) -> Json:
        key = buyer.get("party")
        known = dict(identifiers.get(key, ())) if key else _keys(buyer)
        listed = [_identifier(_SCHEMES[scheme], known[scheme]) for scheme in _SCHEMES if scheme in known]
        if key and key.startswith(_TOOI):
            listed.append({"scheme": "NL-TOOI", "id": key, "uri": key})
        if not listed and buyer.get("identifier"):
            listed.append({"id": buyer["identifier"]})
        own = _id_of(listed[0]) if listed else key or f"buyer-{place + 1}"
        return self._party(own, buyer.get("name"), listed)

    def _supplier(self, member: Json) -> Json:
        identifier, country, name = member.get("identifier"), member.get("country"), member.get("name")
        listed = []
        if identifier:
            dutch = country in _DUTCH and _KVK.fullmatch(identifier)
            listed.append(_identifier("NL-KVK", identifier) if dutch else {"id": identifier})
        own = _id_of(listed[0]) if listed else f"supplier-{name}" if name else f"supplier-{len(self.listed) + 1}"
        party = self._party(own, name, listed)
        if country:
            party["address"] = {"countryName": country}
        if member.get("size"):
            party["details"] = {"scale": member["size"]}
        return party

    @staticmethod
    def _party(own: str, name: str | None, listed: Sequence[Json]) -> Json:
        first = dict(listed[0]) if listed else {}
        if first and name:
            first["legalName"] = name
        return stated(id=own, name=name, identifier=first, additionalIdentifiers=list(listed[1:]))


def _keys(buyer: Json) -> dict[str, str]:
    """Identifiers of a buyer that the register does not know, by the keys under which it can be linked."""
    split = (str(key).partition(":") for key in buyer.get("keys", ()))
    return {scheme: value for scheme, _, value in split if scheme in _SCHEMES}


def _identifier(scheme: str, value: str) -> Json:
    return {"scheme": scheme, "id": value}


def _id_of(identifier: Json) -> str:
    scheme, value = identifier.get("scheme"), str(identifier["id"])
    return value if scheme in (None, "NL-TOOI") else f"{scheme}-{value}"
