"""Blind spots as they are asked and answered."""

from collections.abc import Mapping

from pydantic import Field
from pydantic.alias_generators import to_snake

from services.kpi.coverage.operations.blind_spots import CHAIN, BlindSpot, BlindSpots, Where
from services.kpi.coverage.rules.instruments import Instrument
from services.kpi.coverage.schemas.seen import CoverageAsked
from services.kpi.values.rules.faults import UNKNOWN_DIMENSION, not_one_of
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import UNKNOWN
from services.kpi.values.schemas.answer import Number
from services.kpi.values.schemas.answered import shown_answers, shown_number
from services.kpi.values.schemas.asked import codes_of
from services.kpi.values.schemas.dimensioned import Codes, Values
from shared.errors import BadInput
from shared.http.paging import bad_cursor, decode_cursor, encode_cursor
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.reference.lists import columns_of, rows


class BlindSpotsAsked(CoverageAsked):
    """Of which year, tiers and indicators."""

    indicators: Codes = Field([], description="Codes, repeated or with commas; every indicator without one.")
    group_by: Values = Field([], description=f"`{CHAIN}`: per product chain as well; of what occurs in it.")
    limit: int = Field(1000, ge=1, le=5000, description="Most blind spots in the answer.")
    cursor: str | None = Field(None, max_length=2000, description="Where to go on: `next` of the answer before.")

    def where(self) -> Where:
        """What is asked for; raises BadInput where a word of it does not exist."""
        stated = codes_of(self.group_by)
        faults = [not_one_of(UNKNOWN_DIMENSION, "groupBy", each, (CHAIN,)) for each in stated if each != CHAIN]
        if faults:
            raise BadInput(errors=faults)
        return Where(self.year, self.tiers(), codes_of(self.indicators), bool(stated))


class InstrumentOut(ApiModel):
    """What would measure it."""

    data_contract: str = Field(description="What to send: the format of the record.")
    source: str = Field(description="Where a body finds it: a code of the reference list instruments.")
    names: LocalisedText
    says: LocalisedText


class BlindSpotOut(ApiModel):
    """Units of an indicator that give no answer, and what they could do to its figure."""

    indicator: str
    names: LocalisedText
    tier: str
    theme: str | None = None
    method: str | None = None
    product_chain: str | None = None
    unit_of_count: str
    units: int = Field(description="In the population or perhaps in it; 0: nothing was received.")
    without_answer: int
    coverage: float | None = Field(description="Coverage of answers.")
    value: Number | None
    reason: Reason | None
    lower: Number | None
    upper: Number | None
    width: Number | None = Field(
        description="How much the missing answers could move the figure at most; null: nothing bounds it."
    )
    instrument: InstrumentOut


class BlindSpotsOut(ApiModel):
    """What is not measured, that which could move a figure most first."""

    year: int
    data_moment: OptionalMoment
    position: int | None
    indicators: int = Field(description="How many indicators were looked at.")
    items: list[BlindSpotOut]
    next: str | None


def blind_spots_out(found: BlindSpots, asked: BlindSpotsAsked, *, most_rows: int) -> BlindSpotsOut:
    """A page of blind spots."""
    places = [(spot.answered.reading.card.code, *spot.key) for spot in found.spots]
    first = 0
    if asked.cursor is not None:
        after = tuple(decode_cursor(asked.cursor))
        if after not in places:
            raise bad_cursor()
        first = places.index(after) + 1  # type: ignore[arg-type]
    last = first + min(asked.limit, most_rows)
    names = _names()
    moment = found.moment
    return BlindSpotsOut(
        year=asked.year,
        data_moment=moment.recorded_at if moment else None,
        position=moment.position if moment else None,
        indicators=found.measured,
        items=[_spot(spot, names) for spot in found.spots[first:last]],
        next=encode_cursor(*places[last - 1]) if last < len(places) else None,
    )


def _spot(spot: BlindSpot, names: Mapping[str, LocalisedText]) -> BlindSpotOut:
    reading, figure = spot.answered.reading, spot.figure
    card = reading.card
    group_by = reading.question.group_by if spot.units else ("tier",)
    keys = {to_snake(name): value or UNKNOWN for name, value in zip(group_by, spot.key, strict=False)}
    return BlindSpotOut(
        **keys,
        indicator=card.code,
        names=LocalisedText(nl=card.names.nl, en=card.names.en),
        unit_of_count=card.measure.unit_of_count,
        units=spot.units,
        without_answer=spot.without_answer,
        coverage=shown_answers(figure),
        value=shown_number(reading, figure.value),
        reason=figure.reason,
        lower=shown_number(reading, figure.lower),
        upper=shown_number(reading, figure.upper),
        width=shown_number(reading, spot.width),
        instrument=_instrument(spot.instrument, names),
    )


def _instrument(instrument: Instrument, names: Mapping[str, LocalisedText]) -> InstrumentOut:
    said = LocalisedText(nl=instrument.says.nl, en=instrument.says.en)
    return InstrumentOut.like(instrument, names=names[instrument.source], says=said)


def _names() -> dict[str, LocalisedText]:
    listed = rows("instruments", columns_of("instruments"))
    return {row["code"]: LocalisedText(nl=row["nl"], en=row["en"]) for row in listed}
