"""Compression around a body that streams in: bounded output, bounded expansion, a broken end noticed.

gzip: RFC 1952, several members allowed. zstd: RFC 8878, window at most 8 MiB (RFC 9659). A body that is
compressed without saying so is recognised by its first bytes. Nothing here keeps more than one piece in memory,
whatever the body claims to be.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import zstandard

from shared.errors import BadInput, TooLarge, UnsupportedMedia
from shared.procurement.finding import Rule, Severity, Text

BROKEN_ENCODING: Final = Rule(
    "broken-encoding",
    Severity.ERROR,
    "De inhoud is geen geldige {name}, terwijl zij zo begint of Content-Encoding dat zegt.",
    "The content is no valid {name}, though it begins like one or Content-Encoding says so.",
    Text("Comprimeer haar opnieuw, of laat Content-Encoding weg.", "Compress it again, or leave out Content-Encoding."),
)
TRUNCATED_ENCODING: Final = Rule(
    "truncated-encoding",
    Severity.ERROR,
    "De {name} breekt halverwege af.",
    "The {name} breaks off before its end.",
    Text("Stuur de inhoud opnieuw.", "Send the content again."),
)

GZIP: Final = "gzip"
ZSTD: Final = "zstd"
SUFFIXES: Final = {".gz": GZIP, ".zst": ZSTD}
"""How the name of a compressed file ends."""

_WINDOW_BITS: Final = 31
_PIECE: Final = 2**20
_SMALL_INPUT: Final = 1024  # zstd turns 4 bytes into 128 KiB at most: 32 MiB for this much input
_LARGEST_WINDOW: Final = 8 * 2**20
_BEYOND: Final = 16 * 2**20
_FREE: Final = 2**20  # the ratio of unpacked to packed size says nothing about less than this


class Decoding(Protocol):
    """Turns received bytes into content bytes, piece by piece."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Content that these bytes lead to; raises BadInput when they cannot be decoded."""

    def end(self) -> None:
        """Say that nothing follows; raises BadInput when something is missing."""


def decoding_for(content_encoding: str | None) -> Decoding:
    """Choose the decoding that the header Content-Encoding names; raises UnsupportedMedia."""
    name = (content_encoding or "identity").strip().lower()
    if name in ("identity", ""):
        return _Undeclared()
    if name in (GZIP, "x-gzip"):
        return _Gzip()
    if name == ZSTD:
        return _Zstd()
    raise UnsupportedMedia(
        nl="De header Content-Encoding kan hier gzip, zstd of identity zijn, en maar een van die.",
        en="The header Content-Encoding can be gzip, zstd or identity here, and only one of them.",
    )


class Meter:
    """Counts what comes in and what comes out, and says when it is too much."""

    def __init__(self, *, max_received: int, max_content: int, max_expansion: int) -> None:
        self.received = 0
        self.content = 0
        self._max_received = max_received
        self._max_content = max_content
        self._max_expansion = max_expansion

    def take(self, received: int) -> None:
        """Count bytes from the line; raises TooLarge."""
        self.received += received
        if self.received > self._max_received:
            raise _too_large(self._max_received)

    def give(self, content: int) -> None:
        """Count decoded bytes; raises TooLarge for a body that is too large or expands too much."""
        self.content += content
        if self.content > self._max_content:
            raise _too_large(self._max_content)
        if self.content > _BEYOND and self.content > self.received * self._max_expansion:
            raise TooLarge(
                nl=f"De inhoud is ruim {self._max_expansion} keer zo groot als wat is ontvangen; dat wordt geweigerd.",
                en=f"The content is over {self._max_expansion} times as large as what was received; that is refused.",
            )


class _Identity:
    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def end(self) -> None:
        return


class _Undeclared:
    """A body that does not say how it is compressed; its first bytes do, and no document begins with the same ones."""

    def __init__(self) -> None:
        self._first = b""
        self._decoding: Decoding | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._decoding is None:
            self._first += data
            if any(magic.startswith(self._first) for magic in _MAGIC if len(self._first) < len(magic)):
                return
            known = (decoding for magic, decoding in _MAGIC.items() if self._first.startswith(magic))
            self._decoding, data = next(known, _Identity)(), self._first
        yield from self._decoding.feed(data)

    def end(self) -> None:
        if self._decoding is not None:
            self._decoding.end()
        elif self._first:
            raise _broken_off(GZIP if self._first.startswith(b"\x1f") else ZSTD)


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(_WINDOW_BITS)
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        rest = data
        while rest:
            if self._member.eof:
                rest = rest.lstrip(b"\0") if not self._started else rest  # padding between members is allowed
                if not rest:
                    return
                self._member = zlib.decompressobj(_WINDOW_BITS)
            self._started = True
            try:
                piece = self._member.decompress(rest, _PIECE)
            except zlib.error as problem:
                raise _broken(GZIP) from problem
            if self._member.eof:
                rest = self._member.unused_data
                self._started = False
            else:
                rest = self._member.unconsumed_tail
            if piece:
                yield piece

    def end(self) -> None:
        if self._started and not self._member.eof:
            raise _broken_off(GZIP)


class _Zstd:
    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_LARGEST_WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._started = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _SMALL_INPUT):
            rest = data[start : start + _SMALL_INPUT]
            while rest:
                if self._frame.eof:
                    self._frame = self._decompressor.decompressobj()
                try:
                    piece = self._frame.decompress(rest)
                except zstandard.ZstdError as problem:
                    raise _broken(ZSTD) from problem
                self._started = not self._frame.eof
                rest = self._frame.unused_data if self._frame.eof else b""
                if piece:
                    yield piece

    def end(self) -> None:
        if self._started:
            raise _broken_off(ZSTD)


_MAGIC: Final[dict[bytes, Callable[[], Decoding]]] = {b"\x1f\x8b\x08": _Gzip, b"\x28\xb5\x2f\xfd": _Zstd}


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        nl=f"Dit is meer dan {limit:,} bytes. Verdeel het over meer aanleveringen.".replace(",", "."),
        en=f"This is more than {limit:,} bytes. Divide it over several submissions.",
    )


def _broken(name: str) -> BadInput:
    return BadInput(errors=(BROKEN_ENCODING.at("", name=name),))


def _broken_off(name: str) -> BadInput:
    return BadInput(errors=(TRUNCATED_ENCODING.at("", name=name),))


def unpacked(body: bytes, *, most: int, ratio: int) -> bytes | None:
    """A small body without the compression that its first bytes tell of; None when it is broken or expands too much."""
    decoding, content = _Undeclared(), bytearray()
    limit = min(most, _FREE + ratio * len(body))
    try:
        for piece in decoding.feed(body):
            content += piece
            if len(content) > limit:
                return None
        decoding.end()
    except BadInput:
        return None
    return bytes(content)
