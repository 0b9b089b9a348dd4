"""Where bulk files lie: a folder an edition, which is there whole or not at all.

    <folder>/<log>/standing.json            the newest edition of each period, at one position of that change log
    <folder>/<log>/begun.json               a position for which editions are being made; what was finished stays
    <folder>/<log>/<subject>/<period>/<position>/    the files of an edition and its manifest; nothing in it changes

What is being written stands aside, in `.making`, until it is on the disk; then the folder gets its name.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

MANIFEST: Final = "manifest.json"
_MAKING: Final = ".making"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoRoomError(Exception):
    """The disk is full, or what may be used of it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which editions hold: at `position` the newest ones say what stands. `editions`: subject, period, position."""

    position: int
    made_at: str
    editions: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class BulkFolder:
    """The editions of one change log."""

    def __init__(self, folder: Path, log: str, *, most_bytes: int) -> None:
        self._folder = folder / log
        self._most_bytes = most_bytes

    def standing(self) -> Standing | None:
        """What holds; None when nothing was ever made."""
        stated = _read(self._folder / "standing.json")
        return None if stated is None else Standing(**stated)

    def begun(self) -> Mapping[str, Any] | None:
        """The position and the moment of editions that were begun and not finished."""
        begun: Mapping[str, Any] | None = _read(self._folder / "begun.json")
        return begun

    def begin(self, position: int, at: str) -> None:
        """Remember for which position editions are made, so that whoever goes on makes the same."""
        self._put("begun.json", {"position": position, "at": at})

    def stand(self, standing: Standing) -> None:
        """Let all of it hold, at once."""
        self._put(
            "standing.json",
            {"position": standing.position, "made_at": standing.made_at, "editions": standing.editions},
        )
        (self._folder / "begun.json").unlink(missing_ok=True)
        (self._folder / "failure.json").unlink(missing_ok=True)

    def failure(self) -> Mapping[str, Any] | None:
        """Why the last try ended, when it did not succeed."""
        failure: Mapping[str, Any] | None = _read(self._folder / "failure.json")
        return failure

    def fail(self, at: str, code: str) -> None:
        """Say why it ended; a disk that is too full even for this leaves it to the log."""
        try:
            self._put("failure.json", {"at": at, "code": code})
        except NoRoomError:
            return

    def edition(self, subject: str, period: str, position: int) -> Path:
        """The folder of an edition."""
        return self._folder / subject / period / str(position)

    def manifest(self, subject: str, period: str, position: int) -> Mapping[str, Any] | None:
        """What is in an edition; None when it is not there."""
        manifest: Mapping[str, Any] | None = _read(self.edition(subject, period, position) / MANIFEST)
        return manifest

    def editions(self, subject: str, period: str) -> list[int]:
        """The editions that are there, newest first."""
        folder = self._folder / subject / period
        there = (each.name for each in folder.iterdir()) if folder.is_dir() else ()
        return sorted((int(name) for name in there if name.isdigit()), reverse=True)

    def remove(self, subject: str, period: str, position: int) -> None:
        """Remove an edition; a download that has its file open goes on."""
        shutil.rmtree(self.edition(subject, period, position), ignore_errors=True)

    @contextmanager
    def writing(self, subject: str, period: str, position: int) -> Iterator[Aside]:
        """Write an edition aside; at the end of the block it has its name, unless something was raised."""
        folder = self._folder / subject / period
        aside = folder / _MAKING
        shutil.rmtree(aside, ignore_errors=True)
        try:
            with _room():
                aside.mkdir(parents=True)
                yield Aside(aside, self._most_bytes - _size(self._folder))
                _sync(aside)
                aside.rename(folder / str(position))
                _sync(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def _put(self, name: str, content: Mapping[str, Any]) -> None:
        with _room():
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._folder / f".{name}"
            with aside.open("wb") as file:
                file.write(orjson.dumps(content))
                file.flush()
                os.fsync(file.fileno())
            aside.rename(self._folder / name)
            _sync(self._folder)


class Aside:
    """Files that are written aside, and how many bytes are left for them."""

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self.room = room

    def open(self, name: str) -> WrittenFile:
        """Begin a file."""
        return WrittenFile(self._folder / name, self)


class WrittenFile(io.RawIOBase):
    """A file that is written from its begin to its end, with its checksum."""

    def __init__(self, path: Path, aside: Aside) -> None:
        super().__init__()
        self._aside = aside
        self._file = path.open("wb", buffering=0)
        self._hash = hashlib.sha256()
        self.name, self.bytes = path.name, 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        """Add to it; raises NoRoomError when no more may be used."""
        size = memoryview(content).nbytes
        if self._file.closed:  # left in the middle: what its writer still says when it goes, goes nowhere
            return size
        self._aside.room -= size
        if self._aside.room < 0:
            raise NoRoomError("what may be used of the disk is used up")
        written = self._file.write(content)
        if written != size:  # the next write says why
            self._file.write(memoryview(content).cast("B")[written:])
        self._hash.update(content)
        self.bytes += size
        return size

    def flush(self) -> None:
        """Nothing: what is written is with the system at once."""

    def tell(self) -> int:
        return self.bytes

    def finish(self) -> str:
        """Bring it to the disk; gives its checksum."""
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        if trouble.errno in _FULL:
            raise NoRoomError(f"the disk does not take more: {trouble.strerror}") from trouble
        raise


def _read(path: Path) -> Any:  # noqa: ANN401 - what we wrote ourselves
    try:
        return orjson.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
