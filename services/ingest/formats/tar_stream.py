"""A tar read as it comes: no seeking, bounded memory, and damage is said instead of taken for the end.

Format: POSIX.1-1988 (ustar) with the GNU long names and the path and size records of pax (POSIX.1-2001).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from services.ingest.formats.parsed import Limits

BLOCK = 512
MAGIC, MAGIC_AT = b"ustar", 257
"""What stands in the first header of a tar, and where."""
_CHUNK = 64 * 1024
_LARGEST_HEADER = 2**20  # of a long name or a set of pax records
_FILES = frozenset({b"0", b"\0", b"7"})
_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL = b"L", b"K", b"x", b"g"
_DIRECTORY = b"5"
_WITHOUT_CONTENT = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})
_BASE_256 = 0x80
_MOST_DIGITS = 18


class Damaged(Exception):
    """The tar ends or goes wrong where it should not."""


class TooMuch(Exception):
    """The tar holds more than the limits allow."""


@dataclass(frozen=True, slots=True)
class TarFile:
    """One file of a tar; `body` is None when the file is larger than a notice may be."""

    name: str
    body: bytes | None
    is_file: bool


class Readable(Protocol):
    """What a tar is read from."""

    def read(self, size: int = ..., /) -> bytes: ...


def files(stream: Readable, *, limits: Limits) -> Iterator[TarFile]:
    """Give the files of a tar, directories left out.

    Raises `Damaged` and `TooMuch`, after everything that stood before was given.
    """
    reader = _Reader(stream, limits=limits)
    long_name: str | None = None
    long_size: int | None = None
    while (header := reader.header()) is not None:
        kind, name, size = _fields(header)
        if kind in {_LONG_NAME, _LONG_LINK, _PAX, _PAX_ALL}:
            if size > _LARGEST_HEADER:
                raise TooMuch
            content = reader.content(size)
            if kind == _LONG_NAME:
                long_name = _text(content)
            elif kind == _PAX:
                records = _pax_records(content)
                long_name = records.get("path", long_name)
                long_size = _pax_size(records)
            continue
        name = name if long_name is None else long_name
        size = size if long_size is None else long_size
        long_name = long_size = None
        if kind in _WITHOUT_CONTENT:
            size = 0
        if kind == _DIRECTORY or (kind in _FILES and name.endswith("/")):
            reader.skip(size)
            continue
        if kind not in _FILES or size > limits.max_bytes:
            reader.skip(size)
            yield TarFile(name, None, kind in _FILES)
            continue
        yield TarFile(name, reader.content(size), is_file=True)


class _Reader:
    """Reads blocks, and counts what it reads against the limits."""

    def __init__(self, stream: Readable, *, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._read = 0

    def header(self) -> bytes | None:
        """Next header block; None at the end of the tar."""
        block = self._take(BLOCK, at_end_allowed=True)
        if not block or not block.strip(b"\0"):
            return None
        return block

    def content(self, size: int) -> bytes:
        content = self._take(size)
        self.skip_padding(size)
        return content

    def skip(self, size: int) -> None:
        left = size
        while left > 0:
            left -= len(self._take(min(left, _CHUNK)))
        self.skip_padding(size)

    def skip_padding(self, size: int) -> None:
        if size % BLOCK:
            self._take(BLOCK - size % BLOCK)

    def _take(self, size: int, *, at_end_allowed: bool = False) -> bytes:
        parts: list[bytes] = []
        left = size
        while left > 0:
            part = self._stream.read(min(left, _CHUNK))
            if not part:
                if at_end_allowed and left == size:
                    return b""
                raise Damaged
            self._count(len(part))
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _count(self, size: int) -> None:
        self._read += size
        if self._read > self._limits.max_expanded:
            raise TooMuch


def _fields(header: bytes) -> tuple[bytes, str, int]:
    """Kind, name and size that a header states; raises Damaged when its check sum is wrong."""
    stated = _number(header[148:156])
    if stated != sum(header[:148]) + 8 * ord(" ") + sum(header[156:]):
        raise Damaged
    name = _text(header[:100])
    if header[257:262] == b"ustar" and header[257:263] != b"ustar " and header[345]:
        name = f"{_text(header[345:500])}/{name}"
    return header[156:157], name, _number(header[124:136])


def _number(field: bytes) -> int:
    """Octal digits, or binary when the first bit is set. Raises Damaged for anything else and below zero."""
    if field[0] == _BASE_256:
        return int.from_bytes(field[1:], "big")
    try:
        number = int(field.rstrip(b" \0").lstrip(b" ") or b"0", 8)
    except ValueError:
        raise Damaged from None
    if number < 0:
        raise Damaged
    return number


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", errors="replace")


def _pax_records(content: bytes) -> dict[str, str]:
    """Records of the form `<length> <key>=<value>` and a line end; raises Damaged when lengths do not fit."""
    records: dict[str, str] = {}
    position = 0
    while position < len(content) and content[position] != 0:
        digits, space, _ = content[position : position + 20].partition(b" ")
        if not space or not digits.isdigit() or int(digits) <= len(digits) + 1:
            raise Damaged
        record = content[position + len(digits) + 1 : position + int(digits)]
        key, _, value = record.removesuffix(b"\n").partition(b"=")
        records[key.decode("utf-8", errors="replace")] = value.decode("utf-8", errors="replace")
        position += int(digits)
    return records


def _pax_size(records: dict[str, str]) -> int | None:
    size = records.get("size")
    if size is None:
        return None
    if not (size.isascii() and size.isdigit()) or len(size) > _MOST_DIGITS:
        raise Damaged
    return int(size)
