"""Personal data out of an OCDS release, before anything of it is kept.

Removed whole: contact points (the `url` too: it often leads to one employee), authors, jury members, owners and other
lists of people, at any depth. Of a party that is a person (BT-633) only the role, the trade register number, the
country and the size stay: an RSIN or a VAT number of a sole trader holds the citizen service number. In texts e-mail
addresses, telephone numbers and the names taken out elsewhere in the release give way to `[verwijderd]`.

The release is redacted in place; it was parsed for this and copying it would double the work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from services.ingest.formats.contact_signs import may_hold_contact
from services.ingest.formats.ocds import rules
from services.ingest.formats.ocds.parties import is_natural_person
from services.ingest.formats.ocds.values import Json, Node, listed
from services.ingest.formats.parsed import Limits, Refused
from shared.procurement.contacts import REMOVED, without_contacts

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
_NAMES = frozenset({"name", "legalName"})
_SHORTEST_PHONE = 6
_SHORTEST_NAME = 5
_MOST_NAMES = 200
_KEPT_OF_A_PERSON = frozenset({"id", "roles", "details", "identifier", "address", "name"})


def redact(release: Node, *, limits: Limits) -> tuple[bytes, bool]:
    """Take personal data out of a release, in place; give the bytes to keep and whether NUL characters were removed.

    The bytes themselves tell whether a second walk is needed: addresses, words such as "tel." before a number and NUL
    characters are rare once the contact points are gone. Raises Refused when the release is nested too deeply or has
    too many values.
    """
    names: set[str] = set()
    _redact_people(release, names)
    _sweep(release, names, limits)
    kept = _dumped(release)
    if may_hold_contact(kept.decode()):
        _rewrite(release, _without_contacts)
        kept = _dumped(release)
    nul = b"\\u0000" in kept and _rewrite(release, _without_nul)
    if nul:
        kept = _dumped(release)
    if names:
        present = [name for name in names if orjson.dumps(name)[1:-1] in kept]
        if present:
            _remove_names(release, sorted(present, key=len, reverse=True))
            kept = _dumped(release)
    return kept, nul


def _sweep(  # noqa: C901, PLR0912 - it sees every value of every release: one more call for each would cost most
    release: Node, names: set[str], limits: Limits
) -> None:
    """Remove personal keys and telephone numbers, level by level: so the depth is known and overflows no stack."""
    level: list[Json] = [release]
    depth = values = 0
    in_lists = False
    while level:
        depth += 1
        values += len(level)
        if depth > limits.max_depth or values > limits.max_elements:
            raise Refused((rules.TOO_DEEP if depth > limits.max_depth else rules.TOO_LARGE).at(""))
        below: list[Json] = []
        for node in level:
            if type(node) is dict:
                values += len(node)
                if not _PERSONAL.isdisjoint(node):
                    _remove(node, names)
                for key, value in node.items():
                    if type(value) is str:
                        # Two quick looks at the text before the slow one.
                        if ("0" in value or "+" in value) and key not in _NO_PROSE:
                            node[key] = without_contacts(value, telephone=True)
                    elif type(value) is dict:
                        below.append(value)
                    elif type(value) is list:
                        below += value
            elif type(node) is list:
                below += node
            elif type(node) is str and len(node) >= _SHORTEST_PHONE and not in_lists:
                in_lists = without_contacts(node, telephone=True) != node
        level = below
    if in_lists:  # rare: texts that stand in a list by themselves
        _rewrite(release, _without_contacts)


def _rewrite(release: Node, clean: Callable[[str, bool], str]) -> bool:
    """Rewrite every key and every text, of which is told whether it is prose; says whether anything changed."""
    changed = False
    waiting: list[Any] = [release]
    while waiting:
        node = waiting.pop()
        if type(node) is dict:
            for key in list(node):
                if (cleaned := clean(key, False)) != key:  # noqa: FBT003
                    node[cleaned] = node.pop(key)
                    changed = True
            pairs: list[tuple[Any, Json]] = list(node.items())
        else:
            pairs = list(enumerate(node))
        for key, value in pairs:
            if type(value) is str:
                if (cleaned := clean(value, key not in _NO_PROSE)) != value:
                    node[key] = cleaned
                    changed = True
            elif type(value) is dict or type(value) is list:
                waiting.append(value)
    return changed


def _without_contacts(value: str, prose: bool) -> str:  # noqa: FBT001
    return without_contacts(value, telephone=prose)


def _without_nul(value: str, _prose: bool) -> str:  # noqa: FBT001
    return value.replace("\x00", "")


def _remove(node: Node, names: set[str]) -> None:
    """Remove the personal keys of a node, and remember the names that stood in them."""
    for key in _PERSONAL.intersection(node):
        waiting: list[Json] = [node.pop(key)]
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


def _remove_names(release: Node, names: list[str]) -> None:
    """Remove names from texts, not from the names of organisations: a contact point may be named after its party."""
    waiting: list[Any] = [release]
    while waiting:
        node = waiting.pop()
        pairs: list[tuple[Any, Json]] = list(node.items() if type(node) is dict else enumerate(node))
        for key, value in pairs:
            if type(value) is str:
                # What has an id or a scheme beside its name is an organisation or one's identifier.
                if key not in _NO_PROSE and not (key in _NAMES and ("id" in node or "scheme" in node)):
                    for name in names:
                        if name in value:
                            value = value.replace(name, REMOVED)  # noqa: PLW2901 - one name after the other
                    node[key] = value
            elif type(value) is dict or type(value) is list:
                waiting.append(value)


def _dumped(release: Node) -> bytes:
    try:
        return orjson.dumps(release)
    except TypeError as error:  # nested beyond what orjson writes, a whole number beyond 64 bits, a lone surrogate
        raise Refused((rules.TOO_DEEP if "ecursion" in str(error) else rules.NOT_JSON).at("")) from error
