"""Spend and its impact as the API is asked and answers."""

from typing import Annotated, Literal

from pydantic import Field

from services.kpi.factor_sets.rules.factors import BUILT_IN
from services.kpi.spend_impact.rules.figures import OpenReason, Reason
from services.kpi.spend_impact.rules.question import GROUPINGS
from services.kpi.values.rules.question import View
from services.kpi.values.schemas.answer import DimensionUsed, Number, PeriodOut
from services.kpi.values.schemas.asked import MONTH
from services.kpi.values.schemas.dimensioned import Values
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment


class SpendImpactAsked(ApiModel):
    """Which spend, by which factors, in which groups."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included; spend stands in the last of its year.")
    factor_set: Annotated[str, Field(max_length=60)] = Field(BUILT_IN, description="An adopted set of factors.")
    measure: Values = Field([], description="Measures of the set, as greenhouse-gas; all of them when left out.")
    group_by: Values = Field([], description=f"One or more of {', '.join(GROUPINGS)}.")
    organisation: Values = Field([], description="Only spend of these bodies.")
    tier: Values = Field([], description="Only spend of these tiers.")
    category: Values = Field([], description="Only these categories, as bodies call them.")
    product_chain: Values = Field([], description="Only these product chains.")
    supplier_sector: Values = Field([], description="Only these sectors of suppliers (SBI).")
    purchase_type: Values = Field([], description="Only `generic` or `specific`; `unknown` where it is not stated.")
    spend_group: Values = Field([], description="Only these groups of spend.")
    exclude_category: Values = Field([], description="Without these categories, as GWW.")
    view: View = Field("released", description="`own`: the caller's own body, what is not released included.")
    as_of: int | None = Field(None, ge=0, le=2**63 - 1, description="Position of the change log: spend as it stood.")
    cursor: Annotated[str, Field(max_length=600)] | None = Field(None, description="`next` of the answer before.")
    limit: int = Field(1000, ge=1, le=5000, description="Most rows in the answer.")


class SpentOut(ApiModel):
    """What was spent, in euros: of bands the averages, with the least and the most; null where a band is open above.

    By VAT: what is certainly without it, certainly with it, and what says nothing of it.
    """

    rows: int
    value: Number
    lower: Number
    upper: Number | None
    vat_excluded: Number
    vat_included: Number
    vat_unknown: Number


class QualityShares(ApiModel):
    """Which share of the spend with a factor has one of this quality: A the same scope, D not for reporting."""

    a: float
    b: float
    c: float
    d: float


class ImpactOut(ApiModel):
    """What spend comes to in one measure of one kind. Kinds are never added.

    `coverage` is the share of the spend that has a factor, `share` that of this group in all groups together.
    """

    measure: str
    kind: Literal["footprint", "avoided", "compensated", "potential"]
    unit: str
    value: Number | None
    reason: Reason | None
    lower: Number | None
    upper: Number | None
    upper_reason: OpenReason | None
    coverage: float | None
    share: float | None
    quality: QualityShares | None


class SpendImpactRow(ApiModel):
    """A group; the largest impact comes first."""

    organisation: str | None = None
    tier: str | None = None
    category: str | None = None
    product_chain: str | None = None
    supplier_sector: str | None = None
    purchase_type: str | None = None
    spend_group: str | None = None
    year: str | None = None
    spend: SpentOut
    impacts: list[ImpactOut]


class NotCoveredOut(ApiModel):
    """Spend for which the set has no factor, and which share of all spend it leaves out."""

    measure: str
    kind: str
    category: str
    supplier_sector: str | None
    amount: Number
    share: float | None


class FactorSetUsed(ApiModel):
    """By which set it was computed."""

    code: str
    title: str
    source: str
    licence: str
    region: str
    price_year: int
    content_hash: str


class SpendImpactOut(ApiModel):
    """Spend and its impact. `basis`: of the year in which it was booked, never of the period of a contract."""

    factor_set: FactorSetUsed
    period: PeriodOut
    basis: Literal["booked-year"]
    position: int
    data_moment: OptionalMoment
    dimensions: list[DimensionUsed]
    total: SpendImpactRow
    rows: list[SpendImpactRow]
    not_covered: list[NotCoveredOut]
    caveats: list[LocalisedText]
    next: str | None


class SegmentOut(ApiModel):
    """A row of the figure of 2019."""

    code: str
    nl: str
    en: str
    spend_group: str
    ghg_kton: int
    material_kton: int
    jobs_least: int | None
    jobs_most: int | None


class ReferenceTotal(ApiModel):
    """What rows of the figure add up to; jobs of those that state them."""

    ghg_kton: int
    material_kton: int
    jobs_least: int
    jobs_most: int


class ImpactReferenceOut(ApiModel):
    """The figure of 2019 as a dated reference: never a figure of another year."""

    name: str
    version: str
    source: str
    year: int
    note: LocalisedText
    all_rows: ReferenceTotal
    without_gww: ReferenceTotal
    spend: dict[str, int] = Field(description="Euros by group.")
    rows: list[SegmentOut]
