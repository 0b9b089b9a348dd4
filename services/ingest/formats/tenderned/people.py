"""Contacts out of a publication before anything is kept, and a sole trader who was erased."""

from __future__ import annotations

import re
from typing import Any, Final

from services.ingest.formats.erasure_text import Traces
from shared.procurement.contacts import without_contacts
from shared.procurement.erased import Erased

_PERSONAL: Final = re.compile(r"contact|e-?mail|telefoon|phone|fax|mobiel|persoon", re.IGNORECASE)
_FIXED: Final = re.compile(r"(?:code|id|ids|kenmerk|nummer|datum|href)\Z", re.IGNORECASE)
"""Names of fields with values that machines write: no telephone number is looked for in them."""
_NAMES: Final = ("opdrachtgeverNaam", "aanbestedendeDienstNaam")


def without_contacts_in(value: Any, name: str = "") -> Any:  # noqa: ANN401 - any JSON
    """The same JSON without contacts, in every text and every name of a field."""
    if isinstance(value, str):
        return without_contacts(value, telephone=_FIXED.search(name) is None).replace("\x00", "")
    if isinstance(value, dict):
        return {
            without_contacts(key, telephone=False): without_contacts_in(each, key)
            for key, each in value.items()
            if _PERSONAL.search(key) is None
        }
    return [without_contacts_in(each, name) for each in value] if isinstance(value, list) else value


def erase(publication: dict[str, Any], erased: Erased) -> Traces:
    """Take everybody who was erased out of a publication, in place; gives what it said of them."""
    traces = Traces()
    if not erased:
        return traces
    for key in _NAMES:
        name = publication.get(key)
        if isinstance(name, str) and erased.covers([], [name]):
            traces.add_names([name])
            del publication[key]
    for text in _texts(publication):
        traces.add_numbers([text], erased)
        traces.add_names(erased.names_in(text))
    if traces:
        for key in list(publication):
            publication[key] = traces.out_of_json(publication[key])
    return traces


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inside for text in _texts(each)]
