"""What ingest says of one record, in the words of its API."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, WithJsonSchema

from services.ingest.notices.schemas import SentLinks
from services.ingest.single_records.store import KeptVersion
from shared.http.problems.findings import FindingOut
from shared.http.schema import ApiModel, OptionalDay
from shared.procurement.own_record import RecordState, Release

Content = Annotated[dict[str, Any], WithJsonSchema({"type": "object", "description": "As its data contract has it."})]


class PutOut(ApiModel):
    """What became of a version that was put. In the sandbox nothing is stored."""

    buyer: str = Field(description="Key of the party that it is of.")
    sender_key: str
    sender_version: int = Field(ge=1)
    state: RecordState
    stored: bool
    submission: UUID | None = Field(description="Where it is kept; null when nothing new was stored.")
    findings: list[FindingOut]


class SingleRecordOut(ApiModel):
    """The newest version of a record, without contact data."""

    buyer: str = Field(description="Key of the party that it is of.")
    sender_key: str
    sender_version: int = Field(ge=1)
    state: RecordState
    release: Release
    received_on: OptionalDay
    conflicting: bool = Field(
        description="This version was received with other content too: they count where they agree."
    )
    content: Content
    links: SentLinks | None = Field(description="Down to the bytes, when the caller's body sent this version.")

    @classmethod
    def of(cls, versions: list[KeptVersion], *, body: str, key: str, caller: str) -> SingleRecordOut:
        """The newest of these versions, which stand the newest first."""
        newest = versions[0]
        sent = newest.submission if newest.sender == caller else None
        return cls(
            buyer=body,
            sender_key=key,
            sender_version=newest.version,
            state=newest.state,
            release=newest.release,
            received_on=newest.received_on,
            conflicting=len(versions) > 1 and versions[1].version == newest.version,
            content=newest.content,
            links=None if sent is None else SentLinks.of(sent),
        )
