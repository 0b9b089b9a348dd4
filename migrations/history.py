"""Tables of which replaced rows are kept: the current one, and its history."""

from collections.abc import Mapping

from alembic import op


def create_with_history(table: str, *, keys: Mapping[str, str], columns: str) -> None:
    """Make a table in schema procurement and the table that its replaced rows move to, written by ingest.

    `since_change` is the change that brought a row, `until_change` in the history the one that replaced it. Facts are
    read by both: what came and went since some change.
    """
    stated = ", ".join(f"{name} {kind} not null" for name, kind in keys.items())
    for name, until in ((table, {}), (f"{table}_history", {"until_change": "bigint"})):
        key = ", ".join({**keys, **until})
        more = "".join(f", {column} {kind} not null" for column, kind in until.items())
        op.execute(
            f"create table procurement.{name} ({stated}{more}, {columns}, since_change bigint not null,"
            f" constraint pk_{name} primary key ({key}))"
        )
        if table != "notice":
            for column in ("since_change", *until):
                op.execute(f"create index ix_{name}_{column} on procurement.{name} ({column})")
        op.execute(f"grant select, insert, update, delete on procurement.{name} to ppds_ingest")
