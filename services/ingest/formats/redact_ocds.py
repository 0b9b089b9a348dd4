"""Personal data out of an OCDS release, before anything of it is kept.

Removed whole: contact points (the `url` too: it often leads to one employee), authors, jury members, owners and other
lists of people, at any depth. Of a party that is a person (BT-633) only the role, the trade register number, the
country and the size stay: an RSIN or a VAT number of a sole trader holds the citizen service number. In texts e-mail
addresses, telephone numbers and the names taken out elsewhere in the release give way to `[verwijderd]`.

The release is redacted in place; it was parsed for this and copying it would double the work.
"""

from __future__ import annotations

import re

import orjson

from services.ingest.formats.ocds_parties import is_natural_person
from services.ingest.formats.ocds_rules import Rule, finding
from services.ingest.formats.ocds_values import Json, Node, listed
from services.ingest.formats.parsed import Limits, Refused

REMOVED = "[verwijderd]"

_PERSONAL = frozenset(
    {
        "additionalContactPoints",
        "author",
        "authors",
        "beneficialOwners",
        "contact",
        "contactPerson",
        "contactPoint",
        "contactPoints",
        "contacts",
        "email",
        "emailAddress",
        "fax",
        "faxNumber",
        "juryMembers",
        "legalRepresentative",
        "legalRepresentatives",
        "mobile",
        "mobileNumber",
        "owners",
        "people",
        "person",
        "persons",
        "phone",
        "phoneNumber",
        "representatives",
        "shareholders",
        "signatories",
        "telephone",
        "telephoneNumber",
        "ultimateBeneficialOwners",
    }
)
# Texts in which digits are an identifier, a date or an address of the web: no telephone number is looked for there.
_NO_PROSE = frozenset(
    {
        "amendsReleaseID",
        "availabilityDate",
        "awardID",
        "buyerProfile",
        "code",
        "currency",
        "date",
        "dateModified",
        "dateMet",
        "datePublished",
        "dateSigned",
        "dueDate",
        "endDate",
        "format",
        "goal",
        "id",
        "identifier",
        "maxExtentDate",
        "ocid",
        "postalCode",
        "region",
        "relatedLot",
        "releaseID",
        "scheme",
        "startDate",
        "status",
        "uri",
        "url",
    }
)
_NOT_A_NAME_IN_TEXT = _NO_PROSE | {"name", "legalName"}
_SHORTEST_PHONE = 9
_SHORTEST_NAME = 5
_MOST_NAMES = 200
_EMAIL = re.compile(r"[^\s<>\"'(),;:\[\]]+[@\uFF20][^\s<>\"'(),;:\[\]]+")
_PHONE = re.compile(
    r"(?<![\w.,/-])"
    r"(?!\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})"  # a date is no telephone number
    r"(?:\+\s?\d|\(\+?\d|0)"
    r"(?:[\s\-.()/]{0,3}\d){8,13}"
    r"(?!\d)"
)
_KEPT_OF_A_PERSON = frozenset({"id", "roles", "details", "identifier", "address", "name"})


def redact(release: Node, *, limits: Limits, body: bytes = b"") -> tuple[bytes, bool]:
    """Take personal data out of a release, in place; give the bytes to keep and whether NUL characters were removed.

    `body`, the bytes it was parsed from, tells quickly what need not be looked for. Raises Refused when the release is
    nested too deeply or has too many values.
    """
    names: set[str] = set()
    if not body or b"selfEmployed" in body or b"naturalPerson" in body or b"\\u" in body:
        _redact_people(release, names)
    # An at sign can be written as an escape as well.
    at_sign = not body or b"@" in body or b"\\u" in body or b"\xef\xbc\xa0" in body
    telephone = not body or b"tel:" in body
    _sweep(release, names, limits=limits, at_sign=at_sign, telephone=telephone)
    kept = _dumped(release)
    nul = b"\\u0000" in kept
    if nul:
        nul = _without_nul(release)
        kept = _dumped(release)
    if names and _remove_names(release, names, kept):
        kept = _dumped(release)
    return kept, nul


def _sweep(release: Node, names: set[str], *, limits: Limits, at_sign: bool, telephone: bool) -> None:
    """Walk the release level by level, so that its depth is known and no depth overflows a stack."""
    level: list[Node | list[Json]] = [release]
    depth = values = 0
    while level:
        depth += 1
        if depth > limits.max_depth:
            raise Refused(finding(Rule.TOO_DEEP, ""))
        below: list[Node | list[Json]] = []
        for node in level:
            values += len(node)
            if type(node) is dict:
                if not _PERSONAL.isdisjoint(node):
                    _remove(node, names)
                for key, value in node.items():
                    kind = type(value)
                    if kind is str:
                        if len(value) >= _SHORTEST_PHONE and (  # type: ignore[arg-type]
                            telephone or key not in _NO_PROSE or at_sign
                        ):
                            node[key] = _clean(value, prose=telephone or key not in _NO_PROSE)  # type: ignore[arg-type]
                    elif kind is dict or kind is list:
                        below.append(value)  # type: ignore[arg-type]
                if at_sign and any("@" in key or "\uff20" in key for key in node):
                    _clean_keys(node)
            else:
                for index, value in enumerate(node):
                    kind = type(value)
                    if kind is dict or kind is list:
                        below.append(value)  # type: ignore[arg-type]
                    elif kind is str and len(value) >= _SHORTEST_PHONE:  # type: ignore[arg-type]
                        node[index] = _clean(value, prose=True)  # type: ignore[arg-type, index]
        if values > limits.max_elements:
            raise Refused(finding(Rule.TOO_LARGE, ""))
        level = below


