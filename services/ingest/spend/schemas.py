"""Suppliers of a year of spend, in the words of the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from services.ingest.spend.rules.suppliers import Candidate, Match, Supplier, match_of
from shared.http.paging import Page
from shared.http.schema import ApiModel


class SupplierCandidateOut(ApiModel):
    """A supplier with a number that this one may be."""

    name: str | None
    scheme: str | None
    number: str | None
    score: int = Field(ge=0, le=100, description="How alike the names are; 100 is the same name.")


class SpendSupplierOut(ApiModel):
    """A supplier of the year."""

    name: str | None = Field(description="As a line states it; null for a sole trader who was erased.")
    scheme: str | None
    number: str | None
    lines: int = Field(description="Lines that name it; totals of categories apart.")
    match: Match = Field(
        description="number: it states one. name: one supplier with a number has the same name. none: it is loose."
    )
    party: str | None = Field(description="Key of the party of the register that has its number.")
    candidates: list[SupplierCandidateOut] = Field(description="Of one without a number the nearest, best first.")

    @classmethod
    def told(cls, supplier: Supplier, candidates: Sequence[Candidate], *, party: str | None) -> Self:
        """The supplier with whom it may be."""
        return cls(
            name=supplier.name,
            scheme=supplier.scheme,
            number=supplier.number,
            lines=supplier.lines,
            match=match_of(supplier, candidates),
            party=party,
            candidates=[SupplierCandidateOut.like(each.supplier, score=each.score) for each in candidates],
        )


class SpendSuppliersOut(Page[SpendSupplierOut]):
    """A page of the suppliers of a year."""

    buyer: str
    year: int
