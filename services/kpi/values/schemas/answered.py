"""The shape of an answer (rules, part 4): groups of parts become rows with value, bounds, coverage and reason."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pydantic.alias_generators import to_snake

from services.kpi.cells.rules.parts import Parts
from services.kpi.definitions.rules.breaks import breaks
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.operations.answering import Answered
from services.kpi.values.rules.boundaries import Boundaries, Succession
from services.kpi.values.rules.figures import Figure, Reason, shown
from services.kpi.values.rules.group_figures import figure_of_group
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import UNKNOWN, Question
from services.kpi.values.rules.reading import Group, GroupKey, Reading
from services.kpi.values.schemas.answer import (
    AnswerOut,
    BodiesOut,
    BoundariesOut,
    BreakOut,
    CertainCounts,
    CountsOut,
    CoverageOut,
    DefinitionOut,
    DimensionUsed,
    LinksOut,
    Number,
    PeriodOut,
    RowOut,
    SuccessionOut,
)
from services.kpi.values.schemas.links import Links, definition_link
from services.kpi.values.schemas.own_themes import chosen
from services.kpi.values.schemas.theme_names import groups_named, theme_names_out
from shared.http.paging import bad_cursor, decode_cursor, encode_cursor

_PLACES: Final = 4
_PLACES_OF_AMOUNTS: Final = 2


def answer_of(answered: Answered, *, most_rows: int) -> AnswerOut:
    """The answer, cut at the limit; every group that occurs has a row for every part of the period.

    When nothing occurs at all one row says so: an answer without rows would look like one without a question.
    """
    if answered.reason is not None:
        return envelope(answered, rows=[empty_row(answered.reading, answered.reason)])
    asked, question = answered.asked, answered.reading.question
    named = groups_named(answered.groups, question.group_by, asked.theme_names)
    groups = {(group.key, group.bucket): group for group in named}
    order = [(key, bucket) for key in _keys(question, named) for bucket in range(len(question.buckets))]
    after = place_after(asked.cursor, len(question.group_by))
    if not order:
        return envelope(answered, rows=[empty_row(answered.reading, Reason.NO_ROWS)])
    left = [place for place in order if after is None or place > after]
    limit = min(asked.limit, most_rows)
    page = left[:limit]
    links = Links(answered)
    return envelope(
        answered,
        rows=[_row(answered, place, groups.get(place), links.of(*place)) for place in page],
        next_cursor=encode_cursor(*page[-1][0], page[-1][1]) if len(left) > limit else None,
    )


def _keys(question: Question, groups: Sequence[Group]) -> list[GroupKey]:
    """Groups that occur, and, grouped by one dimension, those that were asked for by name."""
    keys = {group.key for group in groups}
    if not question.group_by:
        return [()]
    if len(question.group_by) == 1:
        keys |= {(value,) for value in question.filters.get(question.group_by[0], ())}
    return sorted(keys)


def place_after(cursor: str | None, dimensions: int) -> tuple[GroupKey, int] | None:
    """After which group and part of the period an answer goes on; raises BadInput for another's cursor."""
    if cursor is None:
        return None
    *keys, bucket = decode_cursor(cursor)
    if len(keys) != dimensions or not all(isinstance(key, str) for key in keys) or not isinstance(bucket, int):
        raise bad_cursor()
    return tuple(str(key) for key in keys), bucket


def _row(answered: Answered, place: tuple[GroupKey, int], group: Group | None, links: LinksOut) -> RowOut:
    key, bucket = place
    reading = answered.read_in(bucket)
    period = reading.question.buckets[bucket]
    given: dict[str, object] = {
        to_snake(name): value or UNKNOWN for name, value in zip(reading.question.group_by, key, strict=True)
    }
    if "theme" in given and answered.asked.theme_names is not None:
        given["theme"] = answered.asked.theme_names.names.get(str(given["theme"]), given["theme"])
    if answered.asked.granularity is not None:
        given["period"] = period_out(period)
    given |= _version(answered, bucket) | chosen(answered, key, period)
    bodies = _bodies(answered, place, group)
    shown_group = group or Group(key, bucket, Parts(), bodies.with_data)
    figure = figure_of_group(reading, shown_group, registered=bodies.in_register)
    steps = shown_group.steps
    if steps is not None:
        given["steps"] = {step: exact(number) for step, number in sorted(steps.items())}
    return RowOut(
        **given,  # type: ignore[arg-type]
        value=shown_number(reading, figure.value),
        reason=figure.reason,
        counts=_counts(reading, shown_group.parts),
        lower=shown_number(reading, figure.lower),
        upper=shown_number(reading, figure.upper),
        coverage=_coverage(figure, bodies),
        links=links,
    )


def _version(answered: Answered, bucket: int) -> dict[str, object]:
    """Where a series is by several versions: which one, and whether it breaks here."""
    if not answered.by_part:
        return {}
    card = answered.read_in(bucket).card
    older = answered.read_in(max(bucket - 1, 0)).card
    broken = {"break_": BreakOut(from_=older.version, to=card.version)} if breaks(older, card) else {}
    return {"version": card.version, **broken}


