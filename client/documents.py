"""The files a sending system delivers: which format, which media type, and their bytes as a stream."""

import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from client.errors import UnknownFormat

Format = Literal["eforms", "ocds"]

_CHUNK = 1 << 20
_GZIP = 31  # zlib's window bits for a gzip header and trailer
_MEDIA_TYPES = {
    ".xml": "application/xml",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".ndjson": "application/x-ndjson",
    ".zip": "application/zip",
    ".tar": "application/x-tar",
}
_FORMAT_OF: dict[str, Format] = {".xml": "eforms", ".json": "ocds", ".jsonl": "ocds", ".ndjson": "ocds"}
_ENCODINGS = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True)
class Document:
    """One file to deliver.

    A name like `notices.jsonl.gz` is sent as it lies, with its content encoding; archives are sent as they
    are; everything else is compressed with gzip on the way.
    """

    path: Path
    format: Format

    @property
    def media_type(self) -> str:
        """Media type of the content, any compression aside."""
        return _MEDIA_TYPES.get(_inner_suffix(self.path), "application/octet-stream")

    @property
    def encoding(self) -> str | None:
        """Content encoding of the bytes that `stream` gives; None for archives, which are compressed inside."""
        if self.media_type in {"application/zip", "application/x-tar"}:
            return _ENCODINGS.get(self.path.suffix)
        return _ENCODINGS.get(self.path.suffix, "gzip")

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
        """The same content in the same format has the same key, whatever the file is called or how often it is sent."""
        return hashlib.sha256(f"{self.format}\n{self.digest}".encode()).hexdigest()

    def stream(self) -> Iterator[bytes]:
        """The bytes to send, compressed when they are not already; may be asked for again after a failure."""
        if self.encoding != "gzip" or self.path.suffix in _ENCODINGS:
            yield from self._raw()
            return
        compressor = zlib.compressobj(level=6, wbits=_GZIP)
        for chunk in self._raw():
            if compressed := compressor.compress(chunk):
                yield compressed
        yield compressor.flush()

    def _raw(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def documents(paths: Iterable[Path], *, format_given: Format | None = None) -> list[Document]:
    """Every document under the paths: files as given, folders searched whole, in a stable order.

    In folders only files of a known kind count; a file that is named must be of a known kind.

    Raises:
        UnknownFormat: a named file of which the format cannot be told, or nothing to send at all.
    """
    found: dict[Path, Document] = {}
    for path in paths:
        candidates = sorted(path.rglob("*")) if path.is_dir() else [path]
        for candidate in candidates:
            if path.is_dir() and not (candidate.is_file() and _inner_suffix(candidate) in _MEDIA_TYPES):
                continue
            if not candidate.is_file():
                raise UnknownFormat(f"There is no file {candidate}.")
            found[candidate.resolve()] = Document(candidate, format_given or format_of(candidate))
    if not found:
        raise UnknownFormat("No documents found: expected .xml, .json, .jsonl, .ndjson, .zip or .tar files.")
    return list(found.values())


def format_of(path: Path) -> Format:
    """The format of a file by its name, or for an archive by the names inside it.

    Raises:
        UnknownFormat: neither tells; the caller can name the format.
    """
    suffix = _inner_suffix(path)
    if suffix in _FORMAT_OF:
        return _FORMAT_OF[suffix]
    for name in _names_inside(path, suffix):
        inner = Path(name).suffix.lower()
        if inner in _FORMAT_OF:
            return _FORMAT_OF[inner]
    raise UnknownFormat(f"The format of {path} cannot be told from its name; name it with --format eforms or ocds.")


def _names_inside(path: Path, suffix: str) -> list[str]:
    try:
        if suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                return archive.namelist()
        if suffix == ".tar" and path.suffix.lower() != ".zst":
            with tarfile.open(path) as tar:
                return tar.getnames()
    except (zipfile.BadZipFile, tarfile.TarError) as error:
        raise UnknownFormat(f"{path} cannot be opened as an archive: {error}.") from error
    return []


def _inner_suffix(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _ENCODINGS:
        suffixes.pop()
    if path.suffix.lower() == ".tgz":
        return ".tar"
    return suffixes[-1] if suffixes else ""
