"""Fact views: what ingest publishes of a table with history, for kpi and for nobody else."""

# ruff: noqa: S608 - statements are put together from our own names

from collections.abc import Iterator

from alembic import op


def create_fact_views(
    fact: str, *, table: str, columns: str, join: str = "", unreleased: bool = False, bulk: str | None = None
) -> None:
    """Publish the counted rows of a table of schema procurement as a fact: as they stand, and as they stood.

    The table was made by `create_with_history` and says of each row whether it is `counted`. `unreleased`: rows that
    their lead buyer sees otherwise stand twice, as `released` and as its `own`. `bulk`: it can be taken home in bulk,
    with these columns beside those of the fact.
    """
    for statement in fact_views(fact, table=table, columns=columns, join=join, unreleased=unreleased):
        op.execute(statement)
    if bulk is not None:
        for statement in _bulk_view(fact, table=table, columns=f"{columns}{bulk}", join=join, has_mark=not unreleased):
            op.execute(statement)


def fact_views(fact: str, *, table: str, columns: str, join: str = "", unreleased: bool = False) -> Iterator[str]:
    """The statements that make `fact_<name>` and, with the positions between which a row held, `fact_<name>_at`."""
    own, own_at = "", ""
    if unreleased:
        own, own_at = (
            "".join(_unreleased(table, columns, join, history=history, since=since) for history, since in kinds)
            for kinds in ((("", None),), (("", False), ("_history", True)))
        )
        columns += ", true as released, not f.held_back as own"
    name = f"procurement.fact_{fact}"
    since = "join procurement.change s on s.id = f.since_change"
    yield f"create view {name} as select {columns} from procurement.{table} f {join} where f.counted{own}"
    yield f"""
        create view {name}_at as
        select {columns}, s.position as since_position, null::bigint as until_position
        from procurement.{table} f {join} {since} where f.counted
        union all
        select {columns}, s.position, u.position
        from procurement.{table}_history f {join} {since}
        join procurement.change u on u.id = f.until_change
        where f.counted{own_at}"""
    yield f"grant select on {name}, {name}_at to ppds_kpi, ppds_kpi_reader"


def _bulk_view(fact: str, *, table: str, columns: str, join: str, has_mark: bool) -> Iterator[str]:
    """The statements that make `bulk_<fact>`: every row that stands or stood, with the changes it came and went by.

    For ingest itself, which leaves out what is not `counted` and not `released`, and counts it.
    """
    marks = "f.counted" if has_mark else "f.counted, true as released"
    yield f"""
        create view procurement.bulk_{fact} as
        select {columns}, {marks}, f.since_change, null::bigint as until_change from procurement.{table} f {join}
        union all
        select {columns}, {marks}, f.since_change, f.until_change from procurement.{table}_history f {join}"""
    yield f"grant select on procurement.bulk_{fact} to ppds_ingest"


def _unreleased(table: str, columns: str, join: str, *, history: str, since: bool | None) -> str:
    """The rows as their lead buyers see them; `since`: with positions, whether it was replaced."""
    held, positions = "", ""
    if since is not None:
        held = "join procurement.change s on s.id = w.since_change"
        positions = ", s.position, null::bigint"
        if since:
            held, positions = f"{held} join procurement.change u on u.id = w.until_change", ", s.position, u.position"
    return (
        f" union all select {columns}, false, true{positions} from procurement.unreleased{history} w"
        f" cross join lateral jsonb_populate_record(null::procurement.{table}, w.row) f {join} {held}"
        f" where w.kind = '{table}' and f.counted"
    )
