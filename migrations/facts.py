"""Fact views: what ingest publishes of a table with history, for kpi and for nobody else."""

# ruff: noqa: S608 - statements are put together from our own names

from collections.abc import Iterator

from alembic import op


def create_fact_views(fact: str, *, table: str, columns: str, join: str = "") -> None:
    """Publish the counted rows of a table of schema procurement as a fact: as they stand, and as they stood.

    The table was made by `create_with_history` and says of each row whether it is `counted`.
    """
    for statement in fact_views(fact, table=table, columns=columns, join=join):
        op.execute(statement)


def fact_views(fact: str, *, table: str, columns: str, join: str = "") -> Iterator[str]:
    """The statements that make `fact_<name>` and, with the positions between which a row held, `fact_<name>_at`."""
    name = f"procurement.fact_{fact}"
    since = "join procurement.change s on s.id = f.since_change"
    yield f"create view {name} as select {columns} from procurement.{table} f {join} where f.counted"
    yield f"""
        create view {name}_at as
        select {columns}, s.position as since_position, null::bigint as until_position
        from procurement.{table} f {join} {since} where f.counted
        union all
        select {columns}, s.position, u.position
        from procurement.{table}_history f {join} {since}
        join procurement.change u on u.id = f.until_change
        where f.counted"""
    yield f"grant select on {name}, {name}_at to ppds_kpi, ppds_kpi_reader"
