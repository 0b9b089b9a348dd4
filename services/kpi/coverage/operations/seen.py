"""Of what there is: how many bodies, procedures and euros of a year stand in these figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from sqlalchemy import Connection

from services.kpi.cells.rules.parts import Parts
from services.kpi.cells.store.change_log import Moment
from services.kpi.coverage.rules.outside import ALL, Measure, OutsideTotal, OutsideTotals
from services.kpi.coverage.store import outside_totals
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.rules.question import Asked, Question
from services.kpi.values.store.known import Known
from shared.identity.access import Caller
from shared.reference.codes import TIERS
from shared.reference.lists import columns_of, rows

Kind: TypeAlias = Literal["tier", "sector", "all"]

PROCEDURES: Final = "ALG-P12"
"""Counted by launch: every procedure of which a notice or a registration is known."""
AWARDED: Final = "ALG-P13"
SPEND: Final = ("ALG-P17", "ALG-P18")
"""Spend in bands by their averages, and spend in amounts: a category stands in one of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A number that was seen beside the outside total of the same year; `earlier` is the last one of a year before."""

    number: Fraction
    outside: OutsideTotal | None
    earlier: OutsideTotal | None


@dataclass(frozen=True, slots=True)
class Scope:
    """A tier, a sector or all together, and what was seen of it. `registered`: bodies of the register in that year."""

    code: str
    kind: Kind
    registered: int
    bodies: Seen
    procedures: Seen
    awarded: Seen
    spend: Seen


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was seen in a year, and by which version of the list of outside totals it is measured."""

    year: int
    scopes: Sequence[Scope]
    version: str
    moment: Moment | None


def year_asked(year: int, *, group_by: tuple[str, ...], filters: Mapping[str, tuple[str, ...]]) -> Asked:
    """A question about a calendar year."""
    period = Period(Month(year, 1), Month(year, 12))
    return Asked(
        period=period,
        granularity=None,
        question=Question(group_by, filters, (period,)),
        counted_on=None,
        version=None,
        series="current",
        own=False,
        as_of=None,
        boundaries=None,
        cursor=None,
        limit=1000,
    )


def coverage_of(
    connection: Connection,
    year: int,
    tiers: Sequence[str],
    *,
    caller: Caller,
    limits: Limits,
    known: Known,
    today: date,
) -> Coverage:
    """What was seen in a year of these tiers, their sectors and all together; of every tier where none is named."""
    totals, version = outside_totals(connection, on=today)
    asked = year_asked(year, group_by=("tier",), filters={})
    codes = [PROCEDURES, AWARDED, *SPEND]
    answers = answer_values(connection, codes, asked, caller=caller, limits=limits, known=known)
    by_code = {answered.reading.card.code: answered for answered in answers}
    scopes = [_scope(by_code, totals, year, *each) for each in _scopes(tiers)]
    return Coverage(year, scopes, version, answers[0].moment)


def _scopes(tiers: Sequence[str]) -> Iterator[tuple[str, Kind, tuple[str, ...]]]:
    """Tiers, then sectors, then all, each with the tiers in it; what belongs to no known tier stands in all alone."""
    sector_of = {row["code"]: row["sector"] for row in rows("tiers", columns_of("tiers"))}
    wanted = tuple(tiers) or TIERS
    for tier in wanted:
        yield tier, "tier", (tier,)
    for sector in dict.fromkeys(sector_of[tier] for tier in wanted if sector_of[tier]):
        yield sector, "sector", tuple(tier for tier, own in sector_of.items() if own == sector)
    yield ALL, "all", ("", *TIERS)


def _scope(
    answers: Mapping[str, Answered], totals: OutsideTotals, year: int, code: str, kind: Kind, tiers: tuple[str, ...]
) -> Scope:
    procedures = answers[PROCEDURES]
    register = procedures.register
    question, period = procedures.reading.question, procedures.asked.period
    bodies = sum(group.bodies or 0 for group in procedures.groups if group.key[0] in tiers)

    def seen(number: Fraction, measure: Measure) -> Seen:
        return Seen(number, totals.of(code, measure, year), totals.last_before(code, measure, year))

    return Scope(
        code=code,
        kind=kind,
        registered=0
        if register is None
        else sum(register.count(question, key=(tier,), period=period) or 0 for tier in tiers if tier),
        bodies=seen(Fraction(bodies), "bodies"),
        procedures=seen(_sum([procedures], tiers, lambda parts: parts.rows), "procedures"),
        awarded=seen(_sum([answers[AWARDED]], tiers, lambda parts: parts.in_sum), "euros"),
        spend=seen(_sum([answers[each] for each in SPEND], tiers, lambda parts: parts.in_sum), "euros"),
    )


def _sum(answers: Sequence[Answered], tiers: tuple[str, ...], part: Callable[[Parts], object]) -> Fraction:
    return sum(
        (Fraction(str(part(group.parts))) for each in answers for group in each.groups if group.key[0] in tiers),
        Fraction(0),
    )
