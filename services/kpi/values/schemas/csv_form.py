"""Answers as CSV: one row per group, the same names as in JSON in flat columns."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pydantic.alias_generators import to_snake

from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.schemas.answer import AnswerOut, RowOut
from shared.http.contract import JSON, accepts
from shared.shown_text import cell

MEDIA_TYPE: Final = "text/csv"

_CERTAIN: Final = ("yes", "no", "known", "unknown", "sum", "base")
_COLUMNS: Final = (
    "value",
    "reason",
    "lower",
    "upper",
    *(f"in{name.capitalize()}" for name in _CERTAIN),
    *(f"undetermined{name.capitalize()}" for name in _CERTAIN),
    "out",
    "withoutAmount",
    "coverageAnswers",
    "bodiesWithData",
    "bodiesInRegister",
    "coverageEuros",
)


def prefers_csv(accept: str | None) -> bool:
    """Whether the caller wants CSV rather than JSON, which is the form without a wish."""
    if accept is None or not accepts(accept, (MEDIA_TYPE,)) or MEDIA_TYPE not in accept.lower():
        return False
    return not accepts(accept, (JSON,)) or _weight(accept, MEDIA_TYPE) > _weight(accept, JSON)


def csv_lines(answers: Sequence[AnswerOut]) -> Iterator[str]:
    """Header and rows. Dimensions that no answer was grouped by have no column."""
    groups = columns_for(used.name for answer in answers for used in answer.dimensions)
    yield header(groups)
    for answer in answers:
        yield rows_of(answer, groups)


def columns_for(dimensions: Iterable[str]) -> Mapping[str, str]:
    """The columns of these dimensions, each with the name of it in a row."""
    used = set(dimensions)
    return {name: to_snake(name) for name in DIMENSIONS if name in used}


def header(groups: Iterable[str]) -> str:
    """The line with the names of all columns."""
    return _lines([["indicator", "version", "countedOn", "from", "until", *groups, *_COLUMNS]])


def rows_of(answer: AnswerOut, groups: Mapping[str, str]) -> str:
    """A line for each row of an answer."""
    return _lines(
        [
            answer.indicator,
            row.version or answer.definition.version,
            answer.definition.counted_on,
            (row.period or answer.period).from_,
            (row.period or answer.period).until,
            *(cell(getattr(row, name) or "") for name in groups.values()),
            *_figures(row),
        ]
        for row in answer.rows
    )


def _figures(row: RowOut) -> list[object]:
    counts, coverage = row.counts, row.coverage
    sides = (counts.in_, counts.undetermined) if counts else (None, None)
    bodies = coverage.bodies if coverage else None
    return [
        row.value,
        row.reason,
        row.lower,
        row.upper,
        *(getattr(side, name, None) for side in sides for name in _CERTAIN),
        counts.out if counts else None,
        counts.without_amount if counts else None,
        coverage.answers if coverage else None,
        bodies.with_data if bodies else None,
        bodies.in_register if bodies else None,
        coverage.euros if coverage else None,
    ]


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _weight(accept: str, media: str) -> float:
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name == media:
            stated = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
            try:
                return float(stated)
            except ValueError:
                return 0.0
    return 0.0
