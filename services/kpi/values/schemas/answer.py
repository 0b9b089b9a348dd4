"""What an answer with figures looks like. Shares and coverages are fractions of one; amounts euros excluding VAT."""

from datetime import date
from typing import TypeAlias

from pydantic import Field

from services.kpi.definitions.rules.card import Kind, Time
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Series, View
from services.kpi.values.schemas.dimensioned import Grouped
from services.kpi.values.schemas.theme_names import ThemeNamesOut
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment
from shared.reference.codes import SuccessionKind
from shared.reference.lists import Status

Number: TypeAlias = int | float


class PeriodOut(ApiModel):
    """Months from and until, both included."""

    from_: str = Field(alias="from")
    until: str


class DefinitionOut(ApiModel):
    """What was counted, and how."""

    version: str
    status: Status
    kind: Kind
    unit: str
    unit_of_count: str
    counted_on: str
    time: Time
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


class CoverageOut(ApiModel):
    """How much of what there is stands behind the figure. `euros` is null where no outside total is known."""

    answers: float | None
    bodies: BodiesOut | None
    euros: float | None


class LinksOut(ApiModel):
    """Where to read on: what was counted, what the figure rests on, and the rows behind it."""

    definition: str
    explanation: str | None = Field(None, description="Everything that the figure rests on.")
    evidence: str | None = Field(None, description="The rows that were counted, as they stood; not where none were.")


class BreakOut(ApiModel):
    """From this part of the period on something else is counted: by the second version, and by the first before."""

    from_: str = Field(alias="from")
    to: str


class RowOut(Grouped):
    """One group in one part of the period. Dimensions stand here when asked for; `period` with granularity."""

    period: PeriodOut | None = None
    version: str | None = Field(
        None, description="Version of the definition, here where not all parts of the period are by the same."
    )
    break_: BreakOut | None = Field(
        None, alias="break", description="Here where the series breaks: not to be compared with the part before."
    )
    steps: dict[str, Number] | None = Field(
        None, description="Of a figure on an ordinal scale: rows that are in, by the step they stand on."
    )
    local_theme_names: LocalisedText | None = Field(None, description="What the body calls this theme of its own.")
    left_out: bool | None = Field(
        None, description="Here where the body left this theme out of its own overview; every total still has it."
    )
    value: Number | None
    reason: Reason | None
    counts: CountsOut | None
    lower: Number | None
    upper: Number | None
    coverage: CoverageOut | None
    provisional: float | None = Field(
        None, description="Of a published figure: the share of its rows from bodies that had not approved the year."
    )
    links: LinksOut


class SuccessionOut(ApiModel):
    """A predecessor and a successor of a merger, split or renaming."""

    predecessor: str
    successor: str
    kind: SuccessionKind
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
    series: Series
    view: View
    dimensions: list[DimensionUsed]
    boundaries: BoundariesOut | None = Field(
        None, description="Here when asked for; otherwise bodies are those of the period itself."
    )
    theme_names: ThemeNamesOut | None = Field(
        None, description="Here when asked for (`themeList`); otherwise themes are those of the Agenda."
    )
    publications: list[str] | None = Field(
        None, description="Here for a published series: where its figures were published, by part of the period."
    )
    rows: list[RowOut]
    next: str | None = Field(description="Cursor of the following rows; null when these are the last.")


class AnswersOut(ApiModel):
    """Figures of several indicators, in the order asked."""

    items: list[AnswerOut]
