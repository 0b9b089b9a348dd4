"""What a question comes down to: for whom, which card, which bodies, as of which position."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from services.kpi.cells.store.change_log import Moment, moment_of, position_at
from services.kpi.definitions.operations import chosen_card, spelled_out
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.definitions.rules.faults import CardError
from services.kpi.definitions.store import codes_named
from services.kpi.values.rules import faults as faults_of
from services.kpi.values.rules.boundaries import boundaries_on
from services.kpi.values.rules.question import Asked, FromCells, FromRows, Question
from services.kpi.values.rules.reading import Reading
from services.kpi.values.store.known import Known, States
from shared.errors import BadInput, Refused
from shared.identity.access import Caller
from shared.identity.organisations import unknown_organisations
from shared.log.change_log import latest_position
from shared.procurement.finding import Finding, Text
from shared.reference.lists import codes_of


def read_for(
    connection: Connection, code: str, asked: Asked, *, caller: Caller | None, known: Known
) -> tuple[Asked, Reading, Moment]:
    """What the rows behind a figure are read for, by the same rules as the figure, and how far they are.

    Raises:
        NotFound, BadInput, Refused: as for the figure itself.
    """
    shared = Shared(connection, known, known.states(connection), 0)
    asked, readings = readings_of(shared, [code], asked, caller)
    [reading] = as_asked(shared, asked, readings)
    return asked, reading, moment_read(shared, FromRows(reading.question.as_of))


@dataclass(frozen=True, slots=True)
class Shared:
    """What all answers to one request are read with."""

    connection: Connection
    known: Known
    states: States
    time_out_ms: int


def readings_of(
    shared: Shared, codes: Sequence[str], asked: Asked, caller: Caller | None
) -> tuple[Asked, list[Reading]]:
    """The question as it holds for this caller, and what each indicator is read for."""
    asked = _own_question(asked, caller)
    _demand_known(shared, asked.question)
    asked = _in_boundaries(shared, asked)
    cards = shared.known.cards(shared.connection, shared.states)
    on = asked.period.last.last_day
    codes = spelled_out(codes, cards, on=on)
    chosen = [chosen_card(cards, code, version=asked.version, on=on) for code in codes]
    return asked, [reading_of(kept, asked) for kept in chosen]


def by_part_of(shared: Shared, asked: Asked, reading: Reading) -> list[Reading]:
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


def as_asked(shared: Shared, asked: Asked, readings: Sequence[Reading]) -> list[Reading]:
    """The same as of the position that is asked for, if one is."""
    position = _position(shared.connection, asked.as_of)
    return [replace(reading, question=replace(reading.question, as_of=position)) for reading in readings]


def moment_read(shared: Shared, source: FromCells | FromRows) -> Moment:
    """How far what is read shows the changes: as far as the cells do, or the rows as they stand or stood."""
    if isinstance(source, FromCells):
        return shared.states.moment
    connection = shared.connection
    return moment_of(connection, latest_position(connection, "procurement") if source.as_of is None else source.as_of)


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


def _own_question(asked: Asked, caller: Caller | None) -> Asked:
    """With `view=own` the question is about the caller's own body and no other."""
    if not asked.own:
        return asked
    own = own_body(caller, asked.question.filters.get("organisation", ()))
    filters = {**asked.question.filters, "organisation": (own,)}
    return replace(asked, question=replace(asked.question, filters=filters))


def own_body(caller: Caller | None, stated: Sequence[str]) -> str:
    """The body of the caller, which is all that it can see as its own; raises Refused without one, or for another."""
    own = None if caller is None else caller.party
    if own is None:
        raise Refused(
            nl="view=own vraagt een token van een organisatie; dit token hoort bij geen.",
            en="view=own needs the token of a body; this token belongs to none.",
        )
    if tuple(stated) not in {(), (own,)}:
        raise Refused(
            nl="Met view=own is alleen de eigen organisatie te zien.",
            en="With view=own only one's own body can be seen.",
        )
    return own


def _demand_known(shared: Shared, question: Question) -> None:
    """Refuse filters on what does not exist, each with what was probably meant; what does is nearly always kept."""
    bodies = [body for body in question.filters.get("organisation", ()) if body]
    register = shared.known.register(shared.connection, shared.states) if bodies else None
    strange = [body for body in bodies if register is not None and not register.holds(body)]
    faults = unknown_organisations(shared.connection, strange, parameter="organisation") if strange else ()
    for name, values in question.filters.items():
        dimension = DIMENSIONS[name]
        if not dimension.listed_in or not set(values) - {"", *codes_of(dimension.listed_in)}:
            continue
        known = codes_named(shared.connection, dimension)
        faults += tuple(
            faults_of.not_one_of(faults_of.UNKNOWN_CODE, name, value, known)
            for value in values
            if value and value not in known
        )
    if faults:
        raise BadInput(errors=faults)


def _in_boundaries(shared: Shared, asked: Asked) -> Asked:
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


def _position(connection: Connection, as_of: int | datetime | None) -> int | None:
    if as_of is None:
        return None
    if isinstance(as_of, datetime):
        return position_at(connection, as_of)
    newest = latest_position(connection, "procurement")
    if as_of > newest:
        raise BadInput(errors=(faults_of.FUTURE_POSITION.within("query", "asOf", position=as_of, newest=newest),))
    return as_of
