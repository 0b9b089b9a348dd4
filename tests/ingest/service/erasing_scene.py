"""A database in which one supplier is erased while workers read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.environment import Environment
from services.ingest.erasure.operations.pages import erase_next
from services.ingest.processing import store as processing_store
from services.ingest.processing.following import Following
from services.ingest.processing.metrics import WorkerMetrics
from services.ingest.processing.progress import SegmentAtHand
from services.ingest.processing.segments import SegmentReader
from services.registry.erasures.operations import erase_trader
from shared.metrics import Metrics
from tests.flow.house import tables_of
from tests.flow.test_redaction import readable, rows_of
from tests.ingest.service.builders import (
    Sender,
    rows,
    settings_for,
)
from tests.ingest.test_erasure import NAME, NUMBER, award
from tests.services import eventually

OTHER_NUMBER = "76543210"


OTHER_NAME = "Schildersbedrijf Het Voorbeeld"


@dataclass
class Scene:
    """A database with a harvester, and the parts of a worker, to be set going one by one."""

    database: str
    engine: Engine
    sender: Sender

    def segment(self) -> SegmentAtHand:
        with worker_transaction(self.engine) as session:
            [waiting] = processing_store.open_segments(session, now=datetime.now(UTC), most=1)
            segment = processing_store.segment_at_hand(session, waiting)
        assert segment is not None
        return segment

    def read(self) -> None:
        """Read what waits, as a worker does."""
        metrics = WorkerMetrics(Metrics())
        reader = SegmentReader(
            self.engine,
            settings_for(self.database),
            environment=Environment.PRODUCTION,
            metrics=metrics,
            reached=lambda _: None,
        )
        reader.read(self.segment(), stopping=lambda: False)

    def page(self, at_once: int = 50) -> bool:
        return erase_next(self.engine, limits=settings_for(self.database).limits, at_once=at_once).done

    def erase_all(self) -> None:
        while self.page():
            pass

    def follow(self) -> None:
        following = Following(self.engine, reached=lambda _: None)
        while following.run(lambda: False):
            pass


def recorded(database: str, number: str = NUMBER, name: str = NAME) -> int:
    engine = create_engine(role_url(database, "ppds_registry"), poolclass=NullPool)
    with Session(engine) as session, session.begin():
        return erase_trader(session, identifiers=[number], names=[name], reason="Verzoek", actor="test").id


def places(database: str, *words: str) -> set[tuple[str, str]]:
    """Tables and columns of ingest and procurement in which one of these words stands."""
    found = set()
    sought = [word.casefold() for word in words or (NAME, NUMBER)]
    for table in tables_of(database, "ingest", "procurement"):
        for row in rows_of(database, table):
            for column, value in row.items():
                text = readable(value).casefold()
                if any(word in text for word in sought):
                    found.add((table, column))
    return found


def release_of(name: str, number: str, ocid: str, **others: object) -> dict[str, Any]:
    """A release that awards to this sole trader."""
    found = award(id=f"NL-KVK-{number}", name=name, identifier={"scheme": "NL-KVK", "id": number, "legalName": name})
    del found["tender"]["classification"]  # eight digits like the number
    found |= {"ocid": ocid, **others}
    found["tender"] |= {"title": f"Onderhoud door {name} ({number})"}
    return found


def waiting(database: str, number: int, kind: str = "%") -> None:
    """Wait until so many sessions wait for a lock of this kind."""
    asked = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    eventually(lambda: rows(database, f"{asked} and wait_event like %s", [kind]) == [(number,)])
