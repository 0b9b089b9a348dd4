"""What holds during a period, as the API takes and gives it."""

from typing import Protocol, Self

from pydantic import Field

from services.registry.periods.rules import Period
from shared.http.schema import ApiModel, OptionalDay


class HoldsDuring(Protocol):
    """A fact with its period."""

    @property
    def period(self) -> Period: ...


class Dated(ApiModel):
    """Something that holds during a period."""

    valid_from: OptionalDay = Field(default=None, description="First day; null: since before the register.")
    valid_until: OptionalDay = Field(default=None, description="First day on which it no longer holds; null: no end.")

    @property
    def period(self) -> Period:
        return Period(self.valid_from, self.valid_until)

    @classmethod
    def of(cls, fact: HoldsDuring) -> Self:
        """The fact with the days of its period."""
        return cls.like(fact, valid_from=fact.period.valid_from, valid_until=fact.period.valid_until)
