"""Figures as they were published: which a caller sees, and reading what was asked for from the publications."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import orjson
from sqlalchemy import Connection

from services.kpi.definitions.rules.card import KeptCard
from services.kpi.values.operations.asking import Shared, readings_of
from services.kpi.values.rules import faults as faults_of
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.published import Place, is_asked, place_of
from services.kpi.values.rules.quantities import is_confidential
from services.kpi.values.rules.question import Asked, PublishedSeries, Series
from services.kpi.values.rules.reading import Reading
from services.kpi.values.store.known import Known
from services.kpi.values.store.published import (
    Publication,
    PublishedRow,
    publication_named,
    publications_of,
    published_rows,
)
from shared.errors import BadInput, NotFound
from shared.identity.access import Caller, demand

READER = "kpi:read"


@dataclass(frozen=True, slots=True)
class Published:
    """What an answer from publications is made of: no rows where none has what was asked for.

    `publications` are in the order of the parts of the period; `reading` is by the version that was published last.
    """

    asked: Asked
    reading: Reading
    rows: Sequence[PublishedRow]
    publications: Sequence[Publication]


def as_shown(connection: Connection, asked: Asked, *, stated: Series | None, caller: Caller | None) -> Asked:
    """The question with the series that it is about for this caller.

    Who may read figures as they stand now gets those, unless a series or publication is named; anybody else gets what
    was published last, once something was.

    Raises:
        Unauthenticated, Refused: nothing was published and the caller may not read what stands now.
        NotFound, BadInput: the publication named does not exist, or does not go with what else is asked.
    """
    if asked.publication is not None:
        return replace(asked, series=_named(connection, asked, stated).series)
    if stated in {"first", "final"} or (caller is not None and READER in caller.scopes):
        return asked
    if stated is None and not asked.own and asked.as_of is None:
        newest = publications_of(connection, _years(asked))
        if newest:
            return replace(asked, series=newest[max(newest)].series)
    demand(caller, READER)
    return asked


def as_published(connection: Connection, asked: Asked, *, caller: Caller | None) -> Asked:
    """The question about rows as of a publication, which anybody may ask; raises as `as_shown`, without one."""
    if asked.publication is None:
        demand(caller, READER)
        return asked
    publication = _named(connection, asked, None)
    if asked.own or any(year != publication.year for year in _years(asked)):
        fault = faults_of.OUTSIDE_PUBLICATION.within("query", "publication", name=publication.name)
        raise BadInput(errors=(fault,))
    return replace(asked, as_of=publication.position)


def unpublished(connection: Connection, asked: Asked, reading: Reading, *, exact: bool) -> Reason | None:
    """Why what stands behind a publication is not shown of amounts and quantities that are not public (C24).

    Of those a publication is a fixed grid: only a figure in it has something behind it, and not when it is hidden; nor
    is the exact number of people shown when `exact` is what is asked for.
    """
    measure = reading.card.measure
    publication = publication_named(connection, asked.publication) if asked.publication is not None else None
    if publication is None or not is_confidential(reading.card):
        return None
    question = replace(reading.question, as_of=None)
    place = place_of(question, required=measure.required_dimensions)
    if place is None:
        return Reason.NOT_PUBLISHED
    word = reading.card.fact.word_of(reading.counted_on)
    rows = published_rows(connection, place, indicator=reading.card.code, counted_on=word, buckets={publication.id: 0})
    figures = [stated for stated in (orjson.loads(row.row) for row in rows) if is_asked(question, stated)]
    if not figures:
        return Reason.NOT_PUBLISHED
    people = exact and measure.hours_per_week is not None
    hidden = people or any(stated["reason"] == Reason.SUPPRESSED for stated in figures)
    return Reason.SUPPRESSED if hidden else None


def published_answers(
    connection: Connection, codes: Sequence[str], asked: Asked, *, caller: Caller | None, known: Known
) -> list[Published]:
    """What was published of these indicators, read in the caller's snapshot; raises as `answer_values`."""
    shared = Shared(connection, known, known.states(connection), 0)
    asked, readings = readings_of(shared, codes, asked, caller)
    if asked.publication is not None:
        one = _named(connection, asked, None)
        speaks = {one.year: one}
    else:
        series: PublishedSeries = "first" if asked.series == "first" else "final"
        speaks = publications_of(connection, _years(asked), series)
    cards = known.cards(connection, shared.states)
    return [_published(connection, asked, reading, speaks, cards) for reading in readings]


def _published(
    connection: Connection,
    asked: Asked,
    reading: Reading,
    speaks: dict[int, Publication],
    cards: Sequence[KeptCard],
) -> Published:
    question = reading.question
    place: Place | None = None
    if not asked.own and asked.theme_names is None and asked.as_of is None:
        place = place_of(question, required=reading.card.measure.required_dimensions)
    years = {number: speaks.get(bucket.first.year) for number, bucket in enumerate(question.buckets)}
    buckets = {publication.id: number for number, publication in years.items() if publication is not None}
    if place is None or not buckets:
        return Published(asked, reading, (), ())
    rows = published_rows(
        connection,
        place,
        indicator=reading.card.code,
        counted_on=reading.card.fact.word_of(reading.counted_on),
        buckets=buckets,
    )
    publications = [publication for publication in years.values() if publication is not None]
    if rows:
        newest = max(rows, key=lambda row: row.bucket).version
        versions = {kept.card.version: kept for kept in cards if kept.card.code == reading.card.code}
        reading = replace(reading, kept=versions[newest])
    return Published(asked, reading, rows, publications)


def _named(connection: Connection, asked: Asked, stated: Series | None) -> Publication:
    name = asked.publication or ""
    publication = publication_named(connection, name)
    if publication is None:
        raise NotFound(
            nl=f"Er is geen publicatie {name[:40]!r}; GET /v1/publications noemt ze.",
            en=f"There is no publication {name[:40]!r}; GET /v1/publications lists them.",
        )
    if stated is not None or asked.as_of is not None:
        raise BadInput(errors=(faults_of.NOT_WITH_PUBLICATION.within("query", "publication"),))
    return publication


def _years(asked: Asked) -> list[int]:
    return sorted({month.year for month in asked.period.months})
