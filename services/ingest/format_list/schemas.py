"""What ingest says about the formats it reads."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.http.schema import ApiModel, LocalisedText


class FileSuffix(ApiModel):
    """What a file is whose name ends so."""

    suffix: str
    media_type: str
    encoding: str | None = Field(description="Content-Encoding, when the ending stands for a compression as well.")


class FormatOut(ApiModel):
    """A format in which notices are taken in, or a container: a file of files that are each in one of the formats."""

    name: str
    kind: Literal["format", "container"]
    title: LocalisedText
    media_types: list[str] = Field(description="For the header Content-Type; the usual one first.")
    suffixes: list[FileSuffix]
    kept_as: str = Field(description="Media type of the kept copy.")
    schema_url: str = Field(description="Where the format is described.")


class EncodingOut(ApiModel):
    """A compression: its name for the header Content-Encoding, and how the name of a file ends."""

    name: str
    suffix: str


class FormatsOut(ApiModel):
    """Everything that can be sent."""

    items: list[FormatOut]
    encodings: list[EncodingOut]
