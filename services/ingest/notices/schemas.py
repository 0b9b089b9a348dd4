"""A kept notice in the words of the API: who sent it, by which right, and where it counts."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from services.ingest.notices.store import Concerning
from services.ingest.procedures.rules.standing import Standing
from shared.http.schema import ApiModel, Moment, OptionalDay
from shared.procurement.notice import Stage


class SentLinks(ApiModel):
    """Where to read what was sent: the records of the submission with their places, and its kept copy."""

    submission: str
    records: str
    payload: str

    @classmethod
    def of(cls, submission: UUID) -> Self:
        """The addresses of a submission, which its sender may read."""
        address = f"/v1/submissions/{submission}"
        return cls(submission=address, records=f"{address}/records", payload=f"{address}/payload")


class NoticeOut(ApiModel):
    """A notice that concerns the caller's body."""

    id: UUID
    notice_id: str
    version: str
    source: str
    stage: Stage
    dispatched_at: Moment | None
    received_on: OptionalDay
    sender: Annotated[str | None, Field(description="Party that sent it.")]
    standing: Annotated[
        Standing,
        Field(
            description="own: by the lead buyer or with its mandate; harvested: by a sender for any buyer; told: by a"
            " co-buyer or with its mandate."
        ),
    ]
    acting_for: Annotated[str | None, Field(description="The lead buyer of what is own, the co-buyer of what is told.")]
    buyers: Annotated[list[str | None], Field(description="Parties it names, the lead first; null: not known.")]
    procedure: Annotated[UUID, Field(description="The procedure it belongs to.")]
    speaks: Annotated[
        bool, Field(description="Whether that procedure stands; false while others speak for it by right.")
    ]
    in_force: Annotated[
        bool, Field(description="False once a later version or a change notice replaced it; a release replaces none.")
    ]
    submission: Annotated[UUID | None, Field(description="With which it came in, when the caller's body sent it.")]
    record: Annotated[int | None, Field(description="Its ordinal in that submission.")]
    links: Annotated[SentLinks | None, Field(description="Down to the bytes, when the caller's body sent it.")]

    @classmethod
    def of(cls, row: Concerning, *, in_force: bool) -> Self:
        """The notice as it stands in the tables."""
        links = None if row.submission is None else SentLinks.of(row.submission)
        return cls.like(row, buyers=[buyer or None for buyer in row.buyers], in_force=in_force, links=links)
