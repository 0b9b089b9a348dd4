"""The files a sending system delivers: their media type by the list of the data space, and their bytes as a stream."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from client.answers import Formats
from client.errors import UnknownFormat

_CHUNK = 1 << 20
_GZIP = "gzip"
_WINDOW_BITS = 31  # of zlib, for a gzip header and trailer


@dataclass(frozen=True)
class Document:
    """One file to deliver.

    `encoding` is the compression the file lies in. `packed` files are compressed inside, as a zip is, and are sent as
    they are; everything else that is not compressed is compressed with gzip on the way.
    """

    path: Path
    media_type: str
    encoding: str | None = None
    packed: bool = False

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
        return hashlib.sha256(f"{self.media_type}\n{self.digest}".encode()).hexdigest()

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


def documents(paths: Iterable[Path], formats: Formats, *, format_given: str | None = None) -> list[Document]:
    """Every document under the paths: files as given, folders searched whole, in a stable order.

    In folders only files of a known kind count; a file that is named must be of a known kind, or its format given.

    Raises:
        UnknownFormat: a named file of which the format cannot be told, or nothing to send at all.
    """
    by_path: dict[Path, Document] = {}
    for path in paths:
        if not path.is_dir():
            by_path[path.resolve()] = document_at(path, formats, format_given=format_given)
            continue
        for candidate in sorted(path.rglob("*")):
            if candidate.is_file() and (document := _by_suffix(candidate, formats)) is not None:
                by_path[candidate.resolve()] = document
    if not by_path:
        raise UnknownFormat(f"No documents found: expected files that end in {_endings(formats)}.")
    return list(by_path.values())


def document_at(path: Path, formats: Formats, *, format_given: str | None = None) -> Document:
    """One file as a document; `format_given` decides for a file whose name does not tell.

    Raises:
        UnknownFormat: there is no such file, the data space has no such format, or neither tells.
    """
    if not path.is_file():
        raise UnknownFormat(f"There is no file {path}.")
    if format_given is not None:
        named = next((each for each in formats.items if each.name == format_given), None)
        if named is None:
            names = ", ".join(each.name for each in formats.items)
            raise UnknownFormat(f"The data space reads no format {format_given}; it reads {names}.")
        told = _by_suffix(path, formats)
        if told is not None and told.media_type in named.media_types:
            return told
        return Document(path, named.media_types[0], _encoding(path, formats), packed=named.kind == "container")
    document = _by_suffix(path, formats)
    if document is None:
        raise UnknownFormat(
            f"The format of {path} cannot be told from its name ({_endings(formats)}); name it with --format."
        )
    return document


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


def _endings(formats: Formats) -> str:
    return ", ".join(ending.suffix for kind in formats.items for ending in kind.suffixes)
