"""Real eForms notices from bytes to notice with their redacted copy, against lxml's bare parse of the same files."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from services.ingest.formats.eforms.reader import read
from services.ingest.formats.parsed import Limits

TITLE: Final = "Reading eForms: bytes to notice with its redacted copy, against lxml's bare parse"
DATA: Final = "PPDS_TEST_DATA"
_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """Processor seconds for all notices, the best of five, and the share of them that parsing alone takes."""

    notices: int
    megabytes: float
    parse_seconds: float
    read_seconds: float
    ratio: float


def measure(most: int | None = None) -> Sequence[Reading]:
    """Parse and read the notices below the folder that PPDS_TEST_DATA names, or so many of them."""
    folder = os.environ.get(DATA)
    if folder is None:
        return []
    bodies = [path.read_bytes() for path in sorted(Path(folder).rglob("*.xml"))]
    limits = Limits()
    bodies = [body for body in bodies if read(body, limits=limits).notice is not None][:most]
    parse_seconds = _best(etree.fromstring, bodies)
    read_seconds = _best(lambda body: read(body, limits=limits), bodies)
    size = sum(len(body) for body in bodies) / 1e6
    return [Reading(len(bodies), size, parse_seconds, read_seconds, parse_seconds / read_seconds)]


def _best(act: Callable[[bytes], object], bodies: Iterable[bytes]) -> float:
    return min(_seconds(act, bodies) for _ in range(_TIMES))


def _seconds(act: Callable[[bytes], object], bodies: Iterable[bytes]) -> float:
    started = time.process_time()
    for body in bodies:
        act(body)
    return time.process_time() - started
