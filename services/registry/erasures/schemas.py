"""Erasures of sole traders as the API takes and gives them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.registry.erasures.store import ErasureRecord
from shared.http.schema import ApiModel, Moment

Stated = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class NewErasure(ApiModel):
    """Who is to be erased. The numbers and names are used once and not kept."""

    identifiers: list[Stated] = Field(
        min_length=1, max_length=20, description="Numbers alone: KvK (8 digits), its branches, VAT, foreign ones."
    )
    names: list[Stated] = Field(default_factory=list, max_length=20, description="As documents write them.")
    reason: str = Field(min_length=3, max_length=1000, description="Without the number or the name: it is kept.")


class ErasureOut(ApiModel):
    """An erasure. It does not say of whom; the administrator is named by a pseudonym."""

    id: int
    reason: str
    recorded_by: str
    recorded_at: Moment

    @classmethod
    def of(cls, erasure: ErasureRecord) -> "ErasureOut":
        return cls.model_validate(erasure)