def _clean(value: str, *, prose: bool) -> str:
    if "@" in value or "\uff20" in value:
        value = _EMAIL.sub(REMOVED, value)
    if prose and ("0" in value or "+" in value):
        value = _PHONE.sub(REMOVED, value)
    return value


def _remove(node: Node, names: set[str]) -> None:
    """Remove the personal keys of a node, and remember the names that stood in them."""
    for key in _PERSONAL.intersection(node):
        waiting: list[Json] = [node.pop(key)]
        if key in ("author", "contactPerson"):
            _remember(waiting[0], names)
        while waiting and len(names) < _MOST_NAMES:
            value = waiting.pop()
            if type(value) is dict:
                _remember(value.get("name"), names)
                waiting.extend(value.values())
            elif type(value) is list:
                waiting.extend(value)


def _remember(name: Json, names: set[str]) -> None:
    if type(name) is str and len(name.strip()) >= _SHORTEST_NAME:
        names.add(name.strip())


def _clean_keys(node: Node) -> None:
    for key in list(node):
        cleaned = _EMAIL.sub(REMOVED, key)
        if cleaned != key:
            node[cleaned] = node.pop(key)


def _redact_people(release: Node, names: set[str]) -> None:
    """Strip the parties that are persons, and their names wherever another place repeats them by reference."""
    people: set[str] = set()
    for party in listed(release.get("parties")):
        if type(party) is not dict or not is_natural_person(party):
            continue
        ref = party.get("id")
        if type(ref) is str:
            people.add(ref)
        _remember(party.get("name"), names)
        for key in list(party):
            if key not in _KEPT_OF_A_PERSON:
                del party[key]
        party.pop("name", None)
        details = party.get("details")
        if type(details) is dict:
            party["details"] = {key: details[key] for key in ("scale", "naturalPerson") if key in details}
        _strip_identifier(party, names)
        address = party.get("address")
        if address is not None:
            party["address"] = (
                {key: address[key] for key in ("country", "countryName") if key in address}
                if type(address) is dict
                else None
            )
    if people:
        _strip_references(release, people, names)


def _strip_identifier(party: Node, names: set[str]) -> None:
    identifier = party.pop("identifier", None)
    if type(identifier) is dict:
        _remember(identifier.get("legalName"), names)
        if identifier.get("scheme") == "NL-KVK" and "id" in identifier:
            party["identifier"] = {"scheme": "NL-KVK", "id": identifier["id"]}


def _strip_references(release: Node, people: set[str], names: set[str]) -> None:
    waiting: list[Json] = [release]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            ref = node.get("id")
            if type(ref) is str and ref in people and "name" in node:
                _remember(node.pop("name"), names)
            waiting.extend(node.values())
        elif type(node) is list:
            waiting.extend(node)


def _remove_names(release: Node, names: set[str], kept: bytes) -> bool:
    """Remove names from texts, not from the names of organisations: a contact point may be named after its party."""
    bare = {name.strip() for name in names}
    found = sorted((name for name in bare if _quoted(name) in kept), key=len, reverse=True)
    if not found:
        return False
    waiting: list[Node | list[Json]] = [release]
    while waiting:
        node = waiting.pop()
        pairs = list(node.items()) if type(node) is dict else list(enumerate(node))
        for key, value in pairs:
            if type(value) is str:
                if key in _NOT_A_NAME_IN_TEXT:
                    continue
                cleaned = value
                for name in found:
                    if name in cleaned:
                        cleaned = cleaned.replace(name, REMOVED)
                node[key] = cleaned  # type: ignore[index]
            elif type(value) is dict or type(value) is list:
                waiting.append(value)
    return True


def _quoted(name: str) -> bytes:
    return orjson.dumps(name)[1:-1]


def _without_nul(release: Node) -> bool:
    """Remove NUL characters from texts and keys; PostgreSQL cannot hold them. Says whether there were any."""
    any_found = False
    waiting: list[Node | list[Json]] = [release]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            for key in [key for key in node if "\x00" in key]:
                any_found = True
                node[key.replace("\x00", "")] = node.pop(key)
        pairs = list(node.items()) if type(node) is dict else list(enumerate(node))
        for key, value in pairs:
            if type(value) is str and "\x00" in value:
                any_found = True
                node[key] = value.replace("\x00", "")  # type: ignore[index]
            elif type(value) is dict or type(value) is list:
                waiting.append(value)
    return any_found


def _dumped(release: Node) -> bytes:
    try:
        return orjson.dumps(release)
    except TypeError as error:  # nested beyond what orjson writes, a whole number beyond 64 bits, a lone surrogate
        raise Refused(finding(Rule.TOO_DEEP if "ecursion" in str(error) else Rule.NOT_JSON, "")) from error
