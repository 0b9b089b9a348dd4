"""What has a number, in the words of the API."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from pydantic import Field

from services.ingest.search.operations import Kind, Match
from services.ingest.search.rules.numbers import KnownBy
from shared.http.schema import ApiModel


class MatchOut(ApiModel):
    """Something that has the number."""

    kind: Kind
    known_by: KnownBy = Field(description="As what it has the number.")
    id: str = Field(description="Its id; of a notice its identifier, of a record its key.")
    version: str | None = Field(description="Of a notice: the newest, or the one that was named.")
    title: str | None
    procedure: UUID | None = Field(description="The procedure it belongs to, where it does.")
    link: str = Field(description="Where to read it; of a notice its procedure.")

    @classmethod
    def of(cls, match: Match) -> Self:
        """The match in the words of the API."""
        return cls.like(match)


class LookupOut(ApiModel):
    """What has the number: one thing, or the candidates."""

    number: str
    items: list[MatchOut]
