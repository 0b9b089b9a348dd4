"""Packages of releases and records: who publishes, under which licence, with which extensions.

The extensions are declared at the versions that OCDS for eForms uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

from services.ingest.open_data.rules.rows import Json

VERSION: Final = "1.1"
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_COMMUNITY: Final = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_"
EXTENSIONS: Final = tuple(
    f"{_COMMUNITY}{name}_extension/{version}/extension.json"
    for name, version in (
        ("lots", "v1.1.5"),
        ("bid", "v1.1.5"),
        ("legalBasis", "master"),
        ("techniques", "master"),
        ("sustainability", "master"),
        ("awardCriteria", "master"),
        ("contractTerms", "master"),
        ("otherRequirements", "master"),
        ("withheldInformation", "master"),
        ("partyDetails_scale", "master"),
        ("options", "master"),
        ("eu", "master"),
        ("1_2_draft", "master"),
    )
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and where its policy of publishing can be read."""

    name: str
    oin: str
    uri: str
    policy: str


def package_of(
    items: Sequence[Json], *, uri: str, kind: str, published_at: datetime, publisher: Publisher, following: str | None
) -> bytes:
    """A package of `releases` or `records`; `following` is the address of the next one."""
    head = _head(uri=uri, published_at=published_at, publisher=publisher)
    links = {} if following is None else {"links": {"next": following}}
    return orjson.dumps({**head, **links, kind: items})


def _head(*, uri: str, published_at: datetime, publisher: Publisher) -> Json:
    return {
        "uri": uri,
        "version": VERSION,
        "extensions": list(EXTENSIONS),
        "publishedDate": published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "publisher": {"name": publisher.name, "scheme": "NL-OIN", "uid": publisher.oin, "uri": publisher.uri},
        "license": LICENCE,
        "publicationPolicy": publisher.policy,
    }
