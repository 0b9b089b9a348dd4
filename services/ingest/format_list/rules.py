"""A data contract as JSON Schema and as Table Schema, both made from its model."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from services.ingest.data_contracts.columns import CellKind, columns_of
from services.ingest.data_contracts.model import OwnRecordModel

_TYPES: Final[Mapping[CellKind, str]] = MappingProxyType(
    {"text": "string", "number": "number", "whole": "integer", "day": "date", "codes": "string"}
)


def json_schema(contract: type[OwnRecordModel], *, address: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of one record, its `format` included."""
    schema = contract.model_json_schema(by_alias=True)
    properties = {"format": {"const": contract.format_name()}, **schema.pop("properties")}
    required = ["format", *schema.pop("required", [])]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        **schema,
        "title": contract.title_en,
        "properties": properties,
        "required": required,
        "examples": [example_of(contract)],
    }


def table_schema(contract: type[OwnRecordModel]) -> dict[str, Any]:
    """Table Schema (Frictionless) of the same record as rows of a CSV or a workbook."""
    fields = []
    for column in columns_of(contract):
        constraints: dict[str, Any] = {"required": True} if column.required and not column.lists else {}
        if column.codes and column.kind != "codes":
            constraints["enum"] = list(column.codes)
        fields.append(
            {
                "name": column.nl,
                "title": column.name,
                "type": _TYPES[column.kind],
                "description": column.meaning_nl or column.meaning_en,
                **({"constraints": constraints} if constraints else {}),
                **({"bareNumber": True, "decimalChar": "."} if column.kind == "number" else {}),
            }
        )
    return {"fields": fields, "missingValues": [""], "primaryKey": None}


def example_of(contract: type[OwnRecordModel]) -> dict[str, Any]:
    """One record that goes in without a finding, sent by the body that it is of."""
    return {"format": contract.format_name(), "formatVersion": "1.0", **contract.example}
