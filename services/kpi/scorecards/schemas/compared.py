"""What every question that compares bodies states."""

from pydantic import Field

from services.kpi.values.schemas.asked import MONTH
from services.kpi.values.schemas.dimensioned import Values
from shared.http.schema import ApiModel, OptionalDay


class Compared(ApiModel):
    """A period, and in which boundaries bodies are compared."""

    from_: str = Field(alias="from", pattern=MONTH, description="First month, as 2025-01.")
    until: str = Field(pattern=MONTH, description="Last month, included.")
    theme: Values = Field([], description="Theme, for an indicator that is stated by theme.")
    local_theme: Values = Field([], description="Theme of bodies' own, by its code, for an indicator stated by those.")
    method: Values = Field([], description="Method, for an indicator that is stated by method.")
    boundaries: OptionalDay = Field(
        None,
        description="Bodies as they stand on this day: what merged or was renamed by then counts as its successor.",
    )
