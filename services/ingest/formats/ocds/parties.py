"""Buyers and other organisations of a release: `parties`, `buyer`, and references that carry a name of their own."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from services.ingest.formats.doubled_ids import Ids, where_they_agree
from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.ids import Placed
from services.ingest.formats.ocds.values import Node, Reading, code, inner, listed, objects, text
from shared.procurement.notice import Buyer, Organisation

_SCHEMES = {
    "NL-KVK": "kvk",
    "NL-OIN": "oin",
    "NL-RSIN": "rsin",
    "NL-TOOI": "tooi",
    "TOOI": "tooi",
    "KVK": "kvk",
    "OIN": "oin",
    "RSIN": "rsin",
}
_IN_ID = (("NL-KVK-", "kvk"), ("NL-OIN-", "oin"), ("NL-RSIN-", "rsin"))
_TOOI = "https://identifier.overheid.nl/tooi/id/"
# The profile writes BT-633 (natural person) as this scale, over BT-165: an enterprise of one person is a micro one.
_SIZES = {
    "micro": "micro",
    "small": "small",
    "medium": "medium",
    "sme": "sme",
    "large": "large",
    "selfEmployed": "micro",
}


class Parties:
    """The parties of a release by id; an organisation is built once, however often it is referred to."""

    __slots__ = ("_built", "_ids", "_meant", "_nodes", "_reading")

    def __init__(self, release: Node, reading: Reading) -> None:
        self._reading = reading
        self._nodes: dict[str, tuple[str, Node]] = {}
        self._built: dict[str, Organisation] = {}
        self._ids = Ids[Placed](_names)
        self._meant: dict[str, Sequence[str]] = {}  # refs that may mean several parties
        for place, party in objects(release, "parties", "", reading):
            stated = code(party, "id", place, reading)
            if stated is None:
                reading.add(rules.ID_MADE_UP, place)
                stated = place
            own, other = self._ids.own(stated, (place, party))
            if own is not None:
                self._nodes[own] = (place, party)
            if other is not None and own is not None:
                reading.add(rules.DUPLICATE_ID, f"{place}/id", stated, other=f"{other[0]}/id")
            elif other is not None:
                self._join(stated, other, party)

    def refer(self, reference: Node, place: str) -> str | None:
        """Give the ref of the organisation that a reference names; None when it names none."""
        ref = code(reference, "id", place, self._reading) or text(reference, "name", place, self._reading)
        if ref is None:
            self._reading.add(rules.WRONG_TYPE, place)
        elif ref not in self._nodes:
            self._nodes[ref] = (place, reference)
        elif ref in self._ids.doubled:
            name = reference.get("name")
            named = [own for own in self._ids.meant(ref) if self._nodes[own][1].get("name") == name]
            return named[0] if len(named) == 1 else self._one_of(ref)
        return ref

    def _one_of(self, stated: str) -> str:
        """Give the ref of one of the parties with a doubled id, without knowing which."""
        ref = f"{stated}#?"
        self._meant[ref] = self._ids.meant(stated)
        self._nodes.setdefault(ref, self._nodes[stated])
        return ref

    def _join(self, stated: str, first: Placed, again: Node) -> None:
        """Put what a party says when it stands there again, once for each role, beside what it said first."""
        place, party = first
        roles = dict.fromkeys([*listed(party.get("roles")), *listed(again.get("roles"))])
        joined = {**again, **party, "roles": list(roles)}
        for own in self._ids.meant(stated):
            if self._nodes[own][0] == place:
                self._nodes[own] = (place, joined)

    def organisation(self, ref: str) -> Organisation:
        """Give the organisation with this ref."""
        built = self._built.get(ref)
        if built is None:
            meant = (self._nodes[own] for own in self._meant.get(ref, (ref,)))
            built = where_they_agree([_organisation(ref, node, place, self._reading) for place, node in meant])
            self._built[ref] = built
        return built

    def buyers(self, release: Node) -> tuple[Buyer, ...]:
        """Give the buyers, the lead first (counting rule C14).

        The lead is a party with the role `leadBuyer`, else the release's `buyer`. A release that names no buyer but a
        procuring entity is read as bought by that one.
        """
        buying, leading = self._buying()
        buyer = release.get("buyer")
        stated = self.refer(buyer, "/buyer") if type(buyer) is dict and buyer else None
        if stated is not None:
            stated = next((own for own in self._meant.get(stated, ()) if own in buying), stated)
        lead = leading or stated
        refs = dict.fromkeys(ref for ref in (lead, stated, *buying) if ref is not None)
        if not refs:
            entity = inner(inner(release, "tender", "", self._reading), "procuringEntity", "/tender", self._reading)
            entity_ref = self.refer(entity, "/tender/procuringEntity") if entity else None
            if entity_ref is None:
                self._reading.add(rules.NO_BUYER, "/buyer")
                return ()
            refs = {entity_ref: None}
        return tuple(self._buyer(ref, None if lead is None else ref == lead) for ref in refs)

    def _buying(self) -> tuple[list[str], str | None]:
        """Tell who buys by role, and who of them leads."""
        buying: list[str] = []
        leading = None
        for ref, (place, party) in self._nodes.items():
            if ref in self._meant:
                continue
            roles = party.get("roles")
            if type(roles) is list:
                if "leadBuyer" in roles:
                    leading = leading or ref
                    buying.append(ref)
                elif "buyer" in roles:
                    buying.append(ref)
            elif roles is not None:
                self._reading.add(rules.WRONG_TYPE, f"{place}/roles")
        return buying, leading

    def _buyer(self, ref: str, lead: bool | None) -> Buyer:  # noqa: FBT001 - the vocabulary's own three values
        place, party = self._nodes[ref]
        details = party.get("details")
        legal_type, contracting_entity = None, None
        if type(details) is dict:
            for at, classification in objects(details, "classifications", f"{place}/details", self._reading):
                scheme = classification.get("scheme")
                if scheme == "eu-buyer-legal-type":
                    legal_type = code(classification, "id", at, self._reading)
                elif scheme == "eu-buyer-contracting-type":
                    contracting_entity = classification.get("id") == "cont-ent"
        return Buyer(self.organisation(ref), lead, legal_type, contracting_entity)


def _names(placed: Placed) -> bytes:
    """What makes a party the same as another with its id: its name and identifiers."""
    told = {key: placed[1].get(key) for key in ("name", "identifier", "additionalIdentifiers")}
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)


def is_natural_person(party: Node) -> bool:
    """Whether a party is a person (BT-633): the profile writes the scale `selfEmployed`; some say it outright."""
    details = party.get("details")
    if type(details) is not dict:
        return False
    return details.get("scale") == "selfEmployed" or details.get("naturalPerson") is True


def _organisation(ref: str, node: Node, place: str, reading: Reading) -> Organisation:
    person = is_natural_person(node)
    identifiers: list[tuple[str, str]] = []
    identifier = node.get("identifier")
    if identifier is not None:
        _identifier(inner(node, "identifier", place, reading), f"{place}/identifier", reading, into=identifiers)
    if "additionalIdentifiers" in node:
        for at, additional in objects(node, "additionalIdentifiers", place, reading):
            _identifier(additional, at, reading, into=identifiers)
    if not identifiers:
        identifiers.extend(_in_id(ref))
    address = node.get("address")
    country = None
    if type(address) is dict:
        country = code(address, "country", f"{place}/address", reading)
        if country is None:
            country = code(address, "countryName", f"{place}/address", reading)
    size = None
    details = node.get("details")
    if type(details) is dict:
        scale = code(details, "scale", f"{place}/details", reading)
        size = None if scale is None else _SIZES.get(scale)
    name = None if person else text(node, "name", place, reading)
    return Organisation(ref, name, tuple(dict.fromkeys(identifiers)), country, size, person)


def _identifier(node: Node, place: str, reading: Reading, *, into: list[tuple[str, str]]) -> None:
    value = code(node, "id", place, reading)
    if value is not None:
        scheme = code(node, "scheme", place, reading) or ""
        known = "tooi" if value.startswith(_TOOI) else _SCHEMES.get(scheme.upper())
        into.append((known or scheme.lower(), value))
    uri = node.get("uri")
    if type(uri) is str and uri.startswith(_TOOI):
        into.append(("tooi", uri))


def _in_id(ref: str) -> list[tuple[str, str]]:
    """Read an OCDS organisation id that is made of scheme and number (NL-KVK-12345678), or is a TOOI URI itself."""
    if ref.startswith(_TOOI):
        return [("tooi", ref)]
    return [(scheme, ref[len(prefix) :]) for prefix, scheme in _IN_ID if ref.startswith(prefix)]
