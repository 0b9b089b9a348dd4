"""What differs between two publications of a year, each figure with its causes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.kpi.definitions.rules.card import Card, KeptCard
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.evidence.rules.judged import anatomy_of
from services.kpi.publications.operations.figures import year_of
from services.kpi.publications.rules.causes import Cause, Moved, causes_at
from services.kpi.publications.rules.faults import OTHER_YEAR, SMALL_MOVE
from services.kpi.publications.rules.revision import has_moved
from services.kpi.publications.store.differences import Differing, Key, differing, moved_rows
from services.kpi.publications.store.kept import Publication, PublishedFigure
from shared.errors import BadInput


@dataclass(frozen=True, slots=True)
class Explained:
    """A figure that differs, and why."""

    figure: Differing
    causes: Sequence[Cause]


def explained_differences(
    connection: Connection,
    publication: Publication,
    against: Publication,
    cards: Sequence[KeptCard],
    *,
    since: Key | None,
    limit: int,
) -> list[Explained]:
    """The figures that differ from those of another publication of the same year, with what is behind that.

    Raises:
        BadInput: the other is about another year.
    """
    if publication.year != against.year:
        fault = OTHER_YEAR.within("query", "against", name=against.name, year=publication.year)
        raise BadInput(errors=(fault,))
    newest = {kept.card.code: kept.card for kept in cards}
    moves: dict[tuple[Card, str], list[Moved]] = {}
    found = []
    for figure in differing(connection, against.id, publication.id, since=since, limit=limit):
        card = newest[figure.key[0]]
        counted = card, card.counted_on_column(figure.key[1])
        if counted not in moves:
            moves[counted] = _moves(connection, *counted, publication, against)
        found.append(Explained(figure, _causes(figure, moves[counted], publication, against)))
    return found


def demand_moved(
    totals: Sequence[PublishedFigure], before: Sequence[PublishedFigure], cards: Sequence[KeptCard], *, against: str
) -> None:
    """A correction of a final publication is worth it; raises BadInput when no figure moved far enough (C9)."""
    kinds = {kept.card.code: kept.card.measure.kind for kept in cards}
    old, new = ({_key(each): each for each in side} for side in (before, totals))
    for key in {*old, *new}:
        values = [_value(side.get(key)) for side in (old, new)]
        if has_moved(kinds[key[0]], *values):
            return
    raise BadInput(errors=(SMALL_MOVE.at("/ownError", against=against),))


def _key(figure: PublishedFigure) -> Key:
    return figure.indicator, figure.counted_on, figure.level, figure.place, figure.group


def _value(figure: PublishedFigure | None) -> float | None:
    if figure is None:
        return None
    value: float | None = json.loads(figure.row)["value"]
    return value


def _moves(connection: Connection, card: Card, column: str, one: Publication, other: Publication) -> list[Moved]:
    period, fact = year_of(one.year), card.fact
    first, last = period.first.first_day, period.last.last_day
    after, upto = sorted((one.as_of, other.as_of))
    read = [*anatomy_of(card).columns, *(DIMENSIONS[name].column.name for name in card.measure.required_dimensions)]
    if fact.has_own or fact.released is not None:
        read.append("released" if fact.released is None else fact.released.name)
    return moved_rows(connection, fact, column, read, first=first, last=last, after=after, upto=upto)


def _causes(figure: Differing, moves: Sequence[Moved], one: Publication, other: Publication) -> list[Cause]:
    _, _, level, place, _ = figure.key
    causes = causes_at(level, place, moves)
    versions = {figure.version_before, figure.version_after} - {None}
    if len(versions) > 1:
        causes.append("definition")
    if not causes:
        causes.append("program-error" if one.program_version != other.program_version else "unknown")
    return causes
