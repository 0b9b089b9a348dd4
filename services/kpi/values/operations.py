"""Answering: which card, which cells or rows, and the figures with bounds, coverage and reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import Connection

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.store.change_log import Moment, moment_of, position_at
from services.kpi.definitions.declarations.dimensions import STEP
from services.kpi.definitions.operations import chosen_card, spelled_out
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.rules.dimensions import DIMENSIONS, GROUPINGS_EN, GROUPINGS_NL
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.store import published_chain_names
from services.kpi.values.rules import faults as faults_of
from services.kpi.values.rules.boundaries import boundaries_on
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked, FromCells, FromRows, NoSuchGrouping, Question, plan
from services.kpi.values.rules.reading import Group, GroupKey, Reading
from services.kpi.values.rules.register import Register, in_boundaries
from services.kpi.values.store.cells import from_cells
from services.kpi.values.store.known import Known, States
from services.kpi.values.store.rows import CannotCompute, from_rows
from shared.errors import BadInput, Refused
from shared.identity.access import Caller
from shared.identity.organisations import unknown_organisations
from shared.log.change_log import latest_position
from shared.procurement.finding import Finding, Text
from shared.reference.product_chains import product_chains


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
    for, where not all by the same version of the card.
    """

    asked: Asked
    reading: Reading
    groups: Sequence[Group] = ()
    moment: Moment | None = None
    register: Register | None = None
    reason: Reason | None = None
    by_part: tuple[Reading, ...] = ()

    def read_in(self, bucket: int) -> Reading:
        """What a part of the period was read for."""
        return self.by_part[bucket] if self.by_part else self.reading


def answer_values(
    connection: Connection, codes: Sequence[str], asked: Asked, *, caller: Caller, limits: Limits, known: Known
) -> list[Answered]:
    """Figures of these indicators. All are read in one snapshot (the caller's transaction).

    Raises:
        NotFound: there is no such indicator or version.
        BadInput: the question does not hold, or no cells exist for the combination.
        Refused: `view=own` for another body.
    """
    if len(codes) > limits.indicators:
        raise BadInput(errors=(faults_of.TOO_MANY_INDICATORS.within("query", "indicators", most=limits.indicators),))
    shared = _Shared(connection, known, known.states(connection), limits.time_out_ms)
    asked, readings = _readings(shared, codes, asked, caller)
    if asked.series != "current":
        return [Answered(asked, reading, reason=Reason.NOT_PUBLISHED) for reading in readings]
    readings = _as_of(shared, asked, readings)
    by_part = [_as_of(shared, asked, _by_part(shared, asked, reading)) for reading in readings]
    sources = [_source(reading) for reading in readings]
    register = _register(shared, asked.question) if asked.as_of is None else None
    return [
        _answered(shared, asked, reading, source, by_part=tuple(parts), register=register)
        for reading, source, parts in zip(readings, sources, by_part, strict=True)
    ]


def read_for(
    connection: Connection, code: str, asked: Asked, *, caller: Caller, known: Known
) -> tuple[Asked, Reading, Moment]:
    """What the rows behind a figure are read for, by the same rules as the figure, and how far they are.

    Raises:
        NotFound, BadInput, Refused: as for the figure itself.
    """
    shared = _Shared(connection, known, known.states(connection), 0)
    asked, readings = _readings(shared, [code], asked, caller)
    [reading] = _as_of(shared, asked, readings)
    return asked, reading, _moment(shared, FromRows(reading.question.as_of))


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all answers to one request are read with."""

    connection: Connection
    known: Known
    states: States
    time_out_ms: int


def _readings(shared: _Shared, codes: Sequence[str], asked: Asked, caller: Caller) -> tuple[Asked, list[Reading]]:
    """The question as it holds for this caller, and what each indicator is read for."""
    asked = _own_question(asked, caller)
    _demand_known(shared, asked.question)
    asked = _in_boundaries(shared, asked)
    cards = shared.known.cards(shared.connection, shared.states)
    on = asked.period.last.last_day
    codes = spelled_out(codes, cards, on=on)
    chosen = [chosen_card(cards, code, version=asked.version, on=on) for code in codes]
    return asked, [reading_of(kept, asked) for kept in chosen]


def _by_part(shared: _Shared, asked: Asked, reading: Reading) -> list[Reading]:
    """Each part of the period by the version valid on its last day (C28); nothing where all are by the same."""
    buckets = asked.question.buckets
    if asked.version is not None or len(buckets) == 1:
        return []
    code = reading.card.code
    cards = [kept for kept in shared.known.cards(shared.connection, shared.states) if kept.card.code == code]
    chosen = [chosen_card(cards, code, version=None, on=bucket.last.last_day) for bucket in buckets]
    if all(kept.id == reading.kept.id for kept in chosen):
        return []
    by_version = {kept.id: reading_of(kept, asked) for kept in chosen}
    return [by_version[kept.id] for kept in chosen]


def _as_of(shared: _Shared, asked: Asked, readings: Sequence[Reading]) -> list[Reading]:
    position = _position(shared.connection, asked.as_of)
    return [replace(reading, question=replace(reading.question, as_of=position)) for reading in readings]


def _answered(
    shared: _Shared,
    asked: Asked,
    reading: Reading,
    source: FromCells | FromRows,
    *,
    by_part: tuple[Reading, ...],
    register: Register | None,
) -> Answered:
    moment = _moment(shared, source)
    groups: list[Group] = []
    try:
        for part, first in _spoken(reading, by_part):
            groups += [replace(group, bucket=group.bucket + first) for group in _groups(shared, part, source)]
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


def _groups(shared: _Shared, reading: Reading, source: FromCells | FromRows) -> Sequence[Group]:
    """Parts of figures from where they are, with the steps of those on a scale; raises CannotCompute or CardError."""
    if reading.kept.failure is not None:
        raise CannotCompute(reading.kept.failure)
    groups = _read(shared, reading, source)
    return _with_steps(groups, _read(shared, _by_step(reading), source)) if reading.on_a_scale else groups


def _read(shared: _Shared, reading: Reading, source: FromCells | FromRows) -> Sequence[Group]:
    if isinstance(source, FromCells):
        return from_cells(shared.connection, reading, source, known=shared.known, states=shared.states)
    return from_rows(shared.connection, reading, time_out_ms=shared.time_out_ms)


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


def _own_question(asked: Asked, caller: Caller) -> Asked:
    """With `view=own` the question is about the caller's own body and no other."""
    if not asked.own:
        return asked
    own = caller.party
    if own is None:
        raise Refused(
            nl="view=own vraagt een token van een organisatie; dit token hoort bij geen.",
            en="view=own needs the token of a body; this token belongs to none.",
        )
    if asked.question.filters.get("organisation", (own,)) != (own,):
        raise Refused(
            nl="Met view=own is alleen de eigen organisatie te zien.",
            en="With view=own only one's own body can be seen.",
        )
    filters = {**asked.question.filters, "organisation": (own,)}
    return replace(asked, question=replace(asked.question, filters=filters))


