"""Ranking: the bodies that one indicator is asked of, in the order of what is certain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.kpi.cells.rules.parts import Parts
from services.kpi.scorecards.rules.faults import NO_MEMBERS
from services.kpi.scorecards.rules.ranking import Place, Standing, in_order, places
from services.kpi.scorecards.store import members_of
from services.kpi.values.operations.answering import Answered, Limits, answer_values
from services.kpi.values.rules.group_figures import counted_units, figure_of_group
from services.kpi.values.rules.question import Asked
from services.kpi.values.rules.reading import Group
from services.kpi.values.store.known import Known
from shared.errors import BadInput
from shared.identity.access import Caller
from shared.identity.organisations import unknown_organisations


@dataclass(frozen=True, slots=True)
class Ranked:
    """Every body that the question is about, those with a place first, the others in the order of their keys."""

    answered: Answered
    standings: Mapping[str, Standing]
    places: Mapping[str, Place]
    order: Sequence[str]

    def of_bodies(self, bodies: Sequence[str]) -> Answered:
        """The answer about these bodies alone."""
        question = self.answered.reading.question
        about = replace(question, filters={**question.filters, "organisation": tuple(bodies)})
        groups = [group for group in self.answered.groups if group.key[0] in bodies]
        return replace(self.answered, groups=groups, reading=replace(self.answered.reading, question=about))


def rank_bodies(
    connection: Connection,
    code: str,
    asked: Asked,
    *,
    member_of: str | None,
    caller: Caller,
    limits: Limits,
    known: Known,
) -> Ranked:
    """Who leads and who lags on one indicator; `asked` is grouped by organisation, over one period.

    Raises:
        NotFound, BadInput, Refused: as for the figures themselves, and where an association has no members.
    """
    if member_of is not None:
        asked = _among_members(connection, asked, member_of)
    [answered] = answer_values(connection, [code], asked, caller=caller, limits=limits, known=known)
    standings = standings_in(answered, bucket=0)
    direction = answered.reading.card.direction
    placed = places(standings, direction)
    return Ranked(answered, standings, placed, in_order(standings, placed, direction))


def standings_in(answered: Answered, *, bucket: int) -> dict[str, Standing]:
    """The figure of every body in one part of the period; of one without rows as well."""
    reading = answered.read_in(bucket)
    groups = {group.key[0]: group for group in answered.groups if group.bucket == bucket and group.key[0]}
    period = reading.question.buckets[bucket]
    registered = [] if answered.register is None else answered.register.within(reading.question, period)
    for body in registered:
        groups.setdefault(body.party, Group((body.party,), bucket, Parts(), 0, {} if reading.on_a_scale else None))
    return {
        body: Standing(figure_of_group(reading, group, registered=1), counted_units(group.parts, reading.card.measure))
        for body, group in groups.items()
    }


def _among_members(connection: Connection, asked: Asked, association: str) -> Asked:
    """The question about the members of an association alone."""
    if strange := unknown_organisations(connection, [association], parameter="memberOf"):
        raise BadInput(errors=strange)
    members = members_of(connection, association)
    if not members:
        raise BadInput(errors=(NO_MEMBERS.within("query", "memberOf", party=association),))
    question = asked.question
    return replace(asked, question=replace(question, filters={**question.filters, "organisation": tuple(members)}))
