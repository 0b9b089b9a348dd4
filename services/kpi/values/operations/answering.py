"""Answering: from cells or rows to the figures with bounds, coverage and reasons."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from sqlalchemy import Connection

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.store.change_log import Moment
from services.kpi.definitions.declarations.dimensions import LOCAL_THEME, ORGANISATION, STEP, THEME
from services.kpi.definitions.rules.dimensions import GROUPINGS_EN, GROUPINGS_NL
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.rules.own_themes import ThemeChoice
from services.kpi.definitions.store import theme_choices
from services.kpi.values.operations.asking import Shared, as_asked, by_part_of, moment_read, readings_of
from services.kpi.values.rules import faults as faults_of
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked, FromCells, FromRows, NoSuchGrouping, Question, plan
from services.kpi.values.rules.reading import Group, GroupKey, Reading
from services.kpi.values.rules.register import Register, in_boundaries
from services.kpi.values.store.cells import alike, from_cells
from services.kpi.values.store.known import Known
from services.kpi.values.store.rows import CannotCompute, from_rows
from shared.errors import BadInput
from shared.identity.access import Caller
from shared.procurement.finding import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings that bound an answer."""

    rows: int
    indicators: int
    time_out_ms: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer is made of; `reason` when the whole answer has no value.

    `register` is None when the register as it stood then is not known. `by_part`: what each part of the period was read
    for, where not all by the same version of the card. `theme_choices`: what bodies chose of themes, of an answer about
    bodies and themes.
    """

    asked: Asked
    reading: Reading
    groups: Sequence[Group] = ()
    moment: Moment | None = None
    register: Register | None = None
    reason: Reason | None = None
    by_part: tuple[Reading, ...] = ()
    theme_choices: Sequence[ThemeChoice] = ()

    def read_in(self, bucket: int) -> Reading:
        """What a part of the period was read for."""
        return self.by_part[bucket] if self.by_part else self.reading


def answer_values(
    connection: Connection, codes: Sequence[str], asked: Asked, *, caller: Caller | None, limits: Limits, known: Known
) -> list[Answered]:
    """Figures of these indicators. All are read in one snapshot (the caller's transaction).

    Raises:
        NotFound: there is no such indicator or version.
        BadInput: the question does not hold, or no cells exist for the combination.
        Refused: `view=own` for another body.
    """
    if len(codes) > limits.indicators:
        raise BadInput(errors=(faults_of.TOO_MANY_INDICATORS.within("query", "indicators", most=limits.indicators),))
    shared = Shared(connection, known, known.states(connection), limits.time_out_ms)
    asked, readings = readings_of(shared, codes, asked, caller)
    readings = as_asked(shared, asked, readings)
    by_part = [as_asked(shared, asked, by_part_of(shared, asked, reading)) for reading in readings]
    sources = [_source(reading) for reading in readings]
    register = _register(shared, asked.question) if asked.as_of is None else None
    choices = _theme_choices(connection, asked.question)
    told = list(zip(readings, sources, by_part, strict=True))
    cells = _cells(shared, [(part, source) for reading, source, parts in told for part, _ in _spoken(reading, parts)])
    answers = [
        _answered(shared, asked, reading, source, by_part=tuple(parts), register=register, cells=cells)
        for reading, source, parts in told
    ]
    return [replace(answer, theme_choices=choices) for answer in answers]


def _theme_choices(connection: Connection, question: Question) -> Sequence[ThemeChoice]:
    about = ORGANISATION.name in question.asked and question.asked & {THEME.name, LOCAL_THEME.name}
    return theme_choices(connection) if about else ()


def _answered(
    shared: Shared,
    asked: Asked,
    reading: Reading,
    source: FromCells | FromRows,
    *,
    by_part: tuple[Reading, ...],
    register: Register | None,
    cells: "_Cells",
) -> Answered:
    moment = moment_read(shared, source)
    groups: list[Group] = []
    try:
        for part, first in _spoken(reading, by_part):
            groups += [replace(group, bucket=group.bucket + first) for group in _groups(shared, part, source, cells)]
    except (CannotCompute, CardError):
        return Answered(asked, reading, moment=moment, reason=Reason.NOT_COMPUTABLE)
    return Answered(asked, reading, groups, moment, register, by_part=by_part)


def _spoken(reading: Reading, by_part: Sequence[Reading]) -> Iterator[tuple[Reading, int]]:
    """The parts of the period that follow each other by one version, each with the number of the first of them."""
    if not by_part:
        yield reading, 0
    first = 0
    for _, run in groupby(by_part, key=lambda each: each.kept.id):
        parts = list(run)
        buckets = reading.question.buckets[first : first + len(parts)]
        yield replace(parts[0], question=replace(parts[0].question, buckets=buckets)), first
        first += len(parts)


def _groups(shared: Shared, reading: Reading, source: FromCells | FromRows, cells: "_Cells") -> Sequence[Group]:
    """Parts of figures from where they are, with the steps of those on a scale; raises CannotCompute or CardError."""
    if reading.kept.failure is not None:
        raise CannotCompute(reading.kept.failure)

    def read(each: Reading) -> Sequence[Group]:
        if isinstance(source, FromCells):
            return cells[_place(each)]
        return from_rows(shared.connection, each, time_out_ms=shared.time_out_ms)

    groups = read(reading)
    return _with_steps(groups, read(_by_step(reading))) if reading.on_a_scale else groups


_Cells: TypeAlias = Mapping[Hashable, Sequence[Group]]


def _cells(shared: Shared, wanted: Sequence[tuple[Reading, FromCells | FromRows]]) -> _Cells:
    """What is added up from cells, by `_place`: one statement for all cards of which the same is asked."""
    together: dict[Hashable, tuple[FromCells, list[Reading]]] = {}
    for reading, source in wanted:
        if not isinstance(source, FromCells) or reading.kept.failure is not None:
            continue
        for each in (reading, _by_step(reading)) if reading.on_a_scale else (reading,):
            together.setdefault(alike(each, source), (source, []))[1].append(each)
    return {
        _place(reading): groups
        for source, readings in together.values()
        for reading, groups in zip(
            readings,
            from_cells(shared.connection, readings, source, known=shared.known, states=shared.states),
            strict=True,
        )
    }


def _place(reading: Reading) -> Hashable:
    return reading.kept.id, reading.counted_on, reading.question.group_by, reading.question.buckets


def _by_step(reading: Reading) -> Reading:
    question = reading.question
    return replace(reading, question=replace(question, group_by=(*question.group_by, STEP.name)))


def _with_steps(groups: Sequence[Group], by_step: Sequence[Group]) -> list[Group]:
    """Each group with the number of its rows on each step."""
    steps: dict[tuple[GroupKey, int], dict[str, Decimal]] = {}
    for group in by_step:
        *key, step = group.key
        if step:
            steps.setdefault((tuple(key), group.bucket), {})[step] = group.parts.in_known
    return [replace(group, steps=steps.get((group.key, group.bucket), {})) for group in groups]


def _register(shared: Shared, question: Question) -> Register:
    register = shared.known.register(shared.connection, shared.states)
    return register if question.boundaries is None else Register(in_boundaries(register.bodies, question.boundaries))


def _source(reading: Reading) -> FromCells | FromRows:
    try:
        source = plan(reading.question, own=reading.own and reading.card.fact.has_own)
    except NoSuchGrouping as cause:
        raise _no_such_grouping(str(cause)) from cause
    if isinstance(source, FromCells) and source.level is Level.TIER_YEAR and reading.card.measure.time == "stock":
        raise _no_such_grouping("a stock by whole years")
    return source


def _no_such_grouping(combination: str) -> BadInput:
    known = Text(GROUPINGS_NL, GROUPINGS_EN)
    fault = faults_of.NO_SUCH_GROUPING.within("query", "groupBy", combination=combination, known=known)
    return BadInput(errors=(fault,))
