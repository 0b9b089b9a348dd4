"""Drawing: Vega-Lite to SVG or PNG in a few processes, which fetch nothing and are renewed now and then."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final, Literal

import orjson
import vl_convert

from dashboard.charts.chart import Grammar
from shared.shown_text import spelled

Form = Literal["svg", "png"]
SECONDS: Final = 30.0
_RENEWED_AFTER: Final = 500
_VERSION: Final = "6.4"
_PNG_SCALE: Final = 2.0
_NOTHING: Final = '{"data":{"values":[]},"mark":"bar"}'


class CannotDraw(Exception):
    """Too many charts wait, or one took too long; ask again later."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, and the tag that changes when it does."""

    content: bytes
    tag: str


class Drawer:
    """Draws charts and keeps the newest drawings by their content; safe between threads.

    Args:
        processes: that draw at once.
        waiting: most charts that wait; beyond it CannotDraw.
        kept: most drawings that are kept.
    """

    def __init__(self, *, processes: int, waiting: int, kept: int) -> None:
        self._processes = processes
        self._room = threading.BoundedSemaphore(processes + waiting)
        self._most = kept
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def draw(self, spec: Mapping[str, Any], *, grammar: Grammar, form: Form) -> Drawn:
        """The picture of a specification; raises CannotDraw."""
        stated = spelled(orjson.dumps(spec).decode())
        tag = hashlib.sha256(b"\0".join((grammar.encode(), form.encode(), stated.encode()))).hexdigest()[:32]
        with self._lock:
            if (content := self._kept.get(tag)) is not None:
                self._kept.move_to_end(tag)
                return Drawn(content, tag)
        content = self._drawn(stated, grammar, form)
        with self._lock:
            self._kept[tag] = content
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return Drawn(content, tag)

    def start(self) -> None:
        """Start the processes now, without waiting: one of them takes a second to be there."""
        for _ in range(self._processes):
            self._ready().submit(picture, _NOTHING, "vega-lite", "svg")

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _drawn(self, stated: str, grammar: Grammar, form: Form) -> bytes:
        if not self._room.acquire(blocking=False):
            raise CannotDraw("too many charts wait")
        try:
            return self._ready().submit(picture, stated, grammar, form).result(timeout=SECONDS)
        except (TooLate, BrokenProcessPool) as error:
            self._renew()
            raise CannotDraw("a chart took too long") from error
        finally:
            self._room.release()

    def _ready(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=self._processes, mp_context=get_context("spawn"), max_tasks_per_child=_RENEWED_AFTER
                )
            return self._pool

    def _renew(self) -> None:
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def picture(stated: str, grammar: Grammar, form: Form) -> bytes:
    """Draw here and now; runs in a process of its own."""
    spec = orjson.loads(stated)
    if grammar == "vega":
        drawn: str | bytes = (
            vl_convert.vega_to_svg(spec, allowed_base_urls=[])
            if form == "svg"
            else vl_convert.vega_to_png(spec, scale=_PNG_SCALE, allowed_base_urls=[])
        )
    else:
        drawn = (
            vl_convert.vegalite_to_svg(spec, vl_version=_VERSION, allowed_base_urls=[])
            if form == "svg"
            else vl_convert.vegalite_to_png(spec, vl_version=_VERSION, scale=_PNG_SCALE, allowed_base_urls=[])
        )
    return drawn.encode() if isinstance(drawn, str) else drawn
