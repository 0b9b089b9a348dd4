"""What the kpi API takes and gives. Shares and coverages are fractions of one; amounts are euros excluding VAT."""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from services.kpi.cells.rules.months import Granularity
from services.kpi.definitions.card import CountedOnWord
from shared.http.schema import ApiModel, LocalisedText, OptionalDay, OptionalMoment

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
Number: TypeAlias = int | float
Values: TypeAlias = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=200)]


class ValuesAsked(ApiModel):
    """Which figures: a period, a grouping, filters, and which version of card, data and view."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included.")
    granularity: Granularity | None = Field(
        None, description="A row per calendar month, quarter or year; without it the whole period is one."
    )
    group_by: Values = Field([], description="Dimensions to group by, repeated or separated by commas.")
    tier: Values = Field([], description="Only these tiers; `unknown` for buyers that are not linked to a party.")
    organisation: Values = Field([], description="Only these lead bodies (party URI).")
    nature: Values = Field([], description="Only works, supplies or services.")
    threshold: Values = Field([], description="Only above, below or undetermined.")
    product_chain: Values = Field([], description="Only these product chains.")
    purchase_type: Values = Field([], description="Only these purchase types.")
    theme: Values = Field([], description="Only these themes; for indicators that are stated per theme.")
    counted_on: CountedOnWord | None = Field(
        None, description="Date that places a row in a month: award decision, or launch (the early variant)."
    )
    version: str | None = Field(
        None, max_length=40, description="Version of the definition; default: valid on the last day of the period."
    )
    series: Literal["first", "final", "current"] = Field(
        "current", description="Published series, or as it stands now."
    )
    view: Literal["released", "own"] = Field(
        "released", description="`own`: the caller's own body, what is not released included."
    )
    as_of: str | None = Field(
        None, max_length=40, description="Position of the change log, or a moment (RFC 3339): the data as they stood."
    )
    boundaries: OptionalDay = Field(
        None,
        description="Bodies as they stand on this day: what merged or was renamed by then counts as its successor.",
    )
    cursor: str | None = Field(None, max_length=2000, description="Where to go on: `next` of the answer before.")
    limit: int = Field(1000, ge=1, le=5000, description="Most rows in the answer.")


class SeveralValuesAsked(ValuesAsked):
    """The same for several indicators in one call."""

    indicators: Values = Field(min_length=1, description="Codes, repeated or separated by commas.")


class PeriodOut(ApiModel):
    """Months from and until, both included."""

    from_: str = Field(alias="from")
    until: str


class DefinitionOut(ApiModel):
    """What was counted, and how."""

    version: str
    status: str
    kind: str
    unit: str
    unit_of_count: str
    counted_on: str
    time: str
    minimum_coverage: float


class DimensionUsed(ApiModel):
    """A dimension of the answer; the groups of a partition add up to the whole, those of others overlap."""

    name: str
    partition: bool


class CertainCounts(ApiModel):
    """Rows that are in, or undetermined.

    A share has yes, no and unknown (of a value share: euros); other kinds have the rows whose value is known and
    unknown, and the sum of the known ones (of a ratio: with the base they are divided by).
    """

    yes: Number | None = None
    no: Number | None = None
    known: Number | None = None
    unknown: Number | None = None
    sum: Number | None = None
    base: Number | None = None


class CountsOut(ApiModel):
    """What the figure is made of."""

    in_: CertainCounts = Field(alias="in")
    undetermined: CertainCounts
    out: Number
    without_amount: int | None = Field(
        None, description="Rows of a value share, in or undetermined, without an amount."
    )


class BodiesOut(ApiModel):
    """Bodies with data, of those in the register; null where the question splits by what is not known of bodies."""

    with_data: int | None
    in_register: int | None


class SupplementsOut(ApiModel):
    """Procedures with a supplement of the buyer, of those known from notices."""

    received: int
    procedures: int


class CoverageOut(ApiModel):
    """How much of what there is stands behind the figure. `euros` is null where no outside total is known."""

    answers: float | None
    bodies: BodiesOut | None
    supplements: SupplementsOut | None
    euros: float | None


class LinksOut(ApiModel):
    """Where to read on."""

    definition: str


class RowOut(ApiModel):
    """One group in one part of the period. Dimensions stand here when asked for; `period` with granularity."""

    tier: str | None = None
    organisation: str | None = None
    nature: str | None = None
    threshold: str | None = None
    product_chain: str | None = None
    purchase_type: str | None = None
    theme: str | None = None
    period: PeriodOut | None = None
    value: Number | None
    reason: str | None
    counts: CountsOut | None
    lower: Number | None
    upper: Number | None
    coverage: CoverageOut | None
    links: LinksOut


class SuccessionOut(ApiModel):
    """A predecessor and a successor of a merger, split or renaming."""

    predecessor: str
    successor: str
    kind: str
    effective_on: date


class BoundariesOut(ApiModel):
    """In whose boundaries bodies are counted. A split is not cast back: its predecessor stays a series of its own."""

    on: date
    cast_back: list[SuccessionOut]
    not_cast_back: list[SuccessionOut]


class AnswerOut(ApiModel):
    """Figures of one indicator."""

    indicator: str
    definition: DefinitionOut
    period: PeriodOut
    data_moment: OptionalMoment
    position: int | None = Field(description="Every change up to this position of the change log is in the figures.")
    series: str
    view: str
    dimensions: list[DimensionUsed]
    boundaries: BoundariesOut | None = Field(
        None, description="Here when asked for; otherwise bodies are those of the period itself."
    )
    rows: list[RowOut]
    next: str | None = Field(description="Cursor of the following rows; null when these are the last.")


class AnswersOut(ApiModel):
    """Figures of several indicators, in the order asked."""

    items: list[AnswerOut]


class MeasureOut(ApiModel):
    """The measure as its card states it."""

    kind: str
    fact: str
    unit_of_count: str
    counted_on: list[CountedOnWord]
    time: str
    population: str
    hit: str | None
    weight: str | None
    value: str | None
    numerator: str | None
    denominator: str | None
    minimum_coverage: float
    required_dimensions: list[str]


class IndicatorOut(ApiModel):
    """A definition card."""

    code: str
    version: str
    status: str
    owner: str
    valid_from: OptionalDay
    valid_until: OptionalDay
    names: LocalisedText
    definition: LocalisedText
    theme: str
    level: str
    scope: str
    unit: str
    direction: str
    obligation: list[str]
    sources: list[str]
    caveats: list[LocalisedText]
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
