"""Progress of a goal, as it is asked for and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from services.kpi.goals.operations.progress import By, GroupProgress, VariantProgress, YearProgress
from services.kpi.goals.rules.goal import Compare, Goal, PathKind
from services.kpi.goals.rules.progress import Expected, Forecast, Status, Why
from services.kpi.values.rules.faults import UNKNOWN_CODE, not_one_of
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.question import Asked
from services.kpi.values.schemas.answer import CoverageOut, LinksOut, Number, PeriodOut
from services.kpi.values.schemas.answered import exact, period_out
from services.kpi.values.schemas.asked import MONTH, ValuesAsked, asked_of
from services.kpi.values.schemas.dimensioned import Values
from shared.errors import BadInput
from shared.http.paging import DEFAULT_LIMIT, LARGEST_LIMIT, LONGEST_CURSOR, cut, page_asked
from shared.http.schema import ApiModel, LocalisedText
from shared.procurement.finding import Rule, Severity, Text
from shared.reference.lists import Status as CardStatus

NOT_WHOLE_YEARS = Rule(
    "not-whole-years",
    Severity.ERROR,
    "Voortgang gaat over hele jaren, {first} tot en met {last} niet.",
    "Progress is about whole years; {first} to {last} is not.",
    Text("Begin in januari en eindig in december.", "Begin in January and end in December."),
)
FORECAST = LocalisedText(
    nl="Kleinste kwadraten door de jaren met een waarde; 95 %-voorspellingsinterval (Student, n - 2 vrijheidsgraden).",
    en="Least squares through the years with a value; 95 % prediction interval (Student, n - 2 degrees of freedom).",
)


class ProgressAsked(ApiModel):
    """Over which years, by which indicators, and for whom."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, a January.")
    until: str = Field(pattern=MONTH, description="Last month, a December.")
    variant: str = Field("all", max_length=40, description="One of the indicators of the goal, or `all` of them.")
    group_by: By | None = Field(None, description="A group for each body or each tier; else all together.")
    tier: Values = Field([], description="Only these tiers; without it those for which the goal holds.")
    organisation: Values = Field([], description="Only these bodies.")
    method: Values = Field([], description="Only this method; an indicator that is stated per method needs one.")
    counted_on: str | None = Field(None, max_length=40, description="One of the indicator's own dates.")
    cursor: str | None = Field(
        None, max_length=LONGEST_CURSOR, description="Where to go on: `next` of the answer before."
    )
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT, description="Most groups in the answer.")


class ProgressYearOut(ApiModel):
    """A year: its figure with bounds, what the path asked, and how it stands."""

    year: int
    value: Number | None
    lower: Number | None
    upper: Number | None
    coverage: CoverageOut | None
    path: Number | None = Field(description="What the path asks in this year.")
    difference: Number | None = Field(description="The value less what the path asks.")
    status: Status | None
    certain: bool | None = Field(description="Whether both bounds say the same; null where one is missing.")
    reason: Why | None = Field(description="Why there is no status.")
    links: LinksOut | None


class GoalForecastOut(ApiModel):
    """What is expected in a year, with the interval in which it falls 95 times in 100 if nothing changes course."""

    year: int
    years: int = Field(description="How many years with a value it rests on.")
    value: Number
    lower: Number
    upper: Number
    expected: Expected | None = Field(description="Whether the whole interval reaches the target.")


class BaselineUsedOut(ApiModel):
    """The baseline that was compared with."""

    value: Number | None
    year: int


class GoalGroupOut(ApiModel):
    """How a body, a tier or all together stands: as in the newest year that says something."""

    organisation: str | None = None
    tier: str | None = None
    target: Number | None = Field(description="What is asked of this group, in the unit of the figure.")
    baseline: BaselineUsedOut | None
    status: Status | None
    status_year: int | None
    certain: bool | None
    reason: Why | None = Field(description="Why there is no status.")
    forecast: GoalForecastOut | None
    forecast_reason: Why | None
    years: list[ProgressYearOut]


class GoalVariantOut(ApiModel):
    """Progress by one indicator."""

    indicator: str
    names: LocalisedText
    definition_version: str
    definition_status: CardStatus
    unit: str
    reason: Why | None = Field(description="Why nothing can be said by this indicator.")
    groups: list[GoalGroupOut]


