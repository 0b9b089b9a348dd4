"""The period of a page: a whole year by default, or months from and until."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shared.dutch_day import today

Year = Annotated[int, Field(ge=2000, le=2100)]
Month = Annotated[str, Field(pattern=r"^(20|21)\d\d-(0[1-9]|1[0-2])$")]


def _several(stated: object) -> object:
    values = (stated,) if isinstance(stated, str) else stated
    return tuple(each for each in values if each != "") if isinstance(values, list | tuple) else values


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""Values that may be repeated in an address; one is a list of one, and an empty one is none."""

FIRST_YEAR = 2016


def last_year() -> int:
    """The last year that is over."""
    return today().year - 1


class Filters(BaseModel):
    """Filters in the address; one that a page does not know is refused, not passed over in silence."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)


class OfYear(Filters):
    """A page about one year; without one the last that is over."""

    year: Year = Field(default_factory=last_year)

    @property
    def period(self) -> dict[str, str]:
        """The year as services are asked for it."""
        return {"from": f"{self.year}-01", "until": f"{self.year}-12"}


class OfMonths(Filters):
    """A page about months, both ends in; without them the last year that is over."""

    from_: Month = Field(default_factory=lambda: f"{last_year()}-01", alias="from")
    until: Month = Field(default_factory=lambda: f"{last_year()}-12")


def years() -> list[int]:
    """The years to choose from, newest first; the one that runs is the first."""
    return list(range(today().year, FIRST_YEAR - 1, -1))
