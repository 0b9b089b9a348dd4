"""Running the SQL files beside the migrations, and clearing a schema on the way down."""

from pathlib import Path
from typing import Final

from alembic import op

_FOLDER: Final = Path(__file__).parent / "versions"


def run(file: str, **names: str) -> None:
    """Execute the statements of a file; `{schema}` and its like in them stand for what is given."""
    statements = (_FOLDER / file).read_text(encoding="utf-8")
    for name, value in names.items():
        statements = statements.replace(f"{{{name}}}", value)
    op.get_bind().exec_driver_sql(statements.replace("%", "%%"))


def clear(schema: str) -> None:
    """Remove everything in a schema, on the way down to an empty database."""
    op.execute(f"drop schema {schema} cascade")
    op.execute(f"create schema {schema}")
