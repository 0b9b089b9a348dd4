"""Suggested shares and what-ifs as the API is asked and answers."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from services.kpi.allocations.operations.suggesting import Asked, Suggested, Tried
from services.kpi.allocations.rules.suggestions import Key, WhyNot
from services.kpi.allocations.schemas.allocations import MOST_SHARES, SumOut
from services.kpi.allocations.schemas.allocations import Key as PartyKey
from services.kpi.factor_sets.rules.factors import BUILT_IN
from services.kpi.goals.rules.goal import Amount, Year
from services.kpi.values.schemas.answer import Number
from services.kpi.values.schemas.answered import exact
from services.kpi.values.schemas.dimensioned import Values
from shared.errors import BadInput
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.procurement.finding import Rule, Severity, Text
from shared.reference.codes import Tier

NO_WEIGHT = Rule(
    "allocation-no-weight",
    Severity.ERROR,
    "Geen enkele sleutel weegt mee.",
    "No key weighs anything.",
    Text("Geef spend, footprint of influence een gewicht boven nul.", "Give spend, footprint or influence a weight."),
)
BASIS = {
    "spend": LocalisedText(
        nl="De uitgaven in het boekjaar; van staffels het gemiddelde, met het minst en het meest.",
        en="What was spent in the booking year; of bands the average, with the least and the most.",
    ),
    "footprint": LocalisedText(
        nl="De uitgaven maal de factoren voor broeikasgas van de gekozen set, met de grenzen van beide.",
        en="Spend times the factors for greenhouse gas of the chosen set, with the bounds of both.",
    ),
    "influence": LocalisedText(
        nl="Wat een organisatie alleen voor zichzelf inkoopt (specifiek); over generiek besluit de categorie. Een eigen"
        " maat: de bronnen noemen invloed zonder maat.",
        en="What a body buys for itself alone (specific); of generic purchases the category decides. A measure of ours:"
        " the sources name influence without one.",
    ),
}


class SuggestionAsked(ApiModel):
    """Whose shares, and by the spend of which year."""

    year: Year = Field(description="Booking year of the spend.")
    tier: Values = Field([], description="Bodies of these tiers; without it those for which the goal holds.")
    organisation: Values = Field([], description="Only these bodies.")
    factor_set: Annotated[str, Field(max_length=60)] = Field(BUILT_IN, description="An adopted set of factors.")


# A decimal default stands in a description as text, where the linter wants the number that it is.
KeyWeight = Annotated[Amount, Field(ge=0, json_schema_extra={"default": 0})]


class KeyWeights(ApiModel):
    """How much each key weighs."""

    spend: KeyWeight = Decimal(0)
    footprint: KeyWeight = Decimal(0)
    influence: KeyWeight = Decimal(0)


class FixedShare(ApiModel):
    """The amount of a body that is not divided by weight."""

    organisation: PartyKey
    amount: Annotated[Amount, Field(ge=0)]


class TrialOfShares(ApiModel):
    """What if a goal were divided like this: by a mix of keys, with some amounts fixed."""

    year: Year = Field(description="Booking year of the spend.")
    tiers: Annotated[tuple[Tier, ...], Field(max_length=20)] = ()
    organisations: Annotated[tuple[PartyKey, ...], Field(max_length=MOST_SHARES)] = ()
    factor_set: Annotated[str, Field(max_length=60)] = BUILT_IN
    weights: KeyWeights
    fixed: Annotated[tuple[FixedShare, ...], Field(max_length=MOST_SHARES)] = ()
    places: Annotated[int, Field(ge=0, le=6, description="Decimals of an amount.")] = 0


class SuggestedShare(ApiModel):
    """The share of a body by one key, with the bounds over all ways the data can lie."""

    value: Number | None = Field(description="What the body weighs, in the unit of the key.")
    lower: Number | None
    upper: Number | None
    share: float | None
    share_lower: float
    share_upper: float
    amount: Number | None = Field(description="The share of the total of the goal.")
    reason: WhyNot | None


class SuggestionRow(ApiModel):
    """A body with its share by each key."""

    organisation: str
    spend: SuggestedShare
    footprint: SuggestedShare
    influence: SuggestedShare


class KeyBasis(ApiModel):
    """What a key rests on, and for how many of the bodies there is data."""

    key: Key
    basis: LocalisedText
    bodies: int
    with_value: int


class SuggestionsOut(ApiModel):
    """Suggested shares of a goal, side by side; none of them is a decision."""

    goal: str
    version: int
    total: Amount
    unit: str | None
    year: int
    factor_set: str
    position: int
    data_moment: OptionalMoment
    keys: list[KeyBasis]
    rows: list[SuggestionRow]


class TriedShare(ApiModel):
    """The amount of a body in a what-if."""

    organisation: str
    amount: Amount
    fixed: bool


class TrialOfSharesOut(ApiModel):
    """A what-if: the amounts and their sum against the total. Nothing of it is kept."""

    goal: str
    version: int
    unit: str | None
    year: int
    position: int
    sum: SumOut
    keys: list[KeyBasis]
    shares: list[TriedShare]


def weights_of(asked: TrialOfShares) -> dict[Key, Decimal]:
    """The weights above nothing; raises BadInput when there are none."""
    stated: dict[Key, Decimal] = {
        "spend": asked.weights.spend,
        "footprint": asked.weights.footprint,
        "influence": asked.weights.influence,
    }
    weights = {key: weight for key, weight in stated.items() if weight > 0}
    if not weights:
        raise BadInput(errors=(NO_WEIGHT.at("/weights"),))
    return weights


def suggestions_shown(suggested: Suggested, asked: Asked) -> SuggestionsOut:
    """Every body with its shares."""
    return SuggestionsOut(
        goal=suggested.goal.code,
        version=suggested.goal.number,
        total=suggested.total,
        unit=suggested.goal.goal.unit,
        year=asked.year,
        factor_set=asked.factor_set,
        position=suggested.moment.position,
        data_moment=suggested.moment.recorded_at,
        keys=_keys(suggested),
        rows=[
            SuggestionRow(organisation=body, **{key: _share(suggested, key, body) for key in suggested.weighed})
            for body in suggested.bodies
        ],
    )


def trial_shown(tried: Tried, asked: Asked) -> TrialOfSharesOut:
    """A what-if."""
    suggested = tried.suggested
    return TrialOfSharesOut(
        goal=suggested.goal.code,
        version=suggested.goal.number,
        unit=suggested.goal.goal.unit,
        year=asked.year,
        position=suggested.moment.position,
        sum=SumOut.like(tried.sum),
        keys=_keys(suggested),
        shares=[
            TriedShare(organisation=body, amount=amount, fixed=body in tried.fixed)
            for body, amount in sorted(tried.amounts.items())
        ],
    )


def _keys(suggested: Suggested) -> list[KeyBasis]:
    return [
        KeyBasis(
            key=key,
            basis=BASIS[key],
            bodies=len(suggested.bodies),
            with_value=sum(1 for each in weighed.values() if each.value is not None),
        )
        for key, weighed in suggested.weighed.items()
    ]


def _share(suggested: Suggested, key: Key, body: str) -> SuggestedShare:
    weighed, part = suggested.weighed[key][body], suggested.parts[key][body]
    shown = [None if each is None else exact(round(each, 2)) for each in (weighed.value, weighed.lower, weighed.upper)]
    value, lower, upper = shown
    return SuggestedShare(
        value=value,
        lower=lower,
        upper=upper,
        share=None if part.share is None else round(float(part.share), 6),
        share_lower=round(float(part.lower), 6),
        share_upper=round(float(part.upper), 6),
        amount=None if part.share is None else _amount(suggested.total, part.share),
        reason=weighed.why,
    )


def _amount(total: Decimal, share: Fraction) -> Number:
    return exact(round(total * share.numerator / share.denominator, 2))
