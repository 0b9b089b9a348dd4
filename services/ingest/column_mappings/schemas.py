"""Column mappings in the words of the API."""

from __future__ import annotations

from pydantic import Field

from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from shared.http.schema import ApiModel


class ColumnMappingIn(ApiModel):
    """What stands in the columns of a tool's table, and what its words mean."""

    data_contract: str = Field(max_length=60, description="Name of the format, `ppds-supplement`.")
    columns: dict[str, str] = Field(description="By heading the property, `lots.criteria.level`.")
    values: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="By property what a word in its cells stands for, `ambitieus` for `3`."
    )


class ColumnMappingOut(ColumnMappingIn):
    """A mapping by its name. `builtIn`: everybody has it, and nobody compared it with an export of the tool."""

    name: str
    built_in: bool

    @classmethod
    def of(cls, mapping: ColumnMapping) -> ColumnMappingOut:
        return cls(**mapping.model_dump(), built_in=mapping in BUILT_IN)


class ColumnMappingsOut(ApiModel):
    """All mappings by which your tables are recognised, your own first."""

    items: list[ColumnMappingOut]
