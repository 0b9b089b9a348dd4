"""What a record counts for, in the words of the API."""

from typing import Final
from urllib.parse import quote
from uuid import UUID

from pydantic import Field

from services.kpi.counts_for.operations import Counted, CountsFor, Whole
from services.kpi.definitions.rules.card import Card, Kind, Time
from services.kpi.evidence.operations import sees_inside
from services.kpi.evidence.rules.judged import Certainty, Verdict
from services.kpi.evidence.schemas import JudgedRowOut, judged_row, record_link
from services.kpi.values.rules.months import Month
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.schemas.asked import written
from services.kpi.values.schemas.dimensioned import Codes
from shared.http.schema import ApiModel, LocalisedText, OptionalDay, OptionalMoment
from shared.identity.access import Caller
from shared.reference.lists import Status

MOST_ROWS: Final = 100
"""Most rows of one indicator that are shown; all of them are counted."""


class CountsForAsked(ApiModel):
    """Which indicators, and of a procedure which lot."""

    indicators: Codes = Field([], description="Codes, repeated or separated by commas; without it all.")


class ProcedureCountsForAsked(CountsForAsked):
    """Which indicators, and which lot."""

    lot: str | None = Field(None, max_length=100, description="Only rows of this lot, by its id.")


class PlacedOut(ApiModel):
    """A date that places a row in a month; null: none is known, so that it stands in no period yet."""

    counted_on: str
    on: OptionalDay
    values: str | None = Field(description="The figure of its body in that month, which it counts in.")
    evidence: str | None = Field(description="All rows behind that figure.")


class CountedRowOut(JudgedRowOut):
    """A row that stands on the record, with what the indicator says of it."""

    placed: list[PlacedOut]
    record_address: str | None = Field(description="Address in ingest; null where only its own body may read it.")


class TotalOut(ApiModel):
    """How many rows have this certainty and this verdict."""

    certainty: Certainty
    verdict: Verdict
    rows: int


class CountsForIndicatorOut(ApiModel):
    """One indicator: how many rows count how, and of the first hundred why."""

    indicator: str
    names: LocalisedText
    version: str
    status: Status
    theme: str
    goals: list[str] = Field(description="Goals that it measures; `/v1/goals/{goal}/tree` goes on upwards.")
    kind: Kind
    time: Time
    unit_of_count: str
    computable: bool
    totals: list[TotalOut]
    rows: list[CountedRowOut]
    definition: str


class CountsForOut(ApiModel):
    """Everything that a procurement or a record counts for."""

    id: UUID
    data_moment: OptionalMoment
    position: int
    items: list[CountsForIndicatorOut]


def counts_for_out(whole: Whole, record: UUID, *, caller: Caller, ingest_url: str) -> CountsForOut:
    """The answer as this caller may see it."""
    return CountsForOut(
        id=record,
        data_moment=whole.moment.recorded_at,
        position=whole.moment.position,
        items=[_indicator(each, caller=caller, ingest_url=ingest_url) for each in whole.items],
    )


def _indicator(counts: CountsFor, *, caller: Caller, ingest_url: str) -> CountsForIndicatorOut:
    card = counts.card
    totals = counts.totals
    order = [(certainty, verdict) for certainty in Certainty for verdict in Verdict]
    return CountsForIndicatorOut(
        indicator=card.code,
        names=LocalisedText(nl=card.names.nl, en=card.names.en),
        version=card.version,
        status=card.status,
        theme=card.theme,
        goals=list(counts.goals),
        kind=card.measure.kind,
        time=card.measure.time,
        unit_of_count=card.measure.unit_of_count,
        computable=counts.rows is not None,
        totals=[
            TotalOut(certainty=certainty, verdict=verdict, rows=totals[certainty, verdict])
            for certainty, verdict in order
            if totals[certainty, verdict]
        ],
        rows=[_row(card, each, caller=caller, ingest_url=ingest_url) for each in (counts.rows or ())[:MOST_ROWS]],
        definition=f"/v1/indicators/{card.code}?version={card.version}",
    )


def _row(card: Card, counted: Counted, *, caller: Caller, ingest_url: str) -> CountedRowOut:
    fact, columns = card.fact, counted.row.columns
    open_ = sees_inside(caller, fact, columns)
    return CountedRowOut(
        **judged_row(card, counted.judged, columns, counted.row.key, open_=open_),  # type: ignore[arg-type]
        placed=[_placed(card, counted, column, caller=caller) for column in card.measure.counted_on_columns],
        record_address=record_link(fact, columns, ingest_url=ingest_url) if open_ else None,
    )


def _placed(card: Card, counted: Counted, column: str, *, caller: Caller) -> PlacedOut:
    """The month in which a row counts, and the figure of its body there; unreleased rows count in the own view."""
    fact, day, columns = card.fact, counted.row.days[column], counted.row.columns
    word = fact.word_of(column)
    if day is None:
        return PlacedOut(counted_on=word, on=None, values=None, evidence=None)
    groups = {"organisation": str(columns["lead_body"] or UNKNOWN)}
    for dimension in fact.dimensions:
        if dimension.name in card.measure.required_dimensions:
            groups[dimension.name] = str(columns[dimension.column.name] or UNKNOWN)
    filters = "".join(f"&{name}={quote(written(value), safe='')}" for name, value in groups.items())
    own = caller.party is not None and caller.party == columns["lead_body"]
    held = own and (fact.has_own or fact.released is not None)
    month = Month.of(day)
    asked = f"from={month}&until={month}&countedOn={word}&version={card.version}{filters}{'&view=own' if held else ''}"
    address = f"/v1/indicators/{card.code}"
    return PlacedOut(
        counted_on=word, on=day, values=f"{address}/values?{asked}", evidence=f"{address}/evidence?{asked}"
    )
