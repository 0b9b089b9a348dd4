"""Results as Markdown: a column per field, its name the field's."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def table(results: Sequence["DataclassInstance"]) -> str:
    """One row per result; all are of one class."""
    names = [field.name for field in fields(results[0])]
    rows = [[_written(getattr(result, name)) for name in names] for result in results]
    lines = [[name.replace("_", " ") for name in names], ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in sorted(value.items()))
    return f"{value:,.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
