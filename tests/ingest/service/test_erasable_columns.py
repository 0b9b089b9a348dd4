"""Every column in which a name could stand is declared as one that is erased, or as one that names nobody."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.ingest.erasure.rules import ERASABLE, NAMELESS, declared_as

_WRITTEN = {"text", "jsonb", "json", "bytea", "character varying", "_text", "_jsonb", "_varchar"}
_COLUMNS = """
    select c.table_schema, c.table_name, c.column_name, c.data_type, c.udt_name
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema in ('ingest', 'procurement', 'sandbox') and t.table_type = 'BASE TABLE'
"""


def columns(database: str) -> dict[str, set[str]]:
    """The columns that hold text, JSON or bytes, by the name under which their table is declared."""
    found: dict[str, set[str]] = {}
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        for schema, table, column, kind, udt in connection.execute(text(_COLUMNS)):
            if kind in _WRITTEN or udt in _WRITTEN:
                found.setdefault(declared_as(schema, table), set()).add(column)
    return found


def test_each_column_is_declared_once_and_exists(database_module: str) -> None:
    declared = {
        table: [*ERASABLE.get(table, ()), *NAMELESS.get(table, ())] for table in ERASABLE.keys() | NAMELESS.keys()
    }
    assert all(len(names) == len(set(names)) for names in declared.values())
    assert {table: set(names) for table, names in declared.items()} == columns(database_module)


def test_a_new_column_that_is_declared_nowhere_is_noticed(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("alter table procurement.lot_history add column remark text"))
        connection.execute(text("alter table sandbox.record add column remarks jsonb"))
    found = columns(database)
    assert "remark" in found["procurement.lot"]
    assert "remarks" in found["ingest.record"]
    assert "remark" not in (*ERASABLE["procurement.lot"], *NAMELESS["procurement.lot"])
