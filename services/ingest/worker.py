"""The worker of ingest: a list of jobs in each environment, on as many processes as one likes.

`python -m services.ingest.worker` runs one until SIGTERM or Ctrl-C; it stops between two batches.
"""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Final

from sqlalchemy import Engine

from services.ingest.bulk.operations.job import MakingBulk
from services.ingest.environment import Environment, engine_in
from services.ingest.erasure.operations.pages import Erasing
from services.ingest.processing.concluding import Concluding
from services.ingest.processing.following import Disclosing, Following
from services.ingest.processing.leases import Leases
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.notifier import Notifier
from services.ingest.processing.reading import Reading
from services.ingest.processing.scheduling import Job, Jobs, Turns
from services.ingest.processing.segments import SegmentReader
from services.ingest.settings import Settings
from services.ingest.submissions.operations.cleaning import Cleaning
from shared import logs
from shared.metrics import Metrics

_CONNECTIONS: Final = {Environment.PRODUCTION: 3, Environment.SANDBOX: 2}


def main() -> None:
    """Run one worker with the settings of the environment."""
    settings = Settings()
    logs.configure(service="ingest-worker", level=settings.log_level)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    gc.freeze()
    run(settings, stop=stop)


def run(settings: Settings, *, stop: threading.Event) -> None:
    """Work until asked to stop. A database that is away is waited for."""
    metrics = Metrics()
    counted = WorkerMetrics(metrics)
    with ExitStack() as stack:
        stack.enter_context(metrics.shown(host=settings.metrics_host, port=settings.metrics_port))
        notifier = stack.enter_context(closing(Notifier(settings, metrics=metrics)))
        real, sandbox = (
            stack.enter_context(_jobs_in(environment, settings, metrics=counted, notifier=notifier))
            for environment in (Environment.PRODUCTION, Environment.SANDBOX)
        )
        turns = Turns(real, sandbox)
        while not stop.is_set():
            if not turns.step(stop):
                stop.wait(settings.worker_poll_seconds)


@contextmanager
def _jobs_in(
    environment: Environment, settings: Settings, *, metrics: WorkerMetrics, notifier: Notifier
) -> Iterator[Jobs]:
    application = f"ppds ingest {'worker' if environment is Environment.PRODUCTION else environment.value}"
    engine = engine_in(environment, settings.database_url, pool=_CONNECTIONS[environment], application=application)
    try:
        with closing(Leases(engine, environment)) as leases:
            listed = jobs(settings, environment, engine=engine, leases=leases, metrics=metrics, notifier=notifier)
            yield Jobs(engine, listed)
    finally:
        engine.dispose()


def jobs(
    settings: Settings,
    environment: Environment,
    *,
    engine: Engine,
    leases: Leases,
    metrics: WorkerMetrics,
    notifier: Notifier,
) -> list[Job]:
    """What a worker does in an environment, in the order in which it does a piece of each."""
    reader = SegmentReader(engine, settings, environment=environment, metrics=metrics, reached=notifier.reached)
    everywhere: list[Job] = [
        Cleaning(engine, settings, environment=environment),
        Reading(engine, reader, leases),
        Concluding(engine, environment=environment, metrics=metrics),
        Erasing(engine, settings, environment=environment, metrics=metrics, reached=notifier.reached),
    ]
    if environment is Environment.SANDBOX:
        return everywhere
    return [
        *everywhere,
        Following(engine, reached=notifier.reached),
        Disclosing(engine, reached=notifier.reached),
        MakingBulk(settings),
    ]


if __name__ == "__main__":
    main()
