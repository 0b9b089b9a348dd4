"""Trying a proposed definition on the data next to the one in force: computed from the rows, and for a bounded time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from services.kpi.cells.store.change_log import Moment, moment_of
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import Card, KeptCard
from services.kpi.proposals.rules.faults import NOT_COMPUTED, NOTHING_IN
from services.kpi.values.operations.answering import Answered
from services.kpi.values.operations.asking import reading_of
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked
from services.kpi.values.rules.reading import Group
from services.kpi.values.store.rows import CannotCompute, from_rows
from shared.log.change_log import latest_position
from shared.procurement.finding import Finding


@dataclass(frozen=True, slots=True)
class Computed:
    """One version over the period, and how long that took."""

    answered: Answered
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The proposed version, the one in force (None: the indicator is new), and what stands out."""

    proposed: Computed
    current: Computed | None
    moment: Moment
    findings: tuple[Finding, ...]


def tried(
    connection: Connection,
    card: Card,
    cards: Sequence[KeptCard],
    asked: Asked,
    *,
    time_out_ms: int,
    clock: Callable[[], float] = time.monotonic,
) -> Trial:
    """Compute both versions over the same rows, in the caller's snapshot. What is not released does not count.

    Raises:
        BadInput: a version cannot be grouped or counted so.
    """
    moment = moment_of(connection, latest_position(connection, "procurement"))
    on = asked.period.last.last_day
    in_force = _in_force(cards, card.code, on=on)
    kept = [KeptCard(0, card, seeded=False, failure=None), *([] if in_force is None else [in_force])]
    readings = [reading_of(each, asked) for each in kept]
    computed = []
    for reading in readings:
        started = clock()
        groups: Sequence[Group] = ()
        reason = None
        try:
            groups = from_rows(connection, reading, time_out_ms=time_out_ms)
        except CannotCompute:
            reason = Reason.NOT_COMPUTABLE
        answered = Answered(asked, reading, groups, moment, reason=reason)
        computed.append(Computed(answered, round(clock() - started, 3)))
    findings = [
        NOT_COMPUTED.at("/measure", version=each.answered.reading.card.version, seconds=time_out_ms // 1000)
        for each in computed
        if each.answered.reason is not None
    ]
    return Trial(
        computed[0],
        computed[1] if len(computed) > 1 else None,
        moment,
        (*findings, *_nothing_in(computed[0].answered.groups)),
    )


def _in_force(cards: Sequence[KeptCard], code: str, *, on: date) -> KeptCard | None:
    if all(kept.card.code != code for kept in cards):
        return None
    return chosen_card(cards, code, version=None, on=on)


def _nothing_in(groups: Sequence[Group]) -> tuple[Finding, ...]:
    """A population that no row of the period meets is probably written wrong."""
    rows = sum(group.parts.rows for group in groups)
    out = sum(group.parts.out for group in groups)
    return (NOTHING_IN.at("/measure/population", rows=int(out)),) if out and not rows else ()
