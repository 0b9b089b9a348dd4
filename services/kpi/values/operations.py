"""Answering: which card, which cells or rows, and the figures with bounds, coverage and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.kpi.cells.rules.lattice import Level
from services.kpi.cells.store.change_log import Moment, cells_moment, last_position, moment_of, position_at
from services.kpi.definitions.facts.dimensions import DIMENSIONS, GROUPINGS_EN, GROUPINGS_NL
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import CardError, KeptCard
from services.kpi.definitions.store import kept_cards
from services.kpi.values.rules import faults as faults_of
from services.kpi.values.rules.boundaries import boundaries_on
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked, FromCells, FromRows, NoSuchGrouping, Question, plan
from services.kpi.values.rules.reading import Group, Reading
from services.kpi.values.rules.register import Register, in_boundaries
from services.kpi.values.store.cells import from_cells
from services.kpi.values.store.register import registered_bodies, successions
from services.kpi.values.store.rows import CannotCompute, from_rows
from shared.errors import BadInput, Refused
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

    `register` is None when the register as it stood then is not known.
    """

    asked: Asked
    reading: Reading
    groups: Sequence[Group] = ()
    moment: Moment | None = None
    register: Register | None = None
    reason: Reason | None = None


def answer_values(
    connection: Connection, codes: Sequence[str], asked: Asked, *, caller: Caller, limits: Limits
) -> list[Answered]:
    """Figures of these indicators. All are read in one snapshot (the caller's transaction).

    Raises:
        NotFound: there is no such indicator or version.
        BadInput: the question does not hold, or no cells exist for the combination.
        Refused: `view=own` for another body.
    """
    asked = _in_boundaries(connection, _own_question(asked, caller))
    if len(codes) > limits.indicators:
        raise BadInput(errors=(faults_of.TOO_MANY_INDICATORS.within("query", "indicators", most=limits.indicators),))
    cards = kept_cards(connection)
    on = asked.period.last.last_day
    chosen = [chosen_card(cards, code, version=asked.version, on=on) for code in codes]
    readings = [_reading(kept, asked) for kept in chosen]
    if asked.series != "current":
        return [Answered(asked, reading, reason=Reason.NOT_PUBLISHED) for reading in readings]
    as_of = _position(connection, asked.as_of)
    readings = [replace(reading, question=replace(reading.question, as_of=as_of)) for reading in readings]
    sources = [_source(reading) for reading in readings]
    register = _register(connection, asked.question) if as_of is None else None
    return [
        _answered(connection, asked, reading, source, register=register, time_out_ms=limits.time_out_ms)
        for reading, source in zip(readings, sources, strict=True)
    ]


def _answered(
    connection: Connection,
    asked: Asked,
    reading: Reading,
    source: FromCells | FromRows,
    *,
    register: Register | None,
    time_out_ms: int,
) -> Answered:
    moment = _moment(connection, source)
    not_computable = Answered(asked, reading, moment=moment, reason=Reason.NOT_COMPUTABLE)
    if reading.kept.failure is not None:
        return not_computable
    if isinstance(source, FromCells):
        return Answered(asked, reading, from_cells(connection, reading, source), moment, register)
    try:
        groups = from_rows(connection, reading, source, time_out_ms=time_out_ms)
    except (CannotCompute, CardError):
        return not_computable
    return Answered(asked, reading, groups, moment, register)


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


def _in_boundaries(connection: Connection, asked: Asked) -> Asked:
    """The question about successors: a filter on a predecessor is one on the body that stands for it."""
    if asked.boundaries is None:
        return asked
    boundaries = boundaries_on(asked.boundaries, successions(connection))
    filters = dict(asked.question.filters)
    bodies = filters.get("organisation", ())
    if asked.own and any(boundaries.successor(body) != body for body in bodies):
        # A body that merged may see what was its own, and nothing of the body it went into.
        raise BadInput(errors=(faults_of.MERGED_BODY.within("query", "boundaries"),))
    if bodies:
        filters["organisation"] = tuple(dict.fromkeys(boundaries.successor(body) for body in bodies))
    return replace(asked, question=replace(asked.question, filters=filters, boundaries=boundaries))


def _register(connection: Connection, question: Question) -> Register:
    bodies = registered_bodies(connection)
    return Register(bodies if question.boundaries is None else in_boundaries(bodies, question.boundaries))


def _reading(kept: KeptCard, asked: Asked) -> Reading:
    card, fact = kept.card, kept.card.fact
    faults = []
    try:
        counted_on = card.counted_on_column(asked.counted_on)
    except CardError:
        counted_on = card.measure.counted_on
        known = ", ".join(card.counted_on_words)
        words = {"card": card.code, "asked": asked.counted_on, "known": known}
        faults.append(faults_of.NOT_COUNTED_ON.within("query", "countedOn", **words))
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
        source = plan(reading.question)
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
    newest = last_position(connection)
    if as_of > newest:
        raise BadInput(errors=(faults_of.FUTURE_POSITION.within("query", "asOf", position=as_of, newest=newest),))
    return as_of


def _moment(connection: Connection, source: FromCells | FromRows) -> Moment:
    if isinstance(source, FromCells):
        return cells_moment(connection)
    return moment_of(connection, last_position(connection) if source.as_of is None else source.as_of)
