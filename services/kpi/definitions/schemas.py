"""Definitions and dimensions as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import date

from pydantic import Field

from services.kpi.definitions.declarations.dimensions import LOCAL_THEME
from services.kpi.definitions.declarations.fact import Dimension
from services.kpi.definitions.operations import in_force, last_day
from services.kpi.definitions.rules.card import Card, Direction, KeptCard, Kind, Level, Time
from services.kpi.definitions.rules.dimensions import DIMENSIONS, GROUPINGS_EN, GROUPINGS_NL
from services.kpi.definitions.rules.own_themes import ThemeChoice, names_by_code
from services.kpi.definitions.store import CodeNames
from shared.http.schema import ApiModel, LocalisedText, OptionalDay
from shared.reference.codes import Tier, labels
from shared.reference.lists import Status
from shared.reference.themes import named_theme


class MeasureOut(ApiModel):
    """The measure as its card states it."""

    kind: Kind
    fact: str
    unit_of_count: str
    counted_on: list[str]
    time: Time
    population: str
    hit: str | None
    weight: str | None
    value: str | None
    numerator: str | None
    denominator: str | None
    minimum_coverage: float
    hours_per_week: float | None
    required_dimensions: list[str]


class IndicatorOut(ApiModel):
    """A definition card."""

    code: str
    version: str
    status: Status
    owner: str
    valid_from: OptionalDay
    valid_until: OptionalDay
    names: LocalisedText
    definition: LocalisedText
    theme: str
    level: Level
    scope: str
    unit: str
    direction: Direction
    obligation: list[Tier]
    sources: list[str]
    caveats: list[LocalisedText]
    core: bool = Field(description="One of the few that every body is asked for; the others are optional.")
    method: LocalisedText | None = Field(description="How it is measured.")
    ask_supplier: LocalisedText | None = Field(description="What a supplier is asked for it; null: nothing.")
    goals: list[str] = Field(description="Codes of the goals it counts for.")
    policies: list[str] = Field(description="Codes of the reference list policy-documents.")
    measure: MeasureOut
    dimensions: list[str]
    computable: bool
    versions: list[str]


class CodeOut(ApiModel):
    """A value of a dimension with its names."""

    code: str
    names: LocalisedText


class DimensionOut(ApiModel):
    """A dimension: its names, whether its groups add up, its codes (empty when the list is open), who carries it."""

    name: str
    partition: bool
    names: LocalisedText
    codes: list[CodeOut]
    indicators: list[str]


class DimensionsOut(ApiModel):
    """All dimensions, and the groupings that can be answered."""

    items: list[DimensionOut]
    groupings: LocalisedText


def indicator_shown(kept: KeptCard, cards: Sequence[KeptCard]) -> IndicatorOut:
    """A card as the API shows it, with the versions there are."""
    return IndicatorOut.like(
        kept.card,
        valid_until=last_day(kept, cards),
        measure=_measure(kept.card),
        dimensions=_dimensions_of(kept.card),
        computable=kept.failure is None,
        versions=[other.card.version for other in cards if other.card.code == kept.card.code],
    )


def dimensions_shown(
    cards: Sequence[KeptCard],
    *,
    listed: Mapping[Dimension, CodeNames],
    choices: Sequence[ThemeChoice],
    on: date,
) -> DimensionsOut:
    """Every dimension, with the indicators that carry it and the groupings that can be answered.

    `listed`: the codes of those that stand in a reference list.
    """
    named = {**listed, LOCAL_THEME: names_by_code(choices)}
    carried = {kept.card.code: _dimensions_of(kept.card) for kept in in_force(cards, on=on)}
    return DimensionsOut(
        items=[_dimension(dimension, carried, named.get(dimension)) for dimension in DIMENSIONS.values()],
        groupings=LocalisedText(nl=GROUPINGS_NL, en=GROUPINGS_EN),
    )


def _dimension(dimension: Dimension, carried: Mapping[str, Sequence[str]], names: CodeNames | None) -> DimensionOut:
    return DimensionOut(
        name=dimension.name,
        partition=dimension.partition,
        names=LocalisedText(nl=dimension.nl, en=dimension.en),
        codes=_codes(dimension, names),
        indicators=[code for code, names in carried.items() if dimension.name in names],
    )


def _codes(dimension: Dimension, names: CodeNames | None) -> list[CodeOut]:
    named: CodeNames
    if names is not None:
        named = names
    elif dimension.key == "theme":
        named = {code: (named_theme(code).nl, named_theme(code).en) for code in dimension.codes}
    elif dimension.codes:
        named = {label.code: (label.nl, label.en) for label in labels(dimension.name).values()}
    else:
        return []
    return [CodeOut(code=code, names=LocalisedText(nl=nl, en=en)) for code, (nl, en) in named.items()]


def _dimensions_of(card: Card) -> list[str]:
    return [name for name in DIMENSIONS if card.fact.carries(name)]


def _measure(card: Card) -> MeasureOut:
    return MeasureOut.like(card.measure, counted_on=list(card.counted_on_words))
