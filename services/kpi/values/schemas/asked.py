"""What may be asked for, and from a request to a question: every fault of it found at once, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pydantic import Field
from pydantic.alias_generators import to_snake

from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.rules import faults as of_question
from services.kpi.values.rules.months import MOST_MONTHS, Granularity, Month, Period
from services.kpi.values.rules.question import UNKNOWN, Asked, Question, Series, View
from services.kpi.values.rules.theme_names import ThemeNames, names_in
from services.kpi.values.schemas.dimensioned import Codes, Filtered, Values
from shared.errors import BadInput
from shared.http.periods import BEFORE_FROM
from shared.http.schema import OptionalDay
from shared.procurement.finding import Finding
from shared.procurement.misread import Misread
from shared.reference.themes import AGENDA, theme_lists

MONTH: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_COMMA: Final = re.compile(r"(?<!\\),")
_POSITION: Final = re.compile(r"[0-9]{1,18}")


class CellAsked(Filtered):
    """Which rows count: a period, filters, and which version of card, data and view."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included.")
    counted_on: str | None = Field(
        None,
        max_length=40,
        description="Date that places a row in a month, one of the indicator's own: `awarded` (award decision) or"
        " `launched` (the early variant).",
    )
    version: str | None = Field(
        None, max_length=40, description="Version of the definition; default: valid on the last day of the period."
    )
    view: View = Field("released", description="`own`: the caller's own body, what is not released included.")
    as_of: str | None = Field(
        None, max_length=40, description="Position of the change log, or a moment (RFC 3339): the data as they stood."
    )
    publication: str | None = Field(
        None, max_length=40, description="Name of a publication, as 2024-first: figures and rows as published in it."
    )
    boundaries: OptionalDay = Field(
        None,
        description="Bodies as they stand on this day: what merged or was renamed by then counts as its successor.",
    )
    cursor: str | None = Field(None, max_length=2000, description="Where to go on: `next` of the answer before.")


class ValuesAsked(CellAsked):
    """Which figures: which rows count, and how they are grouped."""

    granularity: Granularity | None = Field(
        None, description="A row per calendar month, quarter or year; without it the whole period is one."
    )
    group_by: Values = Field([], description="Dimensions to group by, repeated or separated by commas.")
    series: Series | None = Field(
        None,
        description="A published series, public to all, or as it stands now; default `current` with `kpi:read`, else"
        " what was published last.",
    )
    theme_list: str | None = Field(
        None,
        max_length=60,
        description=f"In the names of which list themes are asked and answered: {', '.join(theme_lists())}.",
    )
    limit: int = Field(1000, ge=1, le=5000, description="Most rows in the answer.")


class SeveralValuesAsked(ValuesAsked):
    """The same for several indicators in one call."""

    indicators: Codes = Field(min_length=1, description="Codes, repeated or with commas; `core`: the core ones.")


def asked_of(request: ValuesAsked) -> Asked:
    """Read a request.

    Raises:
        BadInput: with every fault found.
    """
    faults: list[Finding] = []
    group_by = tuple(_split(request.group_by))
    faults += [
        of_question.not_one_of(of_question.UNKNOWN_DIMENSION, "groupBy", name, DIMENSIONS)
        for name in group_by
        if name not in DIMENSIONS
    ]
    if len(set(group_by)) < len(group_by):
        faults.append(of_question.REPEATED_DIMENSION.within("query", "groupBy"))
    names = _theme_names(request, faults)
    if names is not None:
        request = request.model_copy(update={"theme": _agenda_themes(request, names, faults)})
    cell = _cell(request, faults, limit=request.limit)
    if faults or cell is None:
        raise BadInput(errors=faults)
    buckets = cell.period.split(request.granularity)
    question = replace(cell.question, group_by=group_by, buckets=buckets)
    return replace(
        cell, granularity=request.granularity, question=question, series=request.series or "current", theme_names=names
    )


