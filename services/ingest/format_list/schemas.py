"""What ingest says about the formats it reads."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shared.http.schema import ApiModel, LocalisedText
from shared.procurement.own_record import RecordKind


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


class DataContractOut(ApiModel):
    """What bodies send of their own, as JSON or as a table: one kind of record, with what is made from its model."""

    name: str = Field(description="What a record states as its `format`.")
    kind: RecordKind = Field(description="The kind of data, as mandates name it.")
    title: LocalisedText
    version: str = Field(description="Version of the data contract.")
    schema_url: str = Field(description="JSON Schema of one record.")
    table_schema_url: str = Field(description="Table Schema of its rows.")
    template_url: str = Field(description="An empty table: XLSX, or CSV when that is asked for.")
    example_url: str = Field(description="One record that goes in without a finding.")


class EncodingOut(ApiModel):
    """A compression: its name for the header Content-Encoding, and how the name of a file ends."""

    name: str
    suffix: str


class FormatsOut(ApiModel):
    """Everything that can be sent."""

    items: list[FormatOut]
    encodings: list[EncodingOut]
    data_contracts: list[DataContractOut]
