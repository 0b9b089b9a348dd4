"""Keeping one record at ingest with the token of whoever filled it in: a draft, a final version, a withdrawal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from httpx import codes

from dashboard.asking.faults import Refused, Told
from dashboard.page.page import Page

STATES: Final = ("draft", "final", "withdrawn")


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that is kept, and what the service still remarks about it."""

    version: int
    state: str
    stored: bool
    remarks: Sequence[Told]


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """The newest version of a record."""

    version: int
    state: str
    content: Mapping[str, Any]


def keep(page: Page, collection: str, key: str, record: Mapping[str, Any], *, version: int | None) -> Kept:
    """Make the record, or the version after this one; raises Refused and Missing."""
    answer = page.as_person.call(
        "PUT",
        "ingest",
        f"/{collection}/{quote(key, safe='')}",
        json=dict(record),
        headers={} if version is None else {"If-Match": f'"{version}"'},
    ).json()
    remarks = [
        Told(each["location"], page.text(each["message"])) for each in answer["findings"] if each["severity"] != "info"
    ]
    return Kept(answer["senderVersion"], answer["state"], answer["stored"], remarks)


def known(page: Page, collection: str, key: str) -> KnownRecord | None:
    """The record as it stands; None when there is none of this key."""
    try:
        answer = page.as_person.read("ingest", f"/{collection}/{quote(key, safe='')}")
    except Refused as refused:
        if refused.status != codes.NOT_FOUND:
            raise
        return None
    return KnownRecord(answer["senderVersion"], answer["state"], answer["content"])
