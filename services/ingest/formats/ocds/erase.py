"""A sole trader who was erased, out of an OCDS release: the name and the number go, the award stays.

Of the organisation stay the role, the country and the size. A reference made of the number, or of the name alone, gives
way to a stand-in that is the same in every release, so that releases still merge and an award keeps its supplier. In
texts the name and the number are replaced. The `ocid` is never changed: it names the procedure, not a party.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.ocds.values import Json, Node, listed
from shared.procurement.erased import Erased

_ORGANISATIONS: Final = frozenset(
    {"buyer", "parties", "payee", "payer", "procuringEntity", "subcontractors", "suppliers", "tenderers"}
)
_KEPT_OF_A_PARTY: Final = frozenset({"address", "details", "id", "roles"})
_KEPT_OF_DETAILS: Final = ("classifications", "naturalPerson", "scale")
_GONE_FROM_A_REFERENCE: Final = frozenset({"additionalIdentifiers", "address", "identifier", "name", "uri", "url"})
_NAMES: Final = frozenset({"legalName", "name"})


def erase(release: Node, erased: Erased) -> Traces:
    """Take everybody who was erased out of a release, in place; gives what it said of them.

    Doing it twice changes nothing more.
    """
    traces = Traces()
    if not erased:
        return traces
    refs: set[str] = set()
    people = [node for node in _organisations(release) if _note(node, erased, traces=traces, refs=refs)]
    if not people:
        return traces
    parties = {id(node) for node in listed(release.get("parties"))}
    for node in _nodes(release):
        ref = node.get("id")
        if isinstance(ref, str) and ref in refs and not _NAMES.isdisjoint(node):
            traces.add_names(_names(node))
            people.append(node)
    for node in people:
        _strip(node, erased, whole=id(node) in parties)
    _replace(release, traces)
    return traces


def _note(node: Node, erased: Erased, *, traces: Traces, refs: set[str]) -> bool:
    """Remember an organisation that was erased; says whether it was."""
    identifiers, names = list(_identifiers(node)), list(_names(node))
    if not erased.covers(identifiers, names):
        return False
    traces.add_names(names)
    traces.add_numbers(identifiers, erased)
    ref = node.get("id")
    if isinstance(ref, str):
        refs.add(ref)
        number = erased.number_in(ref)
        if number is not None:
            traces.refs[ref] = erased.stand_in(number)
    return True


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


def _replace(release: Node, traces: Traces) -> None:
    """Replace numbers in every text but the codes of classifications, and names in every text but others' names."""
    waiting: list[Any] = [release]
    while waiting:
        node = waiting.pop()
        pairs: list[tuple[Any, Json]] = list(node.items() if type(node) is dict else enumerate(node))
        for key, value in pairs:
            if type(value) is dict or type(value) is list:
                waiting.append(value)
            elif type(value) is str and not (key == "ocid" or (key in ("id", "scheme") and "scheme" in node)):
                cleaned = traces.numbers_out_of(value)
                if not (key in _NAMES and ("id" in node or "scheme" in node)):
                    cleaned = traces.names_out_of(cleaned)
                if cleaned != value:
                    node[key] = cleaned
