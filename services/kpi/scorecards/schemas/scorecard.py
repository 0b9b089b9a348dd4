"""A scorecard as it is asked and answered."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from services.kpi.definitions.operations import CORE
from services.kpi.definitions.rules.card import Direction
from services.kpi.scorecards.operations.scorecard import VOLUME, Beside, Scorecard, Scored
from services.kpi.scorecards.rules.faults import NO_CRITERION
from services.kpi.scorecards.rules.peers import CRITERIA, Criterion
from services.kpi.scorecards.schemas.compared import Compared
from services.kpi.scorecards.schemas.ranking import PlaceOut, fields_of, place_out
from services.kpi.values.rules.faults import not_one_of
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.months import Granularity
from services.kpi.values.rules.question import Asked
from services.kpi.values.rules.reading import Reading
from services.kpi.values.schemas.answer import BoundariesOut, DefinitionOut, Number, PeriodOut, RowOut
from services.kpi.values.schemas.answered import answer_of, exact, shown_answers, shown_number
from services.kpi.values.schemas.asked import ValuesAsked, asked_of, codes_of
from services.kpi.values.schemas.dimensioned import Codes, Values
from shared.errors import BadInput
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.reference.codes import Tier


class ScorecardAsked(Compared):
    """Of which period, by which indicators, and beside whom."""

    granularity: Granularity = Field("year", description="A row per calendar month, quarter or year.")
    indicators: Codes = Field([CORE], description="Codes, repeated or with commas; `core`: the core ones.")
    peers: Values = Field(
        ["tier", "volume"],
        description="By what its peers are chosen: `tier`, `volume` (the same third by what was awarded), `mix` (the"
        " same nature as the largest); repeated or with commas.",
    )


class VolumeOut(ApiModel):
    """The size of the body: what it awarded in the whole period, as far as that is known."""

    indicator: str
    amount: Number | None = Field(description="Euros excluding VAT; null: no amount is known.")
    third: int | None = Field(description="1 is the third with the largest bodies.")


class PeersOut(ApiModel):
    """Beside whom the body stands, and how they were chosen."""

    criteria: list[Criterion]
    not_applied: list[Criterion] = Field(description="Asked for, and nothing is known of the body to go by.")
    says: LocalisedText
    tier: Tier
    volume: VolumeOut
    nature: str | None = Field(description="The largest nature in what it awarded, where that was asked for.")
    bodies: list[str]


class PeerFigureOut(ApiModel):
    """The figure of the peers together: their counts added up, never their percentages."""

    value: Number | None
    reason: Reason | None
    lower: Number | None
    upper: Number | None
    coverage: float | None = Field(description="Coverage of answers.")
    with_data: int = Field(description="How many of the peers have rows.")


class ScoredRowOut(RowOut):
    """A figure of the body with what stands beside it."""

    peers: PeerFigureOut
    listed: int = Field(description="Bodies with a place, among the peers and the body itself.")
    standing: PlaceOut


class ScoredOut(ApiModel):
    """One indicator of the body."""

    indicator: str
    names: LocalisedText
    direction: Direction
    definition: DefinitionOut
    rows: list[ScoredRowOut]


class ScorecardOut(ApiModel):
    """A body and its figures, beside those of its peers."""

    party: str
    name: str | None
    period: PeriodOut
    granularity: Granularity
    data_moment: OptionalMoment
    position: int | None
    series: Literal["current"]
    boundaries: BoundariesOut | None = None
    peers: PeersOut
    items: list[ScoredOut]


def scorecard_asked(request: ScorecardAsked) -> tuple[Asked, tuple[str, ...], tuple[Criterion, ...]]:
    """The question grouped by organisation, the indicators, and by what peers are chosen.

    Raises:
        BadInput: with every fault found.
    """
    stated = codes_of(request.peers)
    faults = [not_one_of(NO_CRITERION, "peers", each, CRITERIA) for each in stated if each not in CRITERIA]
    if faults:
        raise BadInput(errors=faults)
    asked = asked_of(ValuesAsked(**request.model_dump(exclude={"indicators", "peers"}), group_by=["organisation"]))
    return asked, codes_of(request.indicators) or (CORE,), tuple(each for each in CRITERIA if each in stated)


def scorecard_out(scorecard: Scorecard, asked: ScorecardAsked, *, names: Mapping[str, str]) -> ScorecardOut:
    """The scorecard in the words of the API."""
    items = [_scored(each) for each in scorecard.scored]
    first = answer_of(scorecard.scored[0].answered, most_rows=1)
    stated = {} if first.boundaries is None else {"boundaries": first.boundaries}
    return ScorecardOut(
        **stated,
        party=scorecard.body.party,
        name=names.get(scorecard.body.party),
        period=first.period,
        granularity=asked.granularity,
        data_moment=first.data_moment,
        position=first.position,
        series="current",
        peers=_peers(scorecard),
        items=items,
    )


def _peers(scorecard: Scorecard) -> PeersOut:
    peers, said = scorecard.peers, scorecard.peers.said
    amount = None if peers.amount is None else exact(peers.amount)
    return PeersOut.like(
        peers,
        criteria=list(peers.criteria),
        not_applied=list(peers.not_applied),
        says=LocalisedText(nl=said.nl, en=said.en),
        tier=scorecard.body.tier,
        volume=VolumeOut(indicator=VOLUME, amount=amount, third=peers.third),
        bodies=list(peers.bodies),
    )


def _scored(scored: Scored) -> ScoredOut:
    answered = scored.answered
    answer = answer_of(answered, most_rows=len(scored.beside))
    card = answered.reading.card
    return ScoredOut(
        indicator=card.code,
        names=LocalisedText(nl=card.names.nl, en=card.names.en),
        direction=card.direction,
        definition=answer.definition,
        rows=[_row(answered.read_in(at), row, scored.beside[at]) for at, row in enumerate(answer.rows)],
    )


def _row(reading: Reading, row: RowOut, beside: Beside) -> ScoredRowOut:
    figure = beside.peers
    peers = PeerFigureOut(
        value=shown_number(reading, figure.value),
        reason=figure.reason,
        lower=shown_number(reading, figure.lower),
        upper=shown_number(reading, figure.upper),
        coverage=shown_answers(figure),
        with_data=beside.bodies,
    )
    return ScoredRowOut(**fields_of(row), peers=peers, listed=beside.listed, standing=place_out(beside.place))
