"""What the tables of the registry share."""

from typing import Final

SCHEMA: Final = "registry"


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Condition of a check constraint: the column holds one of these words."""
    return f"{column} in ({', '.join(repr(value) for value in values)})"
