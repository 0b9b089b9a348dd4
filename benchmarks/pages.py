"""Pages of the dashboard: what each kind costs asked anew and asked again, and fifty readers at once.

Asked anew, no answer of a service is kept any more; asked again, all of them are.
"""

import itertools
import os
import statistics
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import httpx

from benchmarks import releases
from benchmarks.machine import Measured
from benchmarks.volume import FIRST, SENT, YEARS, grow
from dashboard.page.bodies import short

TITLE: Final = "Pages: what each kind costs, and fifty readers at once"
BODIES: Final = 1_500
READERS: Final = 50
_TIMES: Final = 5
_FORGOTTEN: Final = 5.2
"""Seconds after which the dashboard keeps no answer any more (its setting is five)."""
_SECONDS: Final = 20.0
_SERVICES: Final = ("registry", "ingest", "kpi")


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page over HTTP, asked anew and again: time, and processor time of the dashboard and behind it.

    `behind` is what services and their connections take of an answer asked anew; `ratio` is the whole over that.
    The last row is of all readers at once: its times are of their pages, whichever they are.
    """

    page: str
    kilobytes: float
    anew_milliseconds: float
    again_milliseconds: float
    p99_milliseconds: float
    dashboard_milliseconds: float
    behind_milliseconds: float
    ratio: float
    a_second: float
    load: float


def measure(
    measured: Measured,
    lots: int,
    *,
    bodies: int = BODIES,
    sent: int = SENT,
    times: int = _TIMES,
    forgotten: float = _FORGOTTEN,
    seconds: float = _SECONDS,
    readers: int = READERS,
) -> Sequence[Page]:
    """Each kind by itself, then readers who go from page to page without a pause."""
    grow(measured, lots, bodies=bodies, sent=sent)
    measured.wait_until_counted(seconds=7200)
    base = measured.machine.addresses.dashboard_url
    pages = _pages(FIRST + YEARS - 2)
    with httpx.Client(base_url=base, timeout=120.0, trust_env=False) as reader:
        for address in pages.values():
            _read(reader, address)
        alone = [_alone(measured, reader, name, at, times=times, forgotten=forgotten) for name, at in pages.items()]
    return [*alone, _together(measured, base, list(pages.values()), seconds=seconds, readers=readers)]


def _pages(year: int) -> Mapping[str, str]:
    """A page of each kind: what it is called, and its address."""
    body = short(releases.uri(7))
    return {
        "start": f"/?year={year}",
        "themes": f"/themas?year={year}",
        "theme": f"/themas/circular?year={year}",
        "indicators": "/indicatoren",
        "indicator": f"/indicatoren/MKT-P01?year={year}",
        "goals": "/doelen",
        "goal": f"/doelen/P-I-b?year={year}",
        "bodies": "/organisaties",
        "body": f"/organisaties/{body}?year={year}",
        "chains": "/ketens",
        "chain": f"/ketens/catering?year={year}",
        "comparison": f"/vergelijken?year={year}",
        "after the award": f"/contractfase?year={year}",
        "spend": f"/besteding?year={year}",
        "data": f"/gegevens?year={year}",
        "publications": "/publicaties",
        "way to the source": f"/herleiden/MKT-P01?from={year}-01&until={year}-12&organisation={quote(releases.uri(7))}",
        "chart": f"/grafieken/staven.svg?indicator=MKT-P01&year={year}&by=tier",
    }


def _read(reader: httpx.Client, address: str) -> tuple[float, int]:
    started = time.perf_counter()
    answer = reader.get(address)
    assert answer.status_code == httpx.codes.OK, (address, answer.status_code)
    return time.perf_counter() - started, len(answer.content)


def _alone(measured: Measured, reader: httpx.Client, name: str, address: str, *, times: int, forgotten: float) -> Page:
    anew, dashboard, behind = [], 0.0, 0.0
    for _ in range(times):
        time.sleep(forgotten)
        before, services = measured.processor_seconds("dashboard"), _behind(measured)
        anew.append(_read(reader, address))
        dashboard += measured.processor_seconds("dashboard") - before
        behind += _behind(measured) - services
    again = [_read(reader, address)[0] for _ in range(times)]
    return Page(
        page=name,
        kilobytes=anew[0][1] / 1000,
        anew_milliseconds=statistics.median(seconds for seconds, _ in anew) * 1000,
        again_milliseconds=statistics.median(again) * 1000,
        p99_milliseconds=max(seconds for seconds, _ in anew) * 1000,
        dashboard_milliseconds=dashboard / times * 1000,
        behind_milliseconds=behind / times * 1000,
        ratio=(dashboard + behind) / behind if behind else 0.0,
        a_second=1 / statistics.median(again),
        load=os.getloadavg()[0],
    )


def _behind(measured: Measured) -> float:
    """Processor seconds of the three services and of the connections of kpi."""
    return sum(map(measured.processor_seconds, _SERVICES)) + measured.processor_seconds_of_connections("kpi")


def _together(measured: Measured, base: str, addresses: Sequence[str], *, seconds: float, readers: int) -> Page:
    """Readers who each go from page to page, every one beginning with another."""
    times: list[float] = []
    sizes: list[int] = []
    ends_at = time.monotonic() + seconds

    def go(number: int, reader: httpx.Client) -> None:
        first = number % len(addresses)
        for address in itertools.cycle((*addresses[first:], *addresses[:first])):
            if time.monotonic() >= ends_at:
                return
            took, size = _read(reader, address)
            times.append(took)
            sizes.append(size)

    dashboard, behind = measured.processor_seconds("dashboard"), _behind(measured)
    with ExitStack() as stack:
        clients = [
            stack.enter_context(httpx.Client(base_url=base, timeout=120.0, trust_env=False)) for _ in range(readers)
        ]
        threads = [threading.Thread(target=go, args=each) for each in enumerate(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    dashboard, behind = measured.processor_seconds("dashboard") - dashboard, _behind(measured) - behind
    times.sort()
    return Page(
        page=f"{readers} readers at once",
        kilobytes=statistics.mean(sizes) / 1000,
        anew_milliseconds=statistics.median(times) * 1000,
        again_milliseconds=statistics.median(times) * 1000,
        p99_milliseconds=times[int(len(times) * 0.99)] * 1000,
        dashboard_milliseconds=dashboard / len(times) * 1000,
        behind_milliseconds=behind / len(times) * 1000,
        ratio=(dashboard + behind) / behind if behind else 0.0,
        a_second=len(times) / seconds,
        load=os.getloadavg()[0],
    )