def _demand_known(shared: _Shared, question: Question) -> None:
    """Refuse filters on what does not exist, each with what was probably meant; what does is nearly always kept."""
    bodies = [body for body in question.filters.get("organisation", ()) if body]
    register = shared.known.register(shared.connection, shared.states) if bodies else None
    strange = [body for body in bodies if register is not None and not register.holds(body)]
    faults = unknown_organisations(shared.connection, strange, parameter="organisation") if strange else ()
    chains = [chain for chain in question.filters.get("productChain", ()) if chain and chain not in product_chains()]
    if chains:
        known = {*product_chains(), *published_chain_names(shared.connection)}
        faults += tuple(
            faults_of.not_one_of(faults_of.UNKNOWN_CODE, "productChain", chain, known)
            for chain in chains
            if chain not in known
        )
    if faults:
        raise BadInput(errors=faults)


def _in_boundaries(shared: _Shared, asked: Asked) -> Asked:
    """The question about successors: a filter on a predecessor is one on the body that stands for it."""
    if asked.boundaries is None:
        return asked
    boundaries = boundaries_on(asked.boundaries, shared.known.successions(shared.connection, shared.states))
    filters = dict(asked.question.filters)
    bodies = filters.get("organisation", ())
    if asked.own and any(boundaries.successor(body) != body for body in bodies):
        # A body that merged may see what was its own, and nothing of the body it went into.
        raise BadInput(errors=(faults_of.MERGED_BODY.within("query", "boundaries"),))
    if bodies:
        filters["organisation"] = tuple(dict.fromkeys(boundaries.successor(body) for body in bodies))
    return replace(asked, question=replace(asked.question, filters=filters, boundaries=boundaries))


def _register(shared: _Shared, question: Question) -> Register:
    register = shared.known.register(shared.connection, shared.states)
    return register if question.boundaries is None else Register(in_boundaries(register.bodies, question.boundaries))


def reading_of(kept: KeptCard, asked: Asked) -> Reading:
    """What a question asks of a card; raises BadInput where the card cannot be counted or grouped so."""
    card, fact = kept.card, kept.card.fact
    faults: list[Finding] = []
    try:
        counted_on = card.counted_on_column(asked.counted_on)
    except CardError as refused:
        counted_on = card.measure.counted_on
        faults += refused.findings
    question = asked.question
    for name in (name for name in DIMENSIONS if name in question.asked and not fact.carries(name)):
        words = {"card": card.code, "name": name, "unit": fact.unit_of_count}
        faults.append(faults_of.NO_SUCH_DIMENSION.within("query", name, **words))
    faults += [
        faults_of.DIMENSION_NEEDED.within("query", name, card=card.code, name=Text(DIMENSIONS[name].nl, name))
        for name in card.measure.required_dimensions
        if name not in question.group_by and len(question.filters.get(name, ())) != 1
    ]
    if faults:
        raise BadInput(errors=faults)
    return Reading(kept, counted_on, question, own=asked.own)


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


def _position(connection: Connection, as_of: int | datetime | None) -> int | None:
    if as_of is None:
        return None
    if isinstance(as_of, datetime):
        return position_at(connection, as_of)
    newest = latest_position(connection, "procurement")
    if as_of > newest:
        raise BadInput(errors=(faults_of.FUTURE_POSITION.within("query", "asOf", position=as_of, newest=newest),))
    return as_of


def _moment(shared: _Shared, source: FromCells | FromRows) -> Moment:
    if isinstance(source, FromCells):
        return shared.states.moment
    connection = shared.connection
    return moment_of(connection, latest_position(connection, "procurement") if source.as_of is None else source.as_of)
