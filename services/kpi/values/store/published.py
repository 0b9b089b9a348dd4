"""Figures that were published: which publication speaks for a year, and its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, text

from services.kpi.values.rules.published import Place
from services.kpi.values.rules.question import PublishedSeries

_PUBLICATION = "select id, name, year, series, position, data_moment from kpi.publication where state = 'published'"


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication by its number and name, and how far the data in it are."""

    id: int
    name: str
    year: int
    series: PublishedSeries
    position: int
    data_moment: datetime | None


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """A row of an answer as it was published, as JSON, in a part of the period; `version` is that of the definition."""

    bucket: int
    version: str
    row: str


def publication_named(connection: Connection, name: str) -> Publication | None:
    """A publication by its name."""
    row = connection.execute(text(f"{_PUBLICATION} and name = :name"), {"name": name}).one_or_none()
    return None if row is None else Publication(*row)


def publications_of(
    connection: Connection, years: Sequence[int], series: PublishedSeries | None = None
) -> dict[int, Publication]:
    """What speaks for each year: of the series asked for, else the final before the first, the newest correction."""
    rows = connection.execute(
        text(
            f"select distinct on (year) * from ({_PUBLICATION} and year = any(:years)"  # noqa: S608 - our own text
            " and (cast(:series as text) is null or series = :series)) p order by year, series = 'final' desc, id desc"
        ),
        {"years": list(years), "series": series},
    )
    return {row.year: Publication(*row) for row in rows}


def published_rows(
    connection: Connection, place: Place, *, indicator: str, counted_on: str, buckets: Mapping[int, int]
) -> list[PublishedRow]:
    """The rows of one indicator for whom is asked; `buckets` has the part of the period of each publication's number.

    Those of other groups than are asked for are among them.
    """
    rows = connection.execute(
        text(
            "select publication, version, row from kpi.published_figure where publication = any(:publications)"
            " and indicator = :indicator and counted_on = :counted_on and level = :level"
            " and (cast(:places as text[]) is null or place = any(:places))"
            " and (cast(:tiers as text[]) is null or tier = any(:tiers))"
        ),
        {
            "publications": list(buckets),
            "indicator": indicator,
            "counted_on": counted_on,
            "level": place.level,
            "places": None if place.places is None else list(place.places),
            "tiers": None if place.tiers is None else list(place.tiers),
        },
    )
    return [PublishedRow(buckets[row.publication], row.version, row.row) for row in rows]


def published_days(connection: Connection) -> list[date]:
    """The last day of every year of which figures were published."""
    years = connection.execute(text("select distinct year from kpi.publication where state = 'published'"))
    return [date(year, 12, 31) for year in years.scalars()]
