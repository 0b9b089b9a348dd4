"""Which figure is traced: the filters of the figure as the API names them, and those of the rows behind it."""

from typing import Annotated, Final, Literal

from pydantic import Field

from dashboard.page.period import OfMonths

_Words = Annotated[list[Annotated[str, Field(max_length=300)]], Field(default_factory=list, max_length=50)]
_OF_ROWS: Final = {"certainty", "verdict", "cursor"}


class OfRows(OfMonths):
    """One figure, and of its rows all or some."""

    counted_on: str | None = Field(None, max_length=40, alias="countedOn")
    version: str | None = Field(None, max_length=40)
    as_of: str | None = Field(None, max_length=40, alias="asOf")
    publication: str | None = Field(None, max_length=40)
    boundaries: str | None = Field(None, max_length=10)
    tier: _Words
    organisation: _Words
    goal: _Words
    product_chain: _Words = Field(alias="productChain")
    step: _Words
    theme: _Words
    method: _Words
    local_theme: _Words = Field(alias="localTheme")
    nature: _Words
    threshold: _Words
    plan_theme: _Words = Field(alias="planTheme")
    purchasing: _Words
    rijk_category: _Words = Field(alias="rijkCategory")
    isv_category: _Words = Field(alias="isvCategory")
    certainty: Literal["in", "undetermined", "out", ""] | None = None
    verdict: Literal["yes", "no", "known", "unknown", ""] | None = None
    cursor: str | None = Field(None, max_length=2000)

    @property
    def of_figure(self) -> dict[str, object]:
        """What the figure is asked with."""
        return self.model_dump(by_alias=True, exclude=_OF_ROWS)

    @property
    def of_rows(self) -> dict[str, object]:
        """What its rows are asked with."""
        return self.model_dump(by_alias=True)

    @property
    def stated(self) -> dict[str, object]:
        """What stands in the address of the figure, without what is left out."""
        return {name: value for name, value in self.of_figure.items() if value}
