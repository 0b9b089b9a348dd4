"""OCDS as one of the formats: a body is a package, a list of releases, one release, or lines of those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import orjson

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_lines
from services.ingest.formats.ocds.document import BOM
from services.ingest.formats.ocds.erase import erase
from services.ingest.formats.ocds.reader import NAME, release_of
from services.ingest.formats.ocds.stream import read_raw, releases
from services.ingest.formats.parsed import Limits
from services.ingest.formats.source_format import SourceFormat, StatedValue, Suffix
from shared.procurement.erased import Erased
from shared.shown_text import readable

_JSON = "application/json"
_LINES = "application/x-ndjson"
_ALSO_LINES = "application/jsonl"


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:  # noqa: ARG001 - kept, so within limits
    release = orjson.loads(kept)
    return erase(release, erased) if isinstance(release, dict) else Traces()


def _stated(kept: bytes, *, limits: Limits, on: date) -> list[StatedValue]:  # noqa: ARG001 - kept, so within limits
    """None while the release withholds anything: it does not say of each value whether it is withheld."""
    release = orjson.loads(kept)
    held = release.get("withheldInformation") or ()
    if any(not isinstance(each, dict) or str(each.get("availabilityDate") or "9")[:10] > str(on) for each in held):
        return []
    return list(_values(release, (), ""))


def _values(node: object, term: tuple[str, ...], place: str) -> Iterator[StatedValue]:
    """Each value of a release: its term is the path of the field, its place a JSON Pointer."""
    if isinstance(node, dict):
        for name, each in node.items():
            yield from _values(each, (*term, name), f"{place}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _values(each, term, f"{place}/{index}")
    elif node is not None:
        value = node if isinstance(node, str) else orjson.dumps(node).decode()
        yield StatedValue(readable(".".join(term)), readable(value), place)


def _recognise(head: bytes) -> bool:
    return head.removeprefix(BOM).lstrip()[:1] in (b"{", b"[")


OCDS = SourceFormat(
    name=NAME,
    title_nl="OCDS 1.1 (JSON: pakketten, releases, of een release per regel)",
    title_en="OCDS 1.1 (JSON: packages, releases, or a release per line)",
    schema="https://standard.open-contracting.org/1.1/en/release-schema.json",
    media_types=(_JSON, _LINES, _ALSO_LINES),
    suffixes=(Suffix(".json", _JSON), Suffix(".jsonl", _LINES), Suffix(".ndjson", _LINES)),
    kept_form=KeptForm(_LINES, as_lines),
    recognise=_recognise,
    split=releases,
    read=read_raw,
    said_of=_said_of,
    by_line=frozenset({_LINES, _ALSO_LINES}),
    release=release_of,
    stated_in=_stated,
    record_media_type=_JSON,
)
