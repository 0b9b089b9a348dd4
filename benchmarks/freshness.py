"""From the answer to a POST of one notice until a figure asked over HTTP has it, idle and while a load goes on.

On an idle system everything was counted, and then rested a while, before the next notice. Under load the notices follow
each other while a large body is processed; what they wait for is that kpi rests less than its limit.
"""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks import releases
from benchmarks.machine import Measured
from client.answers import FigureRow

TITLE: Final = "Freshness: from the answer to a POST to the changed figure"
_IDLE: Final = 40_000_000
_LOADED: Final = 41_000_000
_LOAD: Final = 42_000_000
_LOAD_LINES: Final = 40_000
_BODY: Final = releases.BODIES
_CARD: Final = "MKT-P01"
_YEAR: Final = {"from": "2025-01", "until": "2025-12"}
_LONGEST: Final = 300.0


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds from the answer to a POST until the notice is processed, and until it stands in the figure.

    The ratio says how many times as long as the processing alone the whole takes.
    """

    system: str
    notices: int
    processed_median_seconds: float
    figure_median_seconds: float
    figure_longest_seconds: float
    longest_from_processed_to_figure: float
    ratio: float


def measure(measured: Measured, notices: int, *, load: int = _LOAD_LINES) -> Sequence[Freshness]:
    """Send so many notices one by one on an idle system, then up to as many while a load of lines is processed."""
    measured.register(_BODY + 1)
    chance = random.Random(1)  # noqa: S311 - pauses to measure with, no secret
    idle = []
    for number in range(notices):
        measured.wait_until_counted()
        time.sleep(1 + chance.random())  # at another moment of whatever goes on periodically
        idle.append(_seconds(measured, _IDLE + number))
    lines = measured.folder / "load.jsonl"
    releases.write(lines, load, first=_LOAD)
    submission = measured.send(lines)
    loaded: list[tuple[float, float]] = []
    while len(loaded) < notices and not (loaded and measured.space.submission(submission).finished):
        loaded.append(_seconds(measured, _LOADED + len(loaded)))
    measured.wait_until_done(submission)
    measured.wait_until_counted()
    return [_result("idle", idle), _result("loaded", loaded)]


def _seconds(measured: Measured, number: int) -> tuple[float, float]:
    """Seconds until the notice of this number was processed, and until the figure of its body has it."""
    file = measured.folder / f"{number}.jsonl"
    file.write_bytes(b"".join(releases.lines(1, first=number, body=_BODY)))
    before = _figure(measured)
    submission = measured.send(file)
    answered = time.monotonic()
    processed: float | None = None
    while _figure(measured) == before:
        if processed is None and measured.space.submission(submission).finished:
            processed = time.monotonic() - answered
        assert time.monotonic() - answered < _LONGEST, "the figure did not change"
        time.sleep(0.01)
    changed = time.monotonic() - answered
    return (changed if processed is None else processed), changed


def _figure(measured: Measured) -> tuple[FigureRow, ...]:
    """The figure of a body of which no load holds anything."""
    (figures,) = measured.space.values([_CARD], **_YEAR, groupBy="organisation", organisation=releases.uri(_BODY))
    return figures.rows


def _result(system: str, seconds: Sequence[tuple[float, float]]) -> Freshness:
    processed = statistics.median(processed for processed, _ in seconds)
    changed = [changed for _, changed in seconds]
    return Freshness(
        system,
        len(seconds),
        processed_median_seconds=processed,
        figure_median_seconds=statistics.median(changed),
        figure_longest_seconds=max(changed),
        longest_from_processed_to_figure=max(figure - done for done, figure in seconds),
        ratio=statistics.median(changed) / processed,
    )
