"""Real notices from bytes to notice with their redacted copy, against lxml's bare parse of the same files."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from lxml import etree

from services.ingest.formats.eforms import reader as eforms
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.ted_xml import reader as ted_xml
from services.ingest.processing.segments import collector_at_rest

TITLE: Final = "Reading XML: bytes to notice with its redacted copy, against lxml's bare parse"
DATA: Final = "PPDS_TEST_DATA"
_TIMES: Final = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """Processor seconds for all notices, the best of five in turns, and the share of them that parsing alone takes."""

    format: str
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
    readers = ((eforms.NAME, partial(eforms.read, limits=limits)), (ted_xml.NAME, partial(ted_xml.read, limits=limits)))
    return [measured for name, read in readers if (measured := _measured(name, read, bodies, most)) is not None]


def _measured(name: str, read: Callable[[bytes], Parsed], bodies: Sequence[bytes], most: int | None) -> Reading | None:
    own = [body for body in bodies if read(body).notice is not None][:most]
    if not own:
        return None
    with collector_at_rest():  # as within a batch of the workers
        turns = [(_seconds(etree.fromstring, own), _seconds(read, own)) for _ in range(_TIMES)]
    parse_seconds, read_seconds = map(min, zip(*turns, strict=True))
    size = sum(len(body) for body in own) / 1e6
    return Reading(name, len(own), size, parse_seconds, read_seconds, parse_seconds / read_seconds)


def _seconds(act: Callable[[bytes], object], bodies: Iterable[bytes]) -> float:
    started = time.process_time()
    for body in bodies:
        act(body)
    return time.process_time() - started
