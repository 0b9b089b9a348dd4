"""People out of a record: contacts before anything is kept, and a sole trader who was erased.

A record has no place for people at all (a role is enough), so whatever looks like a contact goes out of every text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from services.ingest.formats.erasure_text import Traces
from shared.procurement.contacts import without_contacts
from shared.procurement.erased import Erased

_CONTACTS: Final = frozenset(
    {"contact", "contactPerson", "contactPoint", "email", "emailAddress", "fax", "mobile", "person", "phone",
     "telephone"}
)  # fmt: skip
NO_PROSE: Final = frozenset(
    {"id", "scheme", "senderKey", "key", "buyer", "what", "unit", "sha256", "format", "procedureId",
     "publicationNumber", "noticeId", "ocid", "ownNumber", "lotId", "contract", "framework", "commitment",
     "through", "jointWith", "body", "plan", "address"}
)  # fmt: skip
"""Texts in which digits are an identifier: no telephone number is looked for there."""


def without_contacts_in(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any JSON
    """The same JSON without contacts, in every text and every name of a property."""
    if isinstance(value, str):
        return without_contacts(value, telephone=name not in NO_PROSE).replace("\x00", "")
    if isinstance(value, dict):
        return {
            without_contacts(key, telephone=False): without_contacts_in(each, key)
            for key, each in value.items()
            if key not in _CONTACTS
        }
    return [without_contacts_in(each, name) for each in value] if isinstance(value, list) else value


def erase(content: dict[str, Any], erased: Erased) -> Traces:
    """Take everybody who was erased out of a record, in place; gives what it said of them. Twice changes nothing."""
    traces = Traces()
    if not erased:
        return traces
    for node in _organisations(content):
        number, name = node.get("id"), node.get("name")
        numbers = [number] if isinstance(number, str) else []
        names = [name] if isinstance(name, str) else []
        if erased.covers(numbers, names):
            traces.add_names(names)
            traces.add_numbers(numbers, erased)
            node.pop("name", None)
    for text in _texts(content):
        traces.add_numbers([text], erased)
        traces.add_names(erased.names_in(text))
    if traces:
        for key in list(content):
            content[key] = traces.out_of_json(content[key])
    return traces


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Every text of a record: a report names its contract, and has no place for who the supplier is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _organisations(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        if "scheme" in value or "name" in value:
            yield value
        for each in value.values():
            yield from _organisations(each)
    elif isinstance(value, list):
        for each in value:
            yield from _organisations(each)
