"""Answering: which card, which cells or rows, and the figures with bounds, coverage and reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from services.kpi.cells.rules.boundaries import boundaries_on
from services.kpi.cells.rules.lattice import (
    GROUPINGS_EN,
    GROUPINGS_NL,
    FromCells,
    FromRows,
    Level,
    NoSuchGrouping,
    Question,
    plan,
    theme_is_missing,
)
from services.kpi.cells.store import Moment, cells_moment, last_position, moment_of, position_at
from services.kpi.definitions.card import CardError
from services.kpi.definitions.facts import FACTS
from services.kpi.definitions.store import KeptCard, kept_cards
from services.kpi.values import answers
from services.kpi.values.coverage import Register, in_boundaries
from services.kpi.values.question import Asked, asked, bad
from services.kpi.values.schemas import AnswerOut, ValuesAsked
from services.kpi.values.store import (
    CannotCompute,
    Group,
    Reading,
    from_cells,
    from_rows,
    registered_bodies,
    successions,
)
from shared.errors import BadInput, FieldError, NotFound, Refused
from shared.identity.access import Caller

SUPPLEMENTS: Final = "ALG-P17"
"""The card whose counts stand beside every figure as coverage of supplements."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings that bound an answer."""

    rows: int
    indicators: int
    time_out_ms: int


def answer_values(
    connection: Connection, codes: Sequence[str], request: ValuesAsked, *, caller: Caller, limits: Limits
) -> list[AnswerOut]:
    """Figures of these indicators. All are read in one snapshot (the caller's transaction).

    Raises:
        NotFound: there is no such indicator or version.
        BadInput: the question does not hold, or no cells exist for the combination.
        Refused: `view=own` for another body.
    """
    question = _in_boundaries(connection, _own_question(asked(request), request, caller), own=request.view == "own")
    if len(codes) > limits.indicators:
        most = limits.indicators
        nl = f"ten hoogste {most} in een aanvraag"
        raise bad(FieldError("query", "indicators", "too-many", f"at most {most} in one request", nl=nl))
    cards = kept_cards(connection)
    chosen = [_chosen(cards, code, request, question) for code in codes]
    readings = [_reading(kept, request, question) for kept in chosen]
    if request.series != "current":
        return [answers.not_published(reading, request, question.period) for reading in readings]
    as_of = _position(connection, question.as_of)
    asking = replace(question.question, as_of=as_of)
    sources = [_source(replace(reading, question=asking)) for reading in readings]
    register = _register(connection, asking) if as_of is None else None
    found = []
    for reading, source in zip(readings, sources, strict=True):
        pinned = replace(reading, question=asking)
        found.append(
            _answer(connection, pinned, source, request, cards=cards, register=register, period=question, limits=limits)
        )
    return found


def _answer(
    connection: Connection,
    reading: Reading,
    source: FromCells | FromRows,
    request: ValuesAsked,
    *,
    cards: Sequence[KeptCard],
    register: Register | None,
    period: Asked,
    limits: Limits,
) -> AnswerOut:
    moment = _moment(connection, source)
    groups = _groups(connection, reading, source, time_out_ms=limits.time_out_ms)
    if groups is None:
        return answers.not_computable(reading, request, period.period, moment)
    supplements = _supplements(connection, reading, cards, limits=limits)
    return answers.answer(
        reading,
        request,
        answers.Material(period.period, moment, groups, supplements, register),
        most_rows=limits.rows,
    )


def _groups(
    connection: Connection, reading: Reading, source: FromCells | FromRows, *, time_out_ms: int
) -> list[Group] | None:
    """The groups found; None when the card cannot be computed."""
    if reading.kept.failure is not None:
        return None
    if isinstance(source, FromCells):
        return from_cells(connection, reading, source)
    try:
        return from_rows(connection, reading, source, time_out_ms=time_out_ms)
    except (CannotCompute, CardError):
        return None


def _supplements(
    connection: Connection, reading: Reading, cards: Sequence[KeptCard], *, limits: Limits
) -> Mapping[tuple[tuple[str, ...], int], Group] | None:
    """Procedures with a supplement, for the same groups; a theme is none of a procedure's dimensions."""
    kept = next((kept for kept in reversed(cards) if kept.card.code == SUPPLEMENTS), None)
    if kept is None:
        return None
    question = reading.question
    plain = replace(
        question,
        group_by=tuple(name for name in question.group_by if name != "theme"),
        filters={name: wanted for name, wanted in question.filters.items() if name != "theme"},
    )
    beside = Reading(kept, reading.counted_on, plain, reading.own)
    found = _groups(connection, beside, plan(plain), time_out_ms=limits.time_out_ms)
    return None if found is None else {(group.key, group.bucket): group for group in found}


def _own_question(question: Asked, request: ValuesAsked, caller: Caller) -> Asked:
    """With `view=own` the question is about the caller's own body and no other."""
    if request.view != "own":
        return question
    own = caller.party
    if own is None:
        raise Refused(
            nl="view=own vraagt een token van een organisatie; dit token hoort bij geen.",
            en="view=own needs the token of a body; this token belongs to none.",
        )
    if question.question.filters.get("organisation", (own,)) != (own,):
        raise Refused(
            nl="Met view=own is alleen de eigen organisatie te zien.",
            en="With view=own only one's own body can be seen.",
        )
    filters = {**question.question.filters, "organisation": (own,)}
    return replace(question, question=replace(question.question, filters=filters))


