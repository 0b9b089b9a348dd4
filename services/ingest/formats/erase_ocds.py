"""A sole trader who was erased, out of an OCDS release: the name and the number go, the award stays.

Of the organisation stay the role, the country and the size. A reference made of the number, or of the name alone, gives
way to a stand-in that is the same in every release, so that releases still merge and an award keeps its supplier. In
texts the name and the number are replaced. The `ocid` is never changed: it names the procedure, not a party.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from services.ingest.formats.contact_patterns import REMOVED
from services.ingest.formats.erased_text import pattern_of, without_numbers
from services.ingest.formats.ocds_values import Json, Node, listed
from shared.procurement.erased import Erased

_ORGANISATIONS: Final = frozenset(
    {"buyer", "parties", "payee", "payer", "procuringEntity", "subcontractors", "suppliers", "tenderers"}
)
_KEPT_OF_A_PARTY: Final = frozenset({"address", "details", "id", "roles"})
_KEPT_OF_DETAILS: Final = ("classifications", "naturalPerson", "scale")
_GONE_FROM_A_REFERENCE: Final = frozenset({"additionalIdentifiers", "address", "identifier", "name", "uri", "url"})
_NAMES: Final = frozenset({"legalName", "name"})
_SHORTEST_NAME: Final = 4


def erase(release: Node, erased: Erased) -> None:
    """Take everybody who was erased out of a release, in place. Doing it twice changes nothing more."""
    if not erased:
        return
    met = _Met(erased)
    people = [node for node in _organisations(release) if met.note(node)]
    if not people:
        return
    parties = {id(node) for node in listed(release.get("parties"))}
    for node in _nodes(release):
        if isinstance(node.get("id"), str) and node["id"] in met.refs and any(key in node for key in _NAMES):
            met.add_names(node)
            people.append(node)
    for node in people:
        _strip(node, erased, whole=id(node) in parties)
    _replace(release, met)


class _Met:
    """Who of them a release names: their references, their numbers and their names as it writes them."""

    def __init__(self, erased: Erased) -> None:
        self._erased = erased
        self.refs: set[str] = set()
        self._numbers: dict[str, str] = {}
        self._renamed: dict[str, str] = {}
        self._names: set[str] = set()

    def note(self, node: Node) -> bool:
        """Remember an organisation that was erased; says whether it was."""
        identifiers, names = list(_identifiers(node)), list(_names(node))
        if not self._erased.covers(identifiers, names):
            return False
        for each in identifiers:
            number = self._erased.number_in(each)
            if number is not None:
                self._numbers[number] = self._erased.stand_in(number)
        ref = node.get("id")
        if isinstance(ref, str):
            self.refs.add(ref)
            number = self._erased.number_in(ref)
            if number is not None:
                self._renamed[ref] = self._erased.stand_in(number)
        self.add_names(node)
        return True

    def add_names(self, node: Node) -> None:
        """Remember the names beside a reference."""
        self._names.update(name.strip() for name in _names(node) if len(name.strip()) >= _SHORTEST_NAME)

    def without_numbers(self, text: str) -> str:
        """A text in which stand-ins take the place of the numbers, and of references made of them."""
        renamed = self._renamed.get(text)
        if renamed is not None:
            return renamed
        return without_numbers(text, self._numbers)

    def name_pattern(self) -> re.Pattern[str] | None:
        """What finds the names in running text."""
        return pattern_of(self._names)


def _organisations(release: Node) -> Iterator[Node]:
    for node in _nodes(release):
        for key in _ORGANISATIONS.intersection(node):
            value = node[key]
            for each in value if type(value) is list else [value]:
                if type(each) is dict:
                    yield each


def _nodes(release: Node) -> Iterator[Node]:
    waiting: list[Json] = [release]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            yield node
            waiting.extend(node.values())
        elif type(node) is list:
            waiting.extend(node)


def _identifiers(node: Node) -> Iterator[str]:
    for each in _stating(node):
        stated = each.get("id")
        if isinstance(stated, str):
            yield stated
        elif type(stated) is int:
            yield str(stated)


def _names(node: Node) -> Iterator[str]:
    for each in _stating(node):
        for key in ("name", "legalName"):
            stated = each.get(key)
            if isinstance(stated, str):
                yield stated


def _stating(node: Node) -> Iterator[Node]:
    """An organisation, and its identifiers, which state numbers and names too."""
    for each in (node, node.get("identifier"), *listed(node.get("additionalIdentifiers"))):
        if type(each) is dict:
            yield each


def _strip(node: Node, erased: Erased, *, whole: bool) -> None:
    """Leave the fact of an organisation. One that is referred to by its name alone gets a stand-in for reference."""
    ref, name = node.get("id"), node.get("name")
    if "id" not in node and isinstance(name, str):
        node["id"] = erased.stand_in(name)
    elif isinstance(ref, str) and erased.is_name(ref):
        node["id"] = erased.stand_in(ref)
    elif type(ref) is int and erased.number_in(str(ref)):
        node["id"] = erased.stand_in(str(ref))
    for key in list(node):
        if (whole and key not in _KEPT_OF_A_PARTY) or key in _GONE_FROM_A_REFERENCE - _KEPT_OF_A_PARTY:
            del node[key]
    address, details = node.get("address"), node.get("details")
    if address is not None:
        countries = ("country", "countryName")
        node["address"] = {k: address[k] for k in countries if k in address} if type(address) is dict else None
    if type(details) is dict:
        node["details"] = {key: details[key] for key in _KEPT_OF_DETAILS if key in details}


def _replace(release: Node, met: _Met) -> None:
    """Replace numbers in every text but the codes of classifications, and names in every text but others' names."""
    names = met.name_pattern()
    waiting: list[Any] = [release]
    while waiting:
        node = waiting.pop()
        pairs: list[tuple[Any, Json]] = list(node.items() if type(node) is dict else enumerate(node))
        for key, value in pairs:
            if type(value) is dict or type(value) is list:
                waiting.append(value)
            elif type(value) is str and not (key == "ocid" or (key in ("id", "scheme") and "scheme" in node)):
                cleaned = met.without_numbers(value)
                of_others = key in _NAMES and ("id" in node or "scheme" in node)
                if names is not None and not of_others:
                    cleaned = names.sub(REMOVED, cleaned)
                if cleaned != value:
                    node[key] = cleaned
