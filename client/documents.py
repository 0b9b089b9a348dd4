"""The files a sending system delivers: their media type by the list of the data space, and their bytes as a stream."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from client import faults
from client.answers import Formats
from client.errors import UnknownFormat, WrongUse
from shared.nearest import meant

_CHUNK = 1 << 20
_GZIP = "gzip"
_WINDOW_BITS = 31  # of zlib, for a gzip header and trailer


@dataclass(frozen=True)
class Document:
    """One file to deliver.

    `encoding` is the compression the file lies in. `packed` files are compressed inside, as a zip is, and are sent as
    they are; everything else that is not compressed is compressed with gzip on the way. `mapping` is the column mapping
    that its tables are to be read by; without one the data space finds it.
    """

    path: Path
    media_type: str
    encoding: str | None = None
    packed: bool = False
    mapping: str | None = None

    @property
    def sent_encoding(self) -> str | None:
        """Content encoding of the bytes that `stream` gives."""
        return self.encoding or (None if self.packed else _GZIP)

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the bytes on disk, in hexadecimal."""
        digest = hashlib.sha256()
        for chunk in self._raw():
            digest.update(chunk)
        return digest.hexdigest()

    @property
    def idempotency_key(self) -> str:
        """The same content of the same media type has the same key, whatever the file is called or how often sent."""
        named = "" if self.mapping is None else f"\n{self.mapping}"
        return hashlib.sha256(f"{self.media_type}\n{self.digest}{named}".encode()).hexdigest()

    def stream(self) -> Iterator[bytes]:
        """The bytes to send, compressed when they are not already; may be asked for again after a failure."""
        if self.encoding or self.packed:
            yield from self._raw()
            return
        compressor = zlib.compressobj(level=6, wbits=_WINDOW_BITS)
        for chunk in self._raw():
            if compressed := compressor.compress(chunk):
                yield compressed
        yield compressor.flush()

    def _raw(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is not sent, and why. `wanted`: it was named, or its name says that it was meant to be sent."""

    path: Path
    fault: UnknownFormat
    wanted: bool


class Selection(NamedTuple):
    """What the paths hold: documents to send, and every other file."""

    to_send: list[Document]
    left_out: list[LeftOut]


def documents(
    paths: Iterable[Path], formats: Formats, *, format_given: str | None = None, mapping: str | None = None
) -> Selection:
    """Every file under the paths: as given, folders searched whole, in a stable order; none is passed over in silence.

    Raises:
        WrongUse: there is no such file, or no such format.
    """
    candidates: dict[Path, tuple[Path, bool]] = {}
    for path in paths:
        if not path.exists():
            raise WrongUse(faults.NO_FILE.at(str(path), path=path))
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            named = candidates.get(file.resolve(), (file, False))[1] or not path.is_dir()
            if not file.is_dir():
                candidates[file.resolve()] = (file, named)
    selection = Selection([], [])
    for path, named in candidates.values():
        try:
            given = format_given if named else None
            selection.to_send.append(document_at(path, formats, format_given=given, mapping=mapping))
        except UnknownFormat as fault:
            empty = fault.fault.rule == faults.EMPTY_FILE.code
            selection.left_out.append(LeftOut(path, fault, named or empty))
    return selection


def document_at(
    path: Path, formats: Formats, *, format_given: str | None = None, mapping: str | None = None
) -> Document:
    """One file as a document; `format_given` decides for a file whose name does not tell.

    Raises:
        WrongUse: the data space has no such format.
        UnknownFormat: neither tells, or there is nothing in it.
    """
    document = _by_suffix(path, formats) if format_given is None else _as_given(path, formats, format_given)
    if document is None:
        raise UnknownFormat(faults.FORMAT_NOT_TOLD.at(str(path)))
    try:
        size = document.size
    except OSError as error:
        raise UnknownFormat(faults.FILE_UNREADABLE.at(str(path), reason=error.strerror)) from error
    if not size:
        raise UnknownFormat(faults.EMPTY_FILE.at(str(path)))
    return replace(document, mapping=mapping)


def endings(formats: Formats) -> str:
    """How the names of files end that can be sent."""
    return ", ".join(ending.suffix for kind in formats.items for ending in kind.suffixes)


def _as_given(path: Path, formats: Formats, name: str) -> Document:
    named = next((each for each in formats.items if each.name == name), None)
    if named is None:
        known = [each.name for each in formats.items]
        close = meant(name, known)
        raise WrongUse(faults.NO_FORMAT.at(name, name=name, known=", ".join(known), meant=close))
    told = _by_suffix(path, formats)
    if told is not None and told.media_type in named.media_types:
        return told
    return Document(path, named.media_types[0], _encoding(path, formats), packed=named.kind == "container")


def _by_suffix(path: Path, formats: Formats) -> Document | None:
    encoding = _encoding(path, formats)
    name = path.name.lower()
    for each in formats.encodings:
        name = name.removesuffix(each.suffix)
    for kind in formats.items:
        for ending in kind.suffixes:
            if name.endswith(ending.suffix):
                packed = kind.kind == "container"
                return Document(path, ending.media_type, ending.encoding or encoding, packed=packed)
    return None


def _encoding(path: Path, formats: Formats) -> str | None:
    return next((each.name for each in formats.encodings if path.name.lower().endswith(each.suffix)), None)
