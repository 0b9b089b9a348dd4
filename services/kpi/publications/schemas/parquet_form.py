"""The figures of a publication as Apache Parquet, with what its columns mean in the file itself."""

from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from services.kpi.publications.schemas.drawn import Drawn
from services.kpi.publications.store.files import KeptFile, PublicationFile

MEDIA_TYPE: Final = "application/vnd.apache.parquet"
_AT_ONCE: Final = 20_000
_COLUMNS: Final = {
    "indicator": (pa.string(), "code of the definition card"),
    "version": (pa.string(), "version of the card"),
    "countedOn": (pa.string(), "date by which rows are placed in the year"),
    "level": (pa.string(), "national, tier or body"),
    "place": (pa.string(), "code of the tier or key of the body; empty: the whole country"),
    "tier": (pa.string(), "tier of the body"),
    "group": (pa.string(), "what the card cannot do without (theme, method ...), as a JSON object"),
    "value": (pa.float64(), "the figure, in the unit of the card; a share is a fraction of one"),
    "lower": (pa.float64(), "the least it can be"),
    "upper": (pa.float64(), "the most it can be"),
    "reason": (pa.string(), "why there is no value"),
    "coverage": (pa.float64(), "share of the rows that answer"),
    "row": (pa.string(), "the whole row of the answer, as JSON"),
}


class FiguresParquet:
    """A row per figure; descriptions of the columns stand in the metadata of each."""

    def __init__(self, file: KeptFile, name: str) -> None:
        self._file = file
        self._schema = pa.schema(
            [pa.field(column, kind, metadata={"description": text}) for column, (kind, text) in _COLUMNS.items()],
            metadata={"publication": name},
        )
        self._writer = pq.ParquetWriter(pa.PythonFile(file, mode="w"), self._schema, compression="zstd")
        self._columns: dict[str, list[Any]] = {column: [] for column in _COLUMNS}

    def add(self, drawn: Drawn) -> None:
        """Take the figures of a series; many are written together."""
        for each, row in zip(drawn.figures, drawn.answer.rows, strict=True):
            named = (each.indicator, each.version, each.counted_on, each.level, each.place, each.tier, each.group)
            coverage = None if row.coverage is None else row.coverage.answers
            measured = (row.value, row.lower, row.upper, row.reason, coverage, each.row)
            for column, value in zip(self._columns.values(), (*named, *measured), strict=True):
                column.append(value)
        if len(self._columns["row"]) >= _AT_ONCE:
            self._write()

    def end(self) -> PublicationFile:
        """Write the last ones, and what is in the file."""
        self._write()
        self._writer.close()
        return self._file.end()

    def _write(self) -> None:
        self._writer.write_table(pa.table(self._columns, schema=self._schema))
        for column in self._columns.values():
            column.clear()
