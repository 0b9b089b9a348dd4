"""The one table of formats, and what is asked of it. One more format is one module and one row here."""

from __future__ import annotations

from typing import Final

from services.ingest.formats.container import TAR, ZIP
from services.ingest.formats.eforms.source import EFORMS
from services.ingest.formats.encoding import SUFFIXES
from services.ingest.formats.ocds.source import OCDS
from services.ingest.formats.own_records.json_source import OWN_RECORDS_JSON
from services.ingest.formats.own_records.tables.csv_source import OWN_RECORDS_CSV
from services.ingest.formats.own_records.tables.xlsx_source import OWN_RECORDS_XLSX
from services.ingest.formats.source_format import Container, SourceFormat
from services.ingest.formats.ted_xml.source import TED_XML
from services.ingest.formats.tenderned.source import TENDERNED
from shared.procurement.release import Content, Release

VERSION: Final = "0.1.0"
"""Of the program that reads, kept with what it read: another one may read more of the same source."""

FORMATS: Final[tuple[SourceFormat, ...]] = (
    TED_XML,
    EFORMS,
    OWN_RECORDS_JSON,
    OWN_RECORDS_XLSX,
    OWN_RECORDS_CSV,
    TENDERNED,
    OCDS,
)
"""In this order a body is recognised: what is surest first, OCDS last, for any JSON may be that."""
CONTAINERS: Final[tuple[Container, ...]] = (ZIP, TAR)

ONE_RECORD: Final = OWN_RECORDS_JSON
"""The format of a record that is put at an address of its own."""

KINDS: Final[tuple[SourceFormat | Container, ...]] = (*FORMATS, *CONTAINERS)
COMPRESSED: Final = ("application/gzip", "application/x-gzip", "application/zstd")
"""Media types that only say how a body is compressed: what is in it is told by its first bytes."""

_BY_MEDIA_TYPE: Final = {media_type: kind for kind in KINDS for media_type in kind.media_types}
_BY_SUFFIX: Final = {each.suffix: kind for kind in FORMATS for each in kind.suffixes}
_BY_NAME: Final = {kind.name: kind for kind in FORMATS}

HEAD: Final = 2**16
"""Bytes that tell what a body is."""
MEDIA_TYPES: Final = (*_BY_MEDIA_TYPE, *COMPRESSED)
"""Every media type that is taken in."""
NAMES: Final = tuple(kind.name for kind in KINDS)
KEPT_MEDIA_TYPES: Final = tuple(dict.fromkeys(kind.kept_form.media_type for kind in KINDS))
"""Every media type in which a kept copy is given back."""
PUBLISHED_MEDIA_TYPES: Final = tuple(
    dict.fromkeys(each.record_media_type for each in FORMATS if each.record_media_type is not None)
)
"""Every media type in which one published document is given back."""
RELEASES: Final = tuple(kind.name for kind in FORMATS if kind.release is not None)
"""Names of the formats whose own words are kept as the content of a notice."""


def kind_of(media_type: str) -> SourceFormat | Container:
    """What a body of this media type is. Raises KeyError for one that is not taken in, or that says nothing of it."""
    return _BY_MEDIA_TYPE[media_type]


def media_type_of(stated: str, *, head: bytes) -> str | None:
    """The media type of a body that was sent as `stated` and begins so; None when neither tells."""
    shared = (each for each in FORMATS if stated in each.told_by_content or stated in COMPRESSED)
    told = next((each for each in shared if each.told_by_content and each.recognise(head)), None)
    if told is not None:
        return told.told_by_content.get(stated, told.media_types[0])
    if stated not in COMPRESSED:
        return stated
    return next((kind.media_types[0] for kind in KINDS if kind.recognise(head)), None)


def may_hold(media_type: str, name: str) -> bool:
    """Whether a body of this media type may be of the format of this name, before anything of it is seen."""
    if media_type in COMPRESSED or kind_of(media_type).name == name:
        return True
    return any(media_type in each.told_by_content for each in FORMATS if each.name == name)


def may_hold_tables(media_type: str) -> bool:
    """Whether a body of this media type may be a table, or hold some."""
    kind = _BY_MEDIA_TYPE.get(media_type)
    return not isinstance(kind, SourceFormat) or kind.split_mapped is not None


def is_read_by_line(media_type: str) -> bool:
    """Whether a body of this media type may be cut at any line end."""
    kind = kind_of(media_type)
    return isinstance(kind, SourceFormat) and media_type in kind.by_line


def format_of_name(file_name: str) -> SourceFormat | None:
    """The format of a file in a container, by the end of its name, any compression aside."""
    name = file_name.lower()
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return _BY_SUFFIX.get(f".{name.rpartition('.')[2]}") if "." in name else None


def format_told(named: SourceFormat, body: bytes) -> SourceFormat:
    """The format of a file whose name says so much, when its content says more."""
    shared = (each for each in FORMATS if not each.told_by_content.keys().isdisjoint(named.media_types))
    return next((each for each in shared if each.recognise(body[:HEAD])), named)


def format_of_kept(kept: bytes, *, media_type: str) -> SourceFormat | None:
    """The format of a kept record of a body of this media type; None for one of a container that tells none."""
    kind = kind_of(media_type)
    if isinstance(kind, SourceFormat):
        return kind
    return next((each for each in FORMATS if each.recognise(kept)), None)


def format_named(name: str) -> SourceFormat:
    """The format of this name."""
    return _BY_NAME[name]


def is_published(source: str) -> bool:
    """Whether what came in this format is a published document, not what a body says of itself."""
    named = _BY_NAME.get(source)
    return named is not None and named.stated_in is not None


def release_of(source: str, content: Content) -> Release | None:
    """The release that stands in the content of a notice of this source; None when that is the notice itself."""
    of_format = _BY_NAME.get(source)  # a supplement came in no format of notices
    return None if of_format is None or of_format.release is None else of_format.release(content)
