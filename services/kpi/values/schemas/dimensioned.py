"""Models with a property for every declared dimension: filters of a question, groups of a row."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import Field, create_model
from pydantic.alias_generators import to_snake

from services.kpi.definitions.declarations.fact import Dimension
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.values.rules.question import UNKNOWN
from shared.http.schema import ApiModel

Values: TypeAlias = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=200)]
# All indicators, repeated or with commas: together no more than fits in the line of a request.
Codes: TypeAlias = Annotated[list[Annotated[str, Field(max_length=700)]], Field(max_length=85)]
"""Codes of indicators: all there are fit into one value."""


def _filter_of(dimension: Dimension) -> str:
    codes = f": {', '.join(dimension.codes)}" if dimension.codes else ""
    return f"Only rows of this {dimension.en}{codes}; `{UNKNOWN}` for those whose {dimension.en} is not known."


if TYPE_CHECKING:

    class Filtered(ApiModel):
        """The filters of a question."""

    class Grouped(ApiModel):
        """The groups a row stands for."""

else:
    Filtered = create_model(
        "Filtered",
        __base__=ApiModel,
        **{
            to_snake(name): (Values, Field([], description=_filter_of(dimension)))
            for name, dimension in DIMENSIONS.items()
        },
    )
    Grouped = create_model("Grouped", __base__=ApiModel, **{to_snake(name): (str | None, None) for name in DIMENSIONS})
