"""Spend times factors: every fault of a question is found at once, and everything is read in one snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.kpi.cells.store.change_log import Moment, moment_of
from services.kpi.factor_sets.rules.faults import UNKNOWN_SET
from services.kpi.factor_sets.store import KeptSet, kept_set, kept_sets
from services.kpi.spend_impact import store
from services.kpi.spend_impact.rules.faults import UNKNOWN_GROUPING, UNKNOWN_MEASURE
from services.kpi.spend_impact.rules.figures import Impact, Spent, together
from services.kpi.spend_impact.rules.question import CODES, GROUPINGS, Question
from services.kpi.spend_impact.store import Measure, NotCovered
from services.kpi.values.rules.faults import FUTURE_POSITION, REPEATED_DIMENSION, UNKNOWN_CODE, not_one_of
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import UNKNOWN
from shared.errors import BadInput
from shared.identity.organisations import unknown_organisations
from shared.log.change_log import latest_position
from shared.nearest import meant
from shared.procurement.finding import Finding


@dataclass(frozen=True, slots=True)
class Group:
    """A group with what was spent and what it comes to, in the order of the measures."""

    keys: tuple[str, ...]
    spent: Spent
    impacts: Sequence[Impact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Everything of an answer; `unindexed` are years whose spend is counted in prices of its own."""

    question: Question
    period: Period
    factor_set: KeptSet
    measures: Sequence[Measure]
    moment: Moment
    total: Group
    groups: Sequence[Group]
    not_covered: Sequence[NotCovered]
    unindexed: Sequence[int]


def answer(connection: Connection, question: Question, period: Period) -> Answered:
    """Spend times factors by group, the largest impact first.

    Raises:
        BadInput: a set that was not adopted, a body that is not in the register, a grouping, measure or position that
            does not exist.
    """
    kept = kept_set(connection, question.factor_set)
    newest = latest_position(connection, "procurement")
    measures = store.measures_of(connection, question.factor_set)
    faults = list(_faults(connection, question, kept, measures, newest=newest))
    if faults or kept is None:
        raise BadInput(errors=faults)
    if question.measures:
        measures = [each for each in measures if each.measure in question.measures]
    asked = {each.measure for each in measures}
    read = store.read(connection, question, measures=sorted(asked), indices=kept.price_indices, year=kept.price_year)
    groups = [
        Group(
            keys,
            spent,
            [read.impacts.get((keys, each.measure, each.kind), Impact()) for each in measures],
        )
        for keys, spent in read.spent.items()
    ]
    groups.sort(key=_largest_first)
    return Answered(
        question=question,
        period=period,
        factor_set=kept,
        measures=measures,
        moment=moment_of(connection, newest if question.as_of is None else question.as_of),
        total=_total(groups, len(measures)),
        groups=groups,
        not_covered=read.not_covered,
        unindexed=[year for year in read.years if year != kept.price_year and str(year) not in kept.price_indices],
    )


def _total(groups: Sequence[Group], measures: int) -> Group:
    impacts: Iterable[Impact] = (
        together(Impact, [each.impacts[number] for each in groups]) for number in range(measures)
    )
    return Group((), together(Spent, [each.spent for each in groups]), list(impacts))


def _largest_first(group: Group) -> tuple[object, ...]:
    return *(-each.upper for each in group.impacts[:1]), -group.spent.amount, group.keys


def _faults(
    connection: Connection, question: Question, kept: KeptSet | None, measures: Sequence[Measure], *, newest: int
) -> Iterable[Finding]:
    if kept is None or kept.state != "adopted":
        known = [each.code for each in kept_sets(connection) if each.state == "adopted"]
        name = question.factor_set
        yield UNKNOWN_SET.within("query", "factorSet", name=repr(name), meant=meant(name, known))
    else:
        known = sorted({each.measure for each in measures})
        for name in question.measures:
            if name not in known:
                yield UNKNOWN_MEASURE.within("query", "measure", name=repr(name[:60]), known=", ".join(known))
    for name in question.group_by:
        if name not in GROUPINGS:
            words: Mapping[str, object] = {"meant": meant(name, GROUPINGS), "known": ", ".join(GROUPINGS)}
            yield UNKNOWN_GROUPING.within("query", "groupBy", name=repr(name[:60]), **words)
    if len(set(question.group_by)) < len(question.group_by):
        yield REPEATED_DIMENSION.within("query", "groupBy")
    if question.as_of is not None and question.as_of > newest:
        yield FUTURE_POSITION.within("query", "asOf", position=question.as_of, newest=newest)
    for parameter, codes in CODES.items():
        for stated in question.filters.get(parameter, ()):
            if stated and stated not in codes:
                yield not_one_of(UNKNOWN_CODE, parameter, stated, [*codes, UNKNOWN])
    bodies = [each for each in question.filters.get("organisation", ()) if each]
    yield from unknown_organisations(connection, bodies, parameter="organisation")
