"""Procedures that change, and cells that must follow them."""

from dataclasses import dataclass

from sqlalchemy import Engine, text

from deploy.embedded import role_url
from services.kpi.cells.rules.lattice import KEYS
from services.kpi.settings import Settings
from services.kpi.values.store.known import Known
from shared.log.change_log import latest_position
from tests.kpi.asking import refresh
from tests.kpi.builders import Procurement

CELLS = f"select * from kpi.cell order by {', '.join(KEYS)}"  # noqa: S608 - our own names


@dataclass(frozen=True)
class World:
    url: str
    owner: Engine
    kpi: Engine
    procurement: Procurement

    def settings(self) -> Settings:
        return Settings(
            database_url=role_url(self.url, "ppds_kpi"), refresh_interval_seconds=0.1, refresh_pause_limit_seconds=0
        )

    def cells(self) -> list[tuple[object, ...]]:
        with self.owner.connect() as connection:
            return [tuple(row) for row in connection.execute(text(CELLS))]

    def waits(self) -> bool:
        with self.owner.connect() as connection:
            return Known().states(connection).moment.position < latest_position(connection, "procurement")

    def recomputed(self) -> list[tuple[object, ...]]:
        """The cells as a computation from nothing gives them."""
        with self.owner.begin() as connection:
            connection.execute(text("delete from kpi.cell"))
            connection.execute(text("update kpi.card set seeded = false"))
        refresh(self.kpi)
        return self.cells()
