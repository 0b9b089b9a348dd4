"""Bulk files in the words of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

from pydantic import Field

from services.ingest.bulk.rules.naming import Form, Variant
from services.ingest.bulk.rules.subject import Subject
from shared.http.schema import ApiModel, LocalisedText, Moment, OptionalMoment


class BulkFileOut(ApiModel):
    """A file of an edition; `address` is of that edition and does not change, nor does what it gives."""

    name: str
    variant: Variant
    form: Form
    rows: int
    bytes: int
    sha256: str
    address: str


class LeftOutOut(ApiModel):
    """What is left out of the files and why: rows by their number, columns by their names."""

    reason: Literal["not-released", "not-counted", "not-public"]
    rows: int
    columns: list[str]
    nl: str
    en: str


class BulkEditionOut(ApiModel):
    """The rows of a subject and year as they stood at a position, in each form.

    `deltaFrom` is the edition from which the delta file goes on.
    """

    subject: str
    title: LocalisedText
    period: str
    position: int
    made_at: Moment
    licence: str
    rows: int
    withheld: list[LeftOutOut]
    delta_from: int | None = None
    files: list[BulkFileOut]
    manifest: str

    @classmethod
    def of(cls, manifest: Mapping[str, Any], base: str) -> Self:
        """An edition by its manifest; `base` is the address of the subject."""
        at = f"{base}/{manifest['subject']}/editions/{manifest['position']}"
        shown = {
            name: manifest[name] for name in ("subject", "title", "period", "position", "licence", "rows", "withheld")
        }
        files = [{**each, "address": f"{at}/{each['name']}"} for each in manifest["files"]]
        more = {"made_at": manifest["madeAt"], "delta_from": manifest.get("deltaFrom"), "files": files}
        return cls.model_validate({**shown, **more, "manifest": f"{at}/{manifest['period']}.manifest.json"})


class LastFailureOut(ApiModel):
    """Why the last try to make new editions did not succeed; those that stood go on standing."""

    at: Moment
    code: Literal["disk-full", "fault"]
    nl: str
    en: str


class BulkOut(ApiModel):
    """The newest editions. `log` says of which change log `position` is; together they hold what stood there.

    Without a moment none was made yet.
    """

    log: str
    position: int = Field(ge=0)
    cursor: str = Field(description="Where to go on in `/v1/changes/{subject}` after loading these editions.")
    made_at: OptionalMoment
    items: list[BulkEditionOut]
    failure: LastFailureOut | None


class BulkColumnOut(ApiModel):
    """A column of a file."""

    name: str
    type: Literal["string", "boolean", "number", "integer", "date"]
    unit: str
    nl: str
    en: str
    source: str
    narrow: bool


class BulkSubjectOut(ApiModel):
    """A subject: its columns, the ones that tell its rows apart, and its newest editions by year."""

    subject: str
    title: LocalisedText
    about: LocalisedText
    key: list[str]
    counted_on: list[str]
    withheld_columns: list[str]
    columns: list[BulkColumnOut]
    items: list[BulkEditionOut]

    @classmethod
    def of(cls, subject: Subject, editions: Sequence[BulkEditionOut]) -> Self:
        """A subject with its editions."""
        narrow = {each.name for each in subject.narrow}
        columns = [
            {
                **{name: getattr(each, name) for name in ("name", "unit", "nl", "en", "source")},
                "type": each.kind.value,
                "narrow": each.name in narrow,
            }
            for each in subject.columns
        ]
        return cls.model_validate(
            {
                "subject": subject.name,
                "title": subject.title._asdict(),
                "about": subject.about._asdict(),
                "key": subject.key,
                "counted_on": subject.counted_on,
                "withheld_columns": subject.withheld,
                "columns": columns,
                "items": editions,
            }
        )
