"""Sets of factors as the API takes and gives them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field

from services.kpi.factor_sets.rules.factors import Factor
from services.kpi.factor_sets.store import KeptSet
from services.kpi.values.schemas.answer import Number
from services.kpi.values.schemas.answered import exact
from shared.free_text import WITHOUT_CONTACTS, WrittenReason
from shared.http.schema import ApiModel, Moment, OptionalMoment

_Written = Annotated[str, Field(min_length=2, max_length=500), WITHOUT_CONTACTS]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.\-]{1,59}$")]


class FactorSetAsked(ApiModel):
    """What is said of a set beside its table."""

    code: Code = Field(description="Its name for ever, with its version: exiobase-3.8.2-2019.")
    title: _Written
    source: _Written = Field(description="Where the factors come from.")
    source_address: Annotated[str, Field(max_length=500, pattern=r"^https://\S+$")] | None = Field(
        None, description="Where they can be had."
    )
    licence: _Written = Field(description="On what terms they are used.")
    region: Annotated[str, Field(min_length=2, max_length=60)] = Field(description="Of which economy they are.")
    price_year: int = Field(ge=1990, le=2100, description="The year of the prices of a euro in the factors.")
    price_indices: Annotated[str, Field(max_length=1000)] | None = Field(
        None,
        description="Price level by year, as 2019:100,2023:118.3: brings spend of those years to the price year.",
    )
    reason: WrittenReason


class FactorSetDecision(ApiModel):
    """Why."""

    reason: WrittenReason


class FactorSetOut(ApiModel):
    """A set of factors: its source and terms, and who decided what, when and why."""

    code: str
    title: str
    source: str
    source_address: str | None
    licence: str
    region: str
    price_year: int
    price_indices: dict[str, str]
    content_hash: str = Field(description="SHA-256 over the factors.")
    built_in: bool = Field(description="It comes with the program.")
    state: Literal["draft", "adopted", "withdrawn"]
    reason: str
    decision: str | None
    proposed_at: Moment
    decided_at: OptionalMoment
    proposed_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt sets alone.")
    decided_by: str | None = Field(description="Pseudonym; for whoever may propose or adopt sets alone.")

    @classmethod
    def of(cls, kept: KeptSet, *, people: bool) -> Self:
        """The set, with who decided for those who decide."""
        hidden = {} if people else {"proposed_by": None, "decided_by": None}
        return cls.like(kept, price_indices=dict(kept.price_indices), **hidden)


class FactorSetsOut(ApiModel):
    """Every set, newest first."""

    items: list[FactorSetOut]


class FactorOut(ApiModel):
    """What `per` euros of what it covers come to; without a value the source gives a range alone."""

    covers: str
    key: str
    measure: str
    kind: str
    unit: str
    low: Number
    value: Number | None
    high: Number
    per: Number
    quality: str
    note: str


class FactorsOut(ApiModel):
    """The factors of a set."""

    code: str
    items: list[FactorOut]

    @classmethod
    def of(cls, code: str, factors: Sequence[Factor]) -> Self:
        """The factors as numbers."""
        return cls(code=code, items=[_shown(each) for each in factors])


def _shown(factor: Factor) -> FactorOut:
    numbers: dict[str, Decimal | None] = {
        "low": factor.low,
        "value": factor.value,
        "high": factor.high,
        "per": factor.per,
    }
    return FactorOut.like(factor, **{name: None if each is None else exact(each) for name, each in numbers.items()})
