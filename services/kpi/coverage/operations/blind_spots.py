"""Blind spots: what is not measured per tier, chain and indicator, and how much that could move the figure (R108)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from sqlalchemy import Connection

from services.kpi.cells.rules.parts import Parts
from services.kpi.cells.store.change_log import Moment
from services.kpi.coverage.operations.seen import year_asked
from services.kpi.coverage.rules.instruments import Instrument, instrument_of
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.rules.card import KeptCard
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.figures import Figure
from services.kpi.values.rules.group_figures import counted_units, figure_of_group
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.rules.reading import Group, GroupKey
from services.kpi.values.store.known import Known
from shared.errors import NotFound
from shared.identity.access import Caller
from shared.nearest import meant
from shared.reference.codes import TIERS

CHAIN = "productChain"


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """A group in which answers are missing: how many of how many units, and between which bounds the figure lies.

    `key` are the values of the dimensions of the answer. Without `units` nothing was received at all.
    """

    answered: Answered
    key: GroupKey
    units: int
    without_answer: int
    figure: Figure
    instrument: Instrument

    @property
    def width(self) -> Fraction | None:
        """How far the bounds are apart; None where there is no bound on one side."""
        lower, upper = self.figure.lower, self.figure.upper
        return None if lower is None or upper is None else upper - lower


@dataclass(frozen=True, slots=True)
class BlindSpots:
    """The blind spots of a year, those that could move a figure most first."""

    spots: Sequence[BlindSpot]
    measured: int
    moment: Moment | None


@dataclass(frozen=True, slots=True)
class Where:
    """Of which year, tiers and indicators, and whether per chain as well; every one where none is named."""

    year: int
    tiers: tuple[str, ...]
    indicators: tuple[str, ...]
    by_chain: bool


def blind_spots_of(connection: Connection, where: Where, *, caller: Caller, limits: Limits, known: Known) -> BlindSpots:
    """What is not measured; of every indicator that can be computed and, per chain, is made by chain.

    What is stated per body alone has no figure of a tier, and so no blind spot.

    Raises:
        NotFound: there is no indicator of this code.
    """
    cards = in_force(known.cards(connection, known.states(connection)), on=_year(where.year).last.last_day)
    computed = [kept for kept in _chosen(cards, where.indicators) if kept.failure is None]
    chosen = [kept for kept in computed if "organisation" not in kept.card.measure.required_dimensions]
    if where.by_chain:
        chosen = [kept for kept in chosen if kept.card.fact.carries(CHAIN)]
    answers: list[Answered] = []
    for required, alike in groupby(sorted(chosen, key=_required), key=_required):
        codes = [kept.card.code for kept in alike]
        group_by = ("tier", *required, *((CHAIN,) if where.by_chain else ()))
        filters = {"tier": where.tiers} if where.tiers else {}
        asked = year_asked(where.year, group_by=group_by, filters=filters)
        wide = Limits(limits.rows, len(codes), limits.time_out_ms)
        answers += answer_values(connection, codes, asked, caller=caller, limits=wide, known=known)
    spots = sorted((spot for each in answers for spot in _spots(each, where)), key=_most_first)
    return BlindSpots(spots, len(answers), answers[0].moment if answers else None)


def _chosen(cards: Iterable[KeptCard], codes: Sequence[str]) -> list[KeptCard]:
    by_code = {kept.card.code: kept for kept in cards}
    for code in codes:
        if code not in by_code:
            alike = meant(code, by_code)
            raise NotFound(
                nl=f"Indicator {code[:60]!r} bestaat niet. {alike.nl}GET /v1/indicators noemt ze alle.",
                en=f"Indicator {code[:60]!r} does not exist. {alike.en}GET /v1/indicators lists them all.",
            )
    return [by_code[code] for code in codes] if codes else list(by_code.values())


def _required(kept: KeptCard) -> tuple[str, ...]:
    return kept.card.measure.required_dimensions


def _spots(answered: Answered, where: Where) -> Iterator[BlindSpot]:
    """Groups with units that give no answer; per tier of the register also those of which nothing was received."""
    card = answered.reading.card
    silent = set() if where.by_chain else {tier for tier in where.tiers or TIERS if _buys(answered, tier)}
    for group in answered.groups:
        units = int(group.parts.rows)
        if not units:
            continue
        silent.discard(group.key[0])
        missing = units - counted_units(group.parts, card.measure)
        if missing > 0:
            figure = figure_of_group(answered.reading, group, registered=0)
            yield BlindSpot(answered, group.key, units, missing, figure, instrument_of(card, received=True))
    for tier in sorted(silent):
        key = (tier, *[""] * (len(answered.reading.question.group_by) - 1))
        figure = figure_of_group(answered.reading, Group(key, 0, Parts(), 0, {}), registered=0)
        yield BlindSpot(answered, key, 0, 0, figure, instrument_of(card, received=False))


def _buys(answered: Answered, tier: str) -> bool:
    """Whether the register knows a body of the tier in that year."""
    question, register = answered.reading.question, answered.register
    key = (tier, *[""] * (len(question.group_by) - 1))
    return register is not None and bool(register.count(question, key=key, period=answered.asked.period))


def _most_first(spot: BlindSpot) -> tuple[bool, bool, Fraction, str, GroupKey]:
    """Nothing received, then no bound, then the widest bounds."""
    width = spot.width
    return spot.units > 0, width is not None, -(width or Fraction(0)), spot.answered.reading.card.code, spot.key


def _year(year: int) -> Period:
    return Period(Month(year, 1), Month(year, 12))