def _bodies(answered: Answered, place: tuple[GroupKey, int], group: Group | None) -> BodiesOut:
    question, (key, bucket) = answered.reading.question, place
    registered = None
    if answered.register is not None:
        registered = answered.register.count(question, key=key, period=question.buckets[bucket])
    with_data = group.bodies if group else (None if question.is_split else 0)
    return BodiesOut(with_data=with_data, in_register=registered)


def _coverage(figure: Figure, bodies: BodiesOut) -> CoverageOut:
    return CoverageOut(answers=shown_answers(figure), bodies=bodies, euros=None)


def shown_answers(figure: Figure) -> float | None:
    """The coverage of answers as it is shown."""
    return None if figure.answers is None else float(shown(figure.answers, places=_PLACES))


def _counts(reading: Reading, parts: Parts) -> CountsOut:
    measure = reading.card.measure
    if measure.kind == "share":
        counts = CountsOut(
            in_=CertainCounts(yes=exact(parts.in_yes), no=exact(parts.in_no), unknown=exact(parts.in_unknown)),
            undetermined=CertainCounts(
                yes=exact(parts.undetermined_yes),
                no=exact(parts.undetermined_no),
                unknown=exact(parts.undetermined_unknown),
            ),
            out=exact(parts.out),
        )
        if measure.weight is None:
            return counts
        return CountsOut(
            in_=counts.in_,
            undetermined=counts.undetermined,
            out=counts.out,
            without_amount=int(parts.without_amount),
        )
    return CountsOut(
        in_=_known(measure.kind, parts.in_known, parts.in_unknown, parts.in_sum, parts.in_base),
        undetermined=_known(
            measure.kind,
            parts.undetermined_known,
            parts.undetermined_unknown,
            parts.undetermined_sum,
            parts.undetermined_base,
        ),
        out=exact(parts.out),
    )


def _known(kind: str, known: Decimal, unknown: Decimal, total: Decimal, base: Decimal) -> CertainCounts:
    if kind in {"count", "bodies"}:
        return CertainCounts(known=exact(known))
    if kind in {"ratio", "change"}:
        return CertainCounts(known=exact(known), unknown=exact(unknown), sum=exact(total), base=exact(base))
    return CertainCounts(known=exact(known), unknown=exact(unknown), sum=exact(total))


def empty_row(reading: Reading, reason: Reason) -> RowOut:
    """The row of an answer without any, with the reason."""
    links = LinksOut(definition=definition_link(reading))
    return RowOut(value=None, reason=reason, counts=None, lower=None, upper=None, coverage=None, links=links)


def envelope(
    answered: Answered,
    *,
    rows: list[RowOut],
    next_cursor: str | None = None,
    publications: Sequence[str] | None = None,
) -> AnswerOut:
    """What all rows have in common, around them; `publications`: where they were published."""
    reading, asked, moment = answered.reading, answered.asked, answered.moment
    card = reading.card
    stated: dict[str, object] = {}
    if reading.question.boundaries is not None:
        stated["boundaries"] = boundaries_out(reading.question.boundaries)
    if asked.theme_names is not None:
        stated["theme_names"] = theme_names_out(asked.theme_names)
    if publications is not None:
        stated["publications"] = list(publications)
    return AnswerOut(
        **stated,  # type: ignore[arg-type]
        indicator=card.code,
        definition=definition_out(reading),
        period=period_out(asked.period),
        data_moment=moment.recorded_at if moment else None,
        position=moment.position if moment else None,
        series=asked.series,
        view=asked.view,
        dimensions=[
            DimensionUsed(name=name, partition=DIMENSIONS[name].partition) for name in reading.question.group_by
        ],
        rows=rows,
        next=next_cursor,
    )


def definition_out(reading: Reading) -> DefinitionOut:
    """What was counted, and how."""
    card = reading.card
    return DefinitionOut(
        version=card.version,
        status=card.status,
        kind=card.measure.kind,
        unit=card.unit,
        unit_of_count=card.measure.unit_of_count,
        counted_on=card.fact.word_of(reading.counted_on),
        time=card.measure.time,
        minimum_coverage=float(card.measure.minimum_coverage),
    )


def boundaries_out(boundaries: Boundaries) -> BoundariesOut:
    """In whose boundaries bodies are counted."""

    def listed(successions: Sequence[Succession]) -> list[SuccessionOut]:
        return [SuccessionOut.model_validate(each) for each in successions]

    return BoundariesOut(
        on=boundaries.on, cast_back=listed(boundaries.cast_back), not_cast_back=listed(boundaries.not_cast_back)
    )


def period_out(period: Period) -> PeriodOut:
    """The period in the words of the API."""
    return PeriodOut(from_=str(period.first), until=str(period.last))


def shown_number(reading: Reading, number: Fraction | None) -> Number | None:
    """A number of a figure as it is shown: rounded half away from zero."""
    if number is None:
        return None
    amounts = reading.card.measure.kind in {"sum", "count"}
    return exact(shown(number, places=_PLACES_OF_AMOUNTS if amounts else _PLACES))


def exact(value: Decimal) -> Number:
    """A whole number as one; else the nearest the line can carry."""
    return int(value) if value == value.to_integral_value() else float(value)
