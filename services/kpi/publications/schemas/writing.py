"""Writing a publication while it is drawn up: its figures row by row, its files part by part."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.schemas import indicator_shown
from services.kpi.explanations.rules.counting_rules import lists_used
from services.kpi.explanations.store import list_versions
from services.kpi.publications.operations.figures import LEVELS, Series, rows_of_bodies, year_of
from services.kpi.publications.operations.hiding import Hiding
from services.kpi.publications.rules.approval import approval_of
from services.kpi.publications.schemas.drawn import Drawing
from services.kpi.publications.schemas.files import (
    MANIFEST,
    FigureFile,
    FiguresCsv,
    FiguresJson,
    FiguresJsonStat,
    definitions,
    manifest,
    written,
)
from services.kpi.publications.schemas.masked import is_hidden
from services.kpi.publications.schemas.parquet_form import MEDIA_TYPE as PARQUET
from services.kpi.publications.schemas.parquet_form import FiguresParquet
from services.kpi.publications.store import kept
from services.kpi.publications.store.files import KeptFile
from services.kpi.publications.store.kept import Publication
from services.kpi.reporting import store as reporting
from services.kpi.values.schemas.csv_form import MEDIA_TYPE as CSV
from services.kpi.values.store.register import registered_bodies
from shared.dutch_day import today
from shared.http.contract import JSON


class Writing:
    """The figures and files of a publication, as they come: read by one connection, kept by another session."""

    def __init__(
        self,
        session: Session,
        connection: Connection,
        publication: Publication,
        cards: Sequence[KeptCard],
        counted: Sequence[KeptCard],
        *,
        time_out_ms: int,
    ) -> None:
        self._session, self._connection, self._publication, self._cards = session, connection, publication, cards
        standings = reporting.standings(connection, publication.year, day=today())
        withheld = [body for body, each in standings.items() if each.objected]
        tiers = {body.party: body.tier for body in registered_bodies(connection)}
        self._drawing = Drawing(tiers, standings, frozenset(withheld))
        self._hiding = Hiding(connection, cards, publication.year, withheld=withheld, time_out_ms=time_out_ms)
        dimensions = {name for place in LEVELS.values() for name in place}
        dimensions |= {name for each in counted for name in each.card.measure.required_dimensions}
        self._files: tuple[FigureFile, ...] = (
            FiguresJson(self._file("figures.json", JSON), publication.name),
            FiguresCsv(self._file("figures.csv", CSV), dimensions),
            FiguresJsonStat(self._file("figures.json-stat.json", JSON), publication.name, publication.year),
            FiguresParquet(self._file("figures.parquet", PARQUET), publication.name),
        )
        self._bodies: set[str] = set()
        self._lists: set[str] = set()
        self._used: dict[int, KeptCard] = {}
        self._suppressed = 0
        self.figures = 0

    def add(self, of_card: Sequence[Series]) -> None:
        """Write the series of an indicator."""
        of_bodies = {each.answered.reading.counted_on: each for each in of_card if each.level == "body"}
        hidden = {counted_on: self._hiding.of(bodies) for counted_on, bodies in of_bodies.items()}
        for bodies in of_bodies.values():
            self._bodies |= {key[0] for key, _ in rows_of_bodies(bodies) if key[0]}
        for each in of_card:
            reading = each.answered.reading
            drawn = self._drawing.draw(each, of_bodies.get(reading.counted_on), hidden.get(reading.counted_on))
            kept.keep(self._session, self._publication.id, drawn.figures)
            for file in self._files:
                file.add(drawn)
            self.figures += len(drawn.figures)
            self._suppressed += sum(is_hidden(row) for row in drawn.answer.rows)
            self._lists.update(lists_used(reading))
            self._used[reading.kept.id] = reading.kept

    def end(self, basis: Mapping[str, object]) -> str:
        """Write what comes last; gives the checksum of the manifest."""
        used = list(self._used.values())
        shown = [indicator_shown(each, self._cards).model_dump(mode="json", by_alias=True) for each in used]
        texts = written(self._file("definitions.json", JSON), definitions(shown))
        files = [*(each.end() for each in self._files), texts]
        return written(self._file(MANIFEST, JSON), manifest(files, self._stated(basis, used))).sha256

    def _stated(self, basis: Mapping[str, object], used: Sequence[KeptCard]) -> dict[str, object]:
        publication, period = self._publication, year_of(self._publication.year)
        approval = approval_of(self._bodies, self._drawing.standings)
        lists = list_versions(
            self._connection, sorted(self._lists), first=period.first.first_day, last=period.last.last_day
        )
        return {
            "publication": publication.name,
            "year": publication.year,
            "series": publication.series,
            "dataMoment": basis["data_moment"],
            "position": basis["position"],
            "registerPosition": basis["register_position"],
            "programVersion": basis["program_version"],
            "lists": [{"name": each.name, "version": each.version} for each in lists],
            "approval": {
                "bodies": approval.bodies,
                "approved": approval.approved,
                "byDefault": approval.by_default,
                "provisional": approval.provisional,
                "withheld": list(approval.withheld),
            },
            "suppressed": self._suppressed,
            "cards": [
                {"code": each.card.code, "version": each.card.version, "sha256": each.card.content_hash}
                for each in used
            ],
        }

    def _file(self, name: str, media_type: str) -> KeptFile:
        return KeptFile(self._session, self._publication.id, name, media_type)
