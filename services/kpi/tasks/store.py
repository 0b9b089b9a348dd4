"""Tasks as ingest publishes them: released ones, and those of the caller's own body."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from services.kpi.tasks.rules.tasks import Task

_TASKS = text("""
    select f.unit, f.lead_body as body, coalesce(p.name, f.lead_body) as name, coalesce(p.tier, f.tier) as tier,
        f.sender_key, f.content
    from procurement.fact_task f left join registry.party_current p on p.party = f.lead_body
    where f.released or f.lead_body = :party
    order by f.due_on, f.unit
""")


def tasks(connection: Connection, *, party: str | None = None) -> Sequence[Task]:
    """Every task by the day on which it is due; what is not released for its own body alone."""
    return [
        Task.model_validate({**row["content"], **{name: row[name] for name in row if name != "content"}})
        for row in connection.execute(_TASKS, {"party": party}).mappings()
    ]
