"""The figure of one group: its parts, and what only its rows can say (bodies, steps), as its card shows them."""

from services.kpi.cells.rules.parts import Parts
from services.kpi.definitions.rules.card import Measure
from services.kpi.values.rules.figures import Figure, figure_of, in_jobs, of_bodies, on_a_step
from services.kpi.values.rules.reading import Group, Reading


def figure_of_group(reading: Reading, group: Group, *, registered: int | None = None) -> Figure:
    """The figure of a group in its part of the period; `registered` is how many bodies it could be about."""
    measure, period = reading.card.measure, reading.question.buckets[group.bucket]
    figure = in_jobs(figure_of(group.parts, measure), measure.hours_per_week, weeks=period.weeks)
    if measure.kind == "bodies":
        return of_bodies(figure, group.bodies, registered, of_register=measure.of_register)
    if measure.kind == "state" and measure.scale is not None:
        return on_a_step(figure, group.parts, group.steps or {}, measure.scale)
    return figure


def counted_units(parts: Parts, measure: Measure) -> int:
    """The units with an answer: rows that are in and say yes or no, or have a number; of euros those with an amount."""
    if measure.kind != "share":
        return int(parts.in_known)
    if measure.weight is not None:
        return int(parts.rows - parts.without_amount)
    return int(parts.in_yes + parts.in_no)