def _in_boundaries(connection: Connection, question: Asked, *, own: bool) -> Asked:
    """The question about successors: a filter on a predecessor is one on the body that stands for it."""
    if question.boundaries is None:
        return question
    found = boundaries_on(question.boundaries, successions(connection))
    filters = dict(question.question.filters)
    bodies = filters.get("organisation", ())
    if own and any(found.successor(body) != body for body in bodies):
        # A body that merged may see what was its own, and nothing of the body it went into.
        detail = "on that day this body had merged into another; with view=own ask without boundaries"
        nl = "op die dag was deze organisatie in een andere opgegaan; vraag bij view=own zonder boundaries"
        raise bad(FieldError("query", "boundaries", "merged-body", detail, nl=nl))
    if bodies:
        filters["organisation"] = tuple(dict.fromkeys(found.successor(body) for body in bodies))
    return replace(question, question=replace(question.question, filters=filters, boundaries=found))


def _register(connection: Connection, question: Question) -> Register:
    bodies = registered_bodies(connection)
    return Register(bodies if question.boundaries is None else in_boundaries(bodies, question.boundaries))


def _chosen(cards: Sequence[KeptCard], code: str, request: ValuesAsked, question: Asked) -> KeptCard:
    return chosen_card(cards, code, version=request.version, on=question.period.last.last_day)


def chosen_card(cards: Sequence[KeptCard], code: str, *, version: str | None, on: date | None = None) -> KeptCard:
    """The version asked for; else the one valid on the last day of the period (C28); else the newest.

    Raises:
        NotFound: no such indicator, or no such version.
    """
    versions = [kept for kept in cards if kept.card.code == code]
    if not versions:
        raise NotFound(
            nl=f"Indicator {code[:60]!r} bestaat niet; /v1/indicators noemt ze alle.",
            en=f"Indicator {code[:60]!r} does not exist; /v1/indicators lists them all.",
        )
    if version is not None:
        for kept in versions:
            if kept.card.version == version:
                return kept
        raise NotFound(
            nl=f"Van {code} bestaat versie {version[:40]!r} niet.", en=f"{code} has no version {version[:40]!r}."
        )
    valid = [
        kept
        for kept in versions
        if on is None or (kept.card.valid_from <= on and (kept.card.valid_until is None or on <= kept.card.valid_until))
    ]
    return (valid or versions)[-1]


def _reading(kept: KeptCard, request: ValuesAsked, question: Asked) -> Reading:
    card, fact = kept.card, FACTS[kept.card.measure.fact]
    faults = []
    try:
        counted_on = card.counted_on_column(request.counted_on)
    except CardError as cause:
        counted_on = card.measure.counted_on
        nl = f"{card.code} telt niet op {request.counted_on!r}; wel op: {', '.join(card.counted_on_words)}"
        faults.append(FieldError("query", "countedOn", "not-counted-on", str(cause), nl=nl))
    if "theme" in question.question.asked and not fact.has_theme:
        detail = f"{card.code} has no dimension theme: it counts a {fact.unit_of_count} once, whatever its themes"
        nl = f"{card.code} heeft geen dimensie theme: elk geval ({fact.unit_of_count}) telt een keer, welk thema ook"
        faults.append(FieldError("query", "theme", "no-such-dimension", detail, nl=nl))
    if theme_is_missing(question.question, fact, required=card.measure.required_dimensions):
        detail = f"{card.code} is stated per theme: group by theme, or filter on exactly one"
        nl = f"{card.code} geldt per thema: groepeer op theme, of filter op precies een"
        faults.append(FieldError("query", "theme", "theme-needed", detail, nl=nl))
    if faults:
        raise bad(*faults)
    return Reading(kept, counted_on, question.question, own=request.view == "own")


def _source(reading: Reading) -> FromCells | FromRows:
    try:
        source = plan(reading.question)
    except NoSuchGrouping as cause:
        raise _no_such_grouping(str(cause)) from cause
    if isinstance(source, FromCells) and source.level is Level.TIER_YEAR and reading.card.measure.time == "stock":
        raise _no_such_grouping("a stock by whole years")
    return source


def _no_such_grouping(combination: str) -> BadInput:
    return BadInput(
        nl=f"Deze combinatie ({combination}) is niet te beantwoorden. Wel: {GROUPINGS_NL}.",
        en=f"This combination ({combination}) has no answer. These do: {GROUPINGS_EN}.",
        errors=(
            FieldError(
                "query",
                "groupBy",
                "no-such-grouping",
                f"combinations that exist: {GROUPINGS_EN}",
                nl=f"combinaties die er zijn: {GROUPINGS_NL}",
            ),
        ),
    )


def _position(connection: Connection, as_of: int | datetime | None) -> int | None:
    if as_of is None:
        return None
    if isinstance(as_of, datetime):
        return position_at(connection, as_of)
    newest = last_position(connection)
    if as_of > newest:
        detail = f"position {as_of} lies in the future; the newest is {newest}"
        nl = f"positie {as_of} ligt in de toekomst; de nieuwste is {newest}"
        raise bad(FieldError("query", "asOf", "future-position", detail, nl=nl))
    return as_of


def _moment(connection: Connection, source: FromCells | FromRows) -> Moment:
    if isinstance(source, FromCells):
        return cells_moment(connection)
    return moment_of(connection, last_position(connection) if source.as_of is None else source.as_of)
