"""The figures of a publication as Apache Parquet, with what its columns mean in the file itself."""

import io
from collections.abc import Sequence
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from services.kpi.publications.store.kept import PublicationFile, PublishedFigure

MEDIA_TYPE: Final = "application/vnd.apache.parquet"
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


def figures_parquet(name: str, figures: Sequence[PublishedFigure]) -> PublicationFile:
    """A row per figure; descriptions of the columns stand in the metadata of each."""
    columns: dict[str, list[Any]] = {column: [] for column in _COLUMNS}
    for each in figures:
        stated = orjson.loads(each.row)
        named = {"indicator": each.indicator, "version": each.version, "countedOn": each.counted_on}
        placed = {"level": each.level, "place": each.place, "tier": each.tier, "group": each.group, "row": each.row}
        coverage = {"coverage": (stated.get("coverage") or {}).get("answers")}
        read = {measure: stated.get(measure) for measure in ("value", "lower", "upper", "reason")}
        for column, value in {**named, **placed, **coverage, **read}.items():
            columns[column].append(value)
    schema = pa.schema(
        [pa.field(column, kind, metadata={"description": text}) for column, (kind, text) in _COLUMNS.items()],
        metadata={"publication": name},
    )
    written = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), written, compression="zstd")
    return PublicationFile("figures.parquet", MEDIA_TYPE, written.getvalue())
