"""What everybody outside this folder knows of a format: how it is named, split, read, kept and erased.

One more format is one module that makes a `SourceFormat`, and one row in `services.ingest.formats.table`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO, Protocol, TypeAlias

from services.ingest.data_contracts.column_mapping import ColumnMapping
from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm
from services.ingest.formats.kept_rows import KeptRows
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.erased import Erased
from shared.procurement.finding import Finding
from shared.procurement.release import Release
from shared.quick_dataclass import quick_dataclass


@quick_dataclass(frozen=True, slots=True)
class Mark:
    """Where reading a part of a body goes on: the byte in it, lines of the body before that, and records done there."""

    byte: int = 0
    lines: int = 0
    within: int = 0


START = Mark()


@dataclass(slots=True)
class RawRecord:
    """One record as it stands in a body: its bytes, or parsed already; or the finding that says why it is not read.

    `ordinal` numbers the records of a body, `place` names this one in findings ("line 17", a JSON Pointer, a file in a
    zip), `after` says where reading goes on behind it. `name` is that of its file in a zip or tar.
    """

    ordinal: int
    place: str
    after: Mark
    body: bytes = b""
    document: Any = None
    finding: Finding | None = None
    name: str | None = None
    format: SourceFormat | None = None


@dataclass(frozen=True, slots=True)
class Suffix:
    """What a file is whose name ends so; `encoding` when the ending stands for a compression as well (.tgz)."""

    suffix: str
    media_type: str
    encoding: str | None = None


class Split(Protocol):
    """Gives the records of a body one by one, in constant memory, from a mark on; never raises for what is in it."""

    def __call__(self, stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]: ...


class SplitMapped(Protocol):
    """The same of a table, whose columns may be named as one of these mappings has them."""

    def __call__(
        self, stream: BinaryIO, *, limits: Limits, resume: Mark, mappings: Sequence[ColumnMapping]
    ) -> Iterator[RawRecord]: ...


class Read(Protocol):
    """Reads one record without whoever was erased: what it gives, the copy to keep included, holds no contacts."""

    def __call__(self, raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed: ...


class SaidOf(Protocol):
    """What a kept copy says of people who were erased. Raises Refused when it cannot be read any more."""

    def __call__(self, kept: bytes, *, limits: Limits, erased: Erased) -> Traces: ...


@dataclass(frozen=True, slots=True)
class SourceFormat:
    """A format in which notices come.

    `recognise` tells from the first bytes of a body, or of a kept copy, whether it is of this format. A body of one of
    the media types in `by_line` may be cut at any line end and its parts read side by side. `release` is there when
    the source's own words are kept, because its releases merge by rules of their own. `told_by_content` has media types
    of others under which its bodies come too, and which of its own such a body has when it is recognised. `rows_of` is
    there when its records are rows of a table: it gives those of a kept copy as their sender wrote them. So is
    `split_mapped`, by which such a body is read when its sender has column mappings. `stated_in` is there when its
    records are published documents, whose values everybody may follow to their place; one of them alone is of
    `record_media_type`.
    """

    name: str
    title_nl: str
    title_en: str
    schema: str
    media_types: tuple[str, ...]
    suffixes: tuple[Suffix, ...]
    kept_form: KeptForm
    recognise: Callable[[bytes], bool]
    split: Split
    read: Read
    said_of: SaidOf
    by_line: frozenset[str] = frozenset()
    told_by_content: Mapping[str, str] = field(default_factory=dict)
    release: Callable[[Mapping[str, Any]], Release] | None = None
    rows_of: Callable[[bytes], KeptRows] | None = None
    split_mapped: SplitMapped | None = None
    stated_in: StatedIn | None = None
    record_media_type: str | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """A file of many files: a zip, a tar. What is in them is told by their names."""

    name: str
    title_nl: str
    title_en: str
    schema: str
    media_types: tuple[str, ...]
    suffixes: tuple[Suffix, ...]
    kept_form: KeptForm
    recognise: Callable[[bytes], bool]
    members: Members


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its name as a label, and its content; or no content and the finding that says why."""

    name: str
    body: bytes | None
    finding: Finding | None = None
    format: SourceFormat | None = None


@quick_dataclass(frozen=True, slots=True)
class StatedValue:
    """A value as a source states it: its term (BT-21, or the path of the field), and its place in the kept copy."""

    term: str
    value: str
    place: str


class StatedIn(Protocol):
    """Gives the values of a kept copy that are readable on a day, in their order. Raises Refused when it cannot."""

    def __call__(self, kept: bytes, *, limits: Limits, on: date) -> Sequence[StatedValue]: ...


FormatOf: TypeAlias = Callable[[str], SourceFormat | None]


class Members(Protocol):
    """Gives the files in a container; those whose name tells no format by `format_of` are not unpacked.

    Raises Refused when the container cannot be read (further); what came before stands.
    """

    def __call__(self, stream: BinaryIO, *, limits: Limits, format_of: FormatOf) -> Iterator[Member]: ...
