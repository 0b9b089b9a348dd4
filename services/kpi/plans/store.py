"""What ingest publishes of signatures, plans, assessments and tasks, with the names of bodies; released ones alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from services.kpi.plans.rules.assessments import Assessment, Findings
from services.kpi.plans.rules.duties import Signature
from services.kpi.plans.rules.plan import Plan

_SIGNATURES = text("""
    select f.lead_body as party, coalesce(p.name, f.lead_body) as name, coalesce(p.tier, f.tier) as tier, f.document,
        f.signed_on, f.ends_on, f.plan_due_on, f.through, f.source
    from procurement.fact_signature f left join registry.party_current p on p.party = f.lead_body
    where f.released
    order by f.signed_on, f.lead_body, f.document
""")
_PLANS = text("""
    select f.unit, f.place, f.lead_body as body, p.name, coalesce(p.tier, f.tier) as tier, f.kept_by, f.sender_key,
        f.content
    from procurement.fact_plan f left join registry.party_current p on p.party = f.lead_body
    where f.released
    order by f.starts_on, f.unit, f.place
""")
_ASSESSMENTS = text("""
    select f.unit, f.lead_body as assessor, f.plan_of, f.plan_key, f.assessed_on, f.content
    from procurement.fact_plan_assessment f
    where f.released
    order by f.assessed_on desc, f.unit
""")


def signatures(connection: Connection) -> Sequence[Signature]:
    """Every signature, the oldest first."""
    return [Signature(*row) for row in connection.execute(_SIGNATURES)]


def plans(connection: Connection) -> Sequence[Plan]:
    """Every plan once for each of its bodies, the oldest first."""
    return [_plan(row._mapping) for row in connection.execute(_PLANS)]  # noqa: SLF001 - SQLAlchemy's own name


def assessments(connection: Connection) -> Sequence[Assessment]:
    """Every assessment of a plan, newest first."""
    return [
        Assessment(
            row.unit, row.assessor, row.plan_of, row.plan_key, row.assessed_on, Findings.model_validate(row.content)
        )
        for row in connection.execute(_ASSESSMENTS)
    ]


def _plan(row: Any) -> Plan:  # noqa: ANN401 - a row by name
    stated = {name: value for name, value in row.items() if name != "content"}
    return Plan.model_validate({**row["content"], **stated})
