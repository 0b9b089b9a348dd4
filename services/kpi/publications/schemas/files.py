"""The files of a publication: figures as JSON, CSV and JSON-stat, definitions, and the manifest with checksums.

Each is written as the figures come, series after series.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import orjson

from services.kpi.publications.operations.figures import LEVELS
from services.kpi.publications.schemas.drawn import Drawn
from services.kpi.publications.store.files import KeptFile, PublicationFile
from services.kpi.values.schemas.csv_form import columns_for, header, rows_of

MANIFEST: Final = "manifest.json"
RECIPE: Final = {
    "nl": (
        "Tel de rijen achter een cijfer (links.evidence) zoals de kaart zegt: waarde = ja / (ja + nee) bij een aandeel,"
        " de som van value bij een som; docs/reference/counting-rules.md heeft alle formules. Dezelfde vraag met asOf="
        " {position} aan /v1/values geeft hetzelfde cijfer."
    ),
    "en": (
        "Count the rows behind a figure (links.evidence) as the card says: value = yes / (yes + no) for a share, the"
        " sum of value for a sum; docs/reference/counting-rules.md has every formula. The same question with asOf="
        "{position} to /v1/values gives the same figure."
    ),
}
LICENCE: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_AT_ONCE: Final = 10_000
_MEASURES: Final = {"value": "value", "lower": "lower", "upper": "upper", "coverage": "coverage of answers"}


class FigureFile(Protocol):
    """A file that holds every figure."""

    def add(self, drawn: Drawn) -> None:
        """Write the figures of a series."""
        ...

    def end(self) -> PublicationFile:
        """Write what comes last."""
        ...


class FiguresJson:
    """Every figure with all that an answer says of it."""

    def __init__(self, file: KeptFile, name: str) -> None:
        self._file = file
        self._file.write(b'{"publication":' + orjson.dumps(name) + b',"items":[')
        self._between = b""

    def add(self, drawn: Drawn) -> None:
        """Write the figures of a series, each row as it is kept."""
        if not drawn.figures:
            return
        first = drawn.figures[0]
        named = {"indicator": first.indicator, "version": first.version, "countedOn": first.counted_on}
        begin = orjson.dumps({**named, "level": first.level})[:-1] + b","
        self._file.write(self._between + b",".join(begin + each.row[1:].encode() for each in drawn.figures))
        self._between = b","

    def end(self) -> PublicationFile:
        """Close the list."""
        self._file.write(b"]}")
        return self._file.end()


class FiguresCsv:
    """A row per figure, in the columns that the API uses."""

    def __init__(self, file: KeptFile, dimensions: Iterable[str]) -> None:
        self._file, self._columns = file, columns_for(dimensions)
        self._file.write(header(self._columns).encode())

    def add(self, drawn: Drawn) -> None:
        """Write a line for each figure of a series."""
        self._file.write(rows_of(drawn.answer, self._columns).encode())

    def end(self) -> PublicationFile:
        """Nothing comes last."""
        return self._file.end()


class FiguresJsonStat:
    """The figures as a dataset of JSON-stat 2.0: series x place x measure, with only the cells that have a number."""

    def __init__(self, file: KeptFile, name: str, year: int) -> None:
        self._file, self._label = file, f"Figures of {year} ({name})"
        self._series: dict[str, int] = {}
        self._places: dict[str, int] = {}
        # Where a cell is follows from how many places there are, which is known at the end.
        self._cells, self._numbers = array("q"), array("d")

    def add(self, drawn: Drawn) -> None:
        """Keep the numbers of a series."""
        for figure, row in zip(drawn.figures, drawn.answer.rows, strict=True):
            group = "".join(f" {value}" for value in orjson.loads(figure.group).values())
            series = self._series.setdefault(f"{figure.indicator} {figure.counted_on}{group}", len(self._series))
            place = self._places.setdefault(figure.place or "NL", len(self._places))
            coverage = None if row.coverage is None else row.coverage.answers
            for measure, number in enumerate((row.value, row.lower, row.upper, coverage)):
                if number is not None:
                    self._cells.extend((series, place, measure))
                    self._numbers.append(number)

    def end(self) -> PublicationFile:
        """Write the dimensions, then the values."""
        dataset = {
            "version": "2.0",
            "class": "dataset",
            "label": self._label,
            "id": ["indicator", "place", "measure"],
            "size": [len(self._series), len(self._places), len(_MEASURES)],
            "role": {"geo": ["place"], "metric": ["measure"]},
            "dimension": {
                "indicator": {"label": "Indicator, date it is counted on, group", "category": {"index": self._series}},
                "place": {"label": "Country, tier or body", "category": {"index": self._places}},
                "measure": {
                    "label": "Measure",
                    "category": {"index": list(_MEASURES), "label": _MEASURES},
                },
            },
        }
        self._file.write(orjson.dumps(dataset)[:-1] + b',"value":{')
        places, measures, cells = len(self._places), len(_MEASURES), iter(self._cells)
        for start in range(0, len(self._numbers), _AT_ONCE):
            lines = (
                f'"{(next(cells) * places + next(cells)) * measures + next(cells)}":{_plain(number)}'
                for number in self._numbers[start : start + _AT_ONCE]
            )
            self._file.write((("," if start else "") + ",".join(lines)).encode())
        self._file.write(b"}}")
        return self._file.end()


def _plain(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def written(file: KeptFile, content: bytes) -> PublicationFile:
    """A small file, at once."""
    file.write(content)
    return file.end()


def definitions(cards: Sequence[object]) -> bytes:
    """The texts of the cards."""
    return orjson.dumps({"items": cards})


def manifest(files: Sequence[PublicationFile], stated: Mapping[str, Any]) -> bytes:
    """What the publication rests on, and the checksum of every other file."""
    content = {
        **stated,
        "licence": LICENCE,
        "levels": list(LEVELS),
        "recipe": {language: text.replace("{position}", str(stated["position"])) for language, text in RECIPE.items()},
        "files": [
            {"name": each.name, "mediaType": each.media_type, "bytes": each.bytes, "sha256": each.sha256}
            for each in files
        ],
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