class ProgressOut(ApiModel):
    """How a goal stands, by each of its indicators: where the sources leave open how to count, none is chosen."""

    goal: str
    version: int
    text: LocalisedText
    target: Number | None
    target_text: str | None
    target_year: int | None
    ended_after: int | None = Field(description="Last year in which the goal held; null: it holds.")
    superseded_by: list[str] = Field(description="The goals that came in its place.")
    compare: Compare
    path: PathKind | None
    period: PeriodOut
    forecast_method: LocalisedText
    reason: Why | None = Field(description="Why nothing can be said at all.")
    variants: list[GoalVariantOut]
    next: str | None = Field(description="Cursor of the following groups; null when these are the last.")


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The groups of one page, and the cursor of the next."""

    keys: frozenset[str]
    following: str | None


def page_of_groups(variants: Sequence[VariantProgress], asked: ProgressAsked) -> GroupPage:
    """The next groups in the order of their keys, the same for every variant."""
    paging = page_asked(asked.cursor, asked.limit)
    after = paging.after_text()
    keys = sorted({group.key for variant in variants for group in variant.groups})
    left = [key for key in keys if after is None or key > after]
    shown, following = cut(left[: paging.fetch], asked=paging, key=lambda key: (key,))
    return GroupPage(frozenset(shown), following)


def asked_progress(request: ProgressAsked, goal: Goal) -> Asked:
    """The question for the figures; raises BadInput with every fault found."""
    tiers = request.tier or ([] if request.organisation else list(goal.scope.tiers))
    bodies = request.organisation or ([] if tiers else list(goal.scope.organisations))
    asked = asked_of(
        ValuesAsked.model_validate(
            {
                "from": request.from_,
                "until": request.until,
                "granularity": "year",
                "groupBy": [] if request.group_by is None else [request.group_by],
                "tier": tiers,
                "organisation": bodies,
                "method": request.method,
                "countedOn": request.counted_on,
            }
        )
    )
    if not asked.period.is_whole_years:
        fault = NOT_WHOLE_YEARS.within("query", "until", first=request.from_, last=request.until)
        raise BadInput(errors=(fault,))
    return asked


def variants_asked(goal: Goal, variant: str) -> tuple[str, ...]:
    """The indicators asked for; raises BadInput for one that does not measure the goal."""
    if variant == "all":
        return goal.indicators
    if variant not in goal.indicators:
        raise BadInput(errors=(not_one_of(UNKNOWN_CODE, "variant", variant, ["all", *goal.indicators]),))
    return (variant,)


def progress_shown(
    goal: Goal, version: int, period: Period, variants: Sequence[VariantProgress], *, by: By | None, page: GroupPage
) -> ProgressOut:
    """The answer, with the groups of one page."""
    return ProgressOut(
        goal=goal.code,
        version=version,
        text=LocalisedText.like(goal.text),
        target=None if goal.target.value is None else exact(goal.target.value),
        target_text=goal.target.text,
        target_year=goal.target.year,
        ended_after=goal.ended_after,
        superseded_by=list(goal.superseded_by),
        compare=goal.target.compare,
        path=None if goal.path is None else goal.path.kind,
        period=period_out(period),
        forecast_method=FORECAST,
        reason=None if goal.indicators else "no-indicator",
        variants=[_variant(each, by=by, keys=page.keys) for each in variants],
        next=page.following,
    )


def _variant(variant: VariantProgress, *, by: By | None, keys: frozenset[str]) -> GoalVariantOut:
    card = variant.card
    return GoalVariantOut(
        indicator=card.code,
        names=LocalisedText.like(card.names),
        definition_version=card.version,
        definition_status=card.status,
        unit=card.unit,
        reason=variant.why,
        groups=[_group(each, by=by) for each in variant.groups if each.key in keys],
    )


def _group(group: GroupProgress, *, by: By | None) -> GoalGroupOut:
    named = {} if by is None else {by: group.key}
    standing, baseline = group.standing, group.baseline
    return GoalGroupOut(
        **named,
        target=_number(group.aim.value),
        baseline=None if baseline is None else BaselineUsedOut(value=_number(baseline.value), year=baseline.year),
        status=standing.status,
        status_year=standing.year if standing.status else None,
        certain=standing.certain,
        reason=standing.why,
        forecast=None if group.forecast is None else _forecast(group.forecast),
        forecast_reason=group.why_no_forecast,
        years=[_year(each) for each in group.years],
    )


def _year(year: YearProgress) -> ProgressYearOut:
    figure, standing, row = year.figure, year.standing, year.row
    return ProgressYearOut(
        year=figure.year,
        value=_number(figure.value),
        lower=_number(figure.lower),
        upper=_number(figure.upper),
        coverage=row.coverage if row else None,
        path=_number(standing.path),
        difference=None if figure.value is None or standing.path is None else _number(figure.value - standing.path),
        status=standing.status,
        certain=standing.certain,
        reason=standing.why,
        links=row.links if row else None,
    )


def _forecast(forecast: Forecast) -> GoalForecastOut:
    return GoalForecastOut(
        year=forecast.year,
        years=forecast.years,
        value=exact(forecast.value),
        lower=exact(forecast.lower),
        upper=exact(forecast.upper),
        expected=forecast.expected,
    )


def _number(number: Decimal | None) -> Number | None:
    """As a figure is shown: six decimals at most."""
    return None if number is None else exact(round(number, 6))
