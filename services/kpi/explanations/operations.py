"""Everything that one figure rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from services.kpi.cells.rules.parts import Parts
from services.kpi.explanations.rules.counting_rules import lists_used
from services.kpi.explanations.store import ListVersion, list_versions
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.operations.published import unpublished
from services.kpi.values.rules.question import Asked
from services.kpi.values.store.known import Known
from shared.identity.access import Caller


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure with the parts it is made of, and the versions of the reference lists behind it."""

    answered: Answered
    parts: Parts
    steps: Mapping[str, Decimal]
    lists: Sequence[ListVersion]
    lists_used: Sequence[str]


def explain(
    connection: Connection, code: str, asked: Asked, *, caller: Caller | None, limits: Limits, known: Known
) -> Explained:
    """One figure, asked by the same question as the figure itself.

    Raises:
        NotFound, BadInput, Refused: as for the figure itself.
    """
    [answered] = answer_values(connection, [code], asked, caller=caller, limits=limits, known=known)
    reason = unpublished(connection, asked, answered.reading, exact=True)
    if reason is not None:
        answered = replace(answered, groups=(), reason=reason)
    group = answered.groups[0] if answered.groups else None
    parts, steps = (group.parts, group.steps or {}) if group else (Parts(), {})
    names = lists_used(answered.reading)
    period = asked.period
    lists = list_versions(connection, names, first=period.first.first_day, last=period.last.last_day)
    return Explained(answered, parts, steps, lists, names)
