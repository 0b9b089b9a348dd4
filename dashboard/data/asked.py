"""Which figures the query builder asks, named as in the API."""

from typing import Literal

from pydantic import Field

from dashboard.page.period import OfMonths


class AskedFigures(OfMonths):
    """One indicator, a period, and how it is split."""

    indicator: str | None = Field(None, max_length=40)
    granularity: Literal["month", "quarter", "year", ""] | None = None
    group_by: str | None = Field(None, max_length=40, alias="groupBy")
    tier: str | None = Field(None, max_length=40)
    series: Literal["first", "final", ""] | None = None

    @property
    def query(self) -> dict[str, object]:
        """What kpi is asked; what is left empty is left out."""
        stated = self.model_dump(by_alias=True, exclude={"indicator"})
        return {name: value for name, value in stated.items() if value}