def cell_asked(request: CellAsked, *, limit: int) -> Asked:
    """Read a request about the rows of one cell: nothing is grouped, and the period is one.

    Raises:
        BadInput: with every fault found.
    """
    faults: list[Finding] = []
    cell = _cell(request, faults, limit=limit)
    if faults or cell is None:
        raise BadInput(errors=faults)
    return cell


def codes_of(values: Sequence[str]) -> tuple[str, ...]:
    """Codes that were repeated or separated by commas, each once."""
    return tuple(dict.fromkeys(_split(values)))


def _theme_names(request: ValuesAsked, faults: list[Finding]) -> ThemeNames | None:
    stated = request.theme_list
    if stated is None or stated == AGENDA:
        return None
    if stated not in theme_lists():
        faults.append(of_question.not_one_of(of_question.UNKNOWN_CODE, "themeList", stated, theme_lists()))
        return None
    return names_in(stated)


def _agenda_themes(request: ValuesAsked, names: ThemeNames, faults: list[Finding]) -> list[str]:
    """Themes of a filter that are named as in another list, as they are counted."""
    wanted = _split(getattr(request, "theme"))  # noqa: B009 - declared as a dimension
    known = (*names.names.values(), UNKNOWN)
    faults += [
        of_question.not_one_of(of_question.UNKNOWN_CODE, "theme", each, known) for each in wanted if each not in known
    ]
    return [UNKNOWN if each == UNKNOWN else names.agenda(each) for each in wanted if each in known]


def _cell(request: CellAsked, faults: list[Finding], *, limit: int) -> Asked | None:
    period = _period(request, faults)
    filters = {}
    for name, dimension in DIMENSIONS.items():
        wanted = tuple(dict.fromkeys(_split(getattr(request, to_snake(name)))))
        codes = (*dimension.codes, UNKNOWN)
        faults += [
            of_question.not_one_of(of_question.UNKNOWN_CODE, name, value, codes)
            for value in wanted
            if dimension.codes and value not in codes
        ]
        if wanted:
            filters[name] = tuple("" if value == UNKNOWN else value for value in wanted)
    as_of = _as_of(request.as_of, faults)
    if request.boundaries is not None and as_of is not None:
        faults.append(of_question.NOT_WITH_AS_OF.within("query", "boundaries"))
    if period is None:
        return None
    return Asked(
        period=period,
        granularity=None,
        question=Question((), filters, (period,)),
        counted_on=request.counted_on,
        version=request.version,
        series="current",
        own=request.view == "own",
        as_of=as_of,
        boundaries=request.boundaries,
        cursor=request.cursor,
        limit=limit,
        publication=request.publication,
    )


def _period(request: CellAsked, faults: list[Finding]) -> Period | None:
    months = []
    for name, text in (("from", request.from_), ("until", request.until)):
        try:
            months.append(Month.parse(text))
        except Misread as cause:
            faults.append(of_question.BAD_MONTH.within("query", name, reason=cause.text))
    if len(months) < 2:  # noqa: PLR2004 - from and until
        return None
    period = Period(*months)
    if period.last < period.first:
        faults.append(BEFORE_FROM.within("query", "until", first=period.first, last=period.last))
        return None
    if len(period.months) > MOST_MONTHS:
        faults.append(of_question.PERIOD_TOO_LONG.within("query", "until", most=MOST_MONTHS))
        return None
    return period


def _as_of(text: str | None, faults: list[Finding]) -> int | datetime | None:
    if text is None:
        return None
    if _POSITION.fullmatch(text):
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        faults.append(of_question.BAD_MOMENT.within("query", "asOf"))
        return None
    return moment


def written(value: str) -> str:
    """A value as it is asked for: a comma of its own has a backslash before it."""
    return value.replace(",", "\\,")


def _split(values: Sequence[str]) -> list[str]:
    parts = (part.replace("\\,", ",").strip() for value in values for part in _COMMA.split(value))
    return [part for part in parts if part]
