"""Unmatched buyers in the words of the API."""

from __future__ import annotations

from pydantic import Field

from services.ingest.buyers.store import UnmatchedBuyer
from shared.http.schema import ApiModel, OptionalDay


class BuyerKeyOut(ApiModel):
    """By what an administrator can link a buyer to a party."""

    scheme: str = Field(description="`oin`, `kvk`, `rsin`, `tooi`, `roo`, `other` or `name`.")
    value: str


class UnmatchedBuyerOut(ApiModel):
    """Buyers of procedures that are no party of the register, grouped by all identifiers they state, else by name."""

    id: str = Field(description="The same for as long as notices name this buyer by the same keys.")
    name: str | None = Field(description="As last written; null for a natural person, whose name is not kept.")
    keys: list[BuyerKeyOut] = Field(description="Its identifiers; without any its normalised name; may be empty.")
    procedures: int
    lots: int
    first_on: OptionalDay = Field(description="First day on which one was launched or awarded.")
    last_on: OptionalDay

    @classmethod
    def of(cls, buyer: UnmatchedBuyer) -> UnmatchedBuyerOut:
        pairs = (key.partition(":") for key in buyer.keys)
        return cls.like(buyer, keys=[BuyerKeyOut(scheme=scheme, value=value) for scheme, _, value in pairs])
