"""Lineage in the words of the API."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from services.ingest.lineage.operations import Followed, Whole
from services.ingest.procedures.rules.standing import Standing
from shared.http.schema import ApiModel, Moment, OptionalDay, OptionalMoment
from shared.procurement.notice import Stage

Closed = Annotated[
    Literal["not-yet-published", "withheld"] | None,
    Field(
        description="Why not all of it is shown: it waits for its publication, so none of its values are; or it"
        " withholds fields (BT-195), so those and its source are not. Null: all of it is."
    ),
]


class LineageLinks(ApiModel):
    """Further down to the values and the bytes; `source` is null when that is closed or not kept any more."""

    procedure: str
    lineage: str
    source: str | None


class NoticeOfProcedure(ApiModel):
    """A published notice that a procedure was made of."""

    id: UUID
    notice_id: str
    version: str
    source: str
    stage: Stage
    publication_number: str | None
    dispatched_at: OptionalMoment
    received_on: OptionalDay
    standing: Standing
    procedure: UUID
    in_force: Annotated[bool, Field(description="False once a later version or a change notice replaced it.")]
    closed: Closed
    links: LineageLinks

    @classmethod
    def of(cls, followed: Followed) -> Self:
        kept, at = followed.kept, f"/v1/notices/{followed.kept.id}"
        source = f"{at}/source" if followed.closed is None and kept.submission is not None else None
        return cls.like(
            kept,
            publication_number=followed.notice.publication_number,
            in_force=followed.in_force,
            closed=followed.closed,
            links=LineageLinks(procedure=f"/v1/procedures/{kept.procedure}", lineage=f"{at}/lineage", source=source),
        )


class ProcedureLineage(ApiModel):
    """The notices that a procedure was made of, in the order in which they were sent."""

    procedure: UUID
    notices: list[NoticeOfProcedure]


class WithheldField(ApiModel):
    """A field that the notice withholds (BT-195); `until` (BT-198) is null when it does not say."""

    term: str
    until: OptionalDay
    place: str


class StatedField(ApiModel):
    """A value as the source states it, with its place there: an XPath in XML, a JSON Pointer in JSON."""

    term: Annotated[str, Field(description="BT-21 in eForms, the path of the field in OCDS.")]
    feeds: Annotated[str | None, Field(description="The value of the procedure, lot or winner it leads to, if any.")]
    lot_id: str | None
    value: str
    place: str


class NoticeOrigin(ApiModel):
    """The record it was read from. Hashes are SHA-256 in hexadecimal.

    `receivedSha256` is over what came in, `keptSha256` over the redacted copy of the whole submission, `sourceSha256`
    over the copy of this record alone, as the source is handed out. `reader` is the version of the program that read
    it.
    """

    submission: UUID
    ordinal: int
    place: str
    received_at: Moment
    received_sha256: str
    content_sha256: str
    kept_sha256: str | None
    source_sha256: str
    size: int
    reader: str


class NoticeLineage(NoticeOfProcedure):
    """The same with what it says and where; `leftOut` counts the values that are not repeated here."""

    withheld: list[WithheldField]
    fields: list[StatedField]
    left_out: int
    origin: NoticeOrigin | None

    @classmethod
    def whole(cls, whole: Whole) -> Self:
        origin = None
        if whole.origin is not None and whole.source_sha256 is not None:
            size = len(whole.origin.body)
            origin = NoticeOrigin.like(whole.origin, source_sha256=whole.source_sha256, size=size)
        head = NoticeOfProcedure.of(whole.followed)
        links = head.links if origin is not None else head.links.model_copy(update={"source": None})
        return cls.like(
            head,
            links=links,
            withheld=[WithheldField.like(each) for each in whole.followed.withheld],
            fields=[StatedField.like(each) for each in whole.fields],
            left_out=whole.more,
            origin=origin,
        )
