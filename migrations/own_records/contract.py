"""Contracts, their commitments, and what was measured of them."""

from typing import Final

from alembic import op

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING

_CONTRACT: Final = """
    kind text not null, framework text, procedure_id text, lot_id text, signed_on date, starts_on date not null,
    ends_on date, amount numeric, currency text, vat_included text, supplier_scheme text, supplier_id text,
    responsible_role text, reporting_clause boolean, has_commitments boolean, measurable boolean, themes text[],
    first_measurement_on date not null, measured_on date[] not null, state_on date[] not null"""
_COMMITMENT: Final = """
    theme text not null, indicator text, target numeric, unit_code text, compare text, basis text not null, due_on date,
    evidence text, sanction boolean, met boolean, realised numeric, shown_by text not null, method text"""
_OBSERVATION: Final = """
    place integer not null, commitment_key text, theme text, indicator text, period_from date not null,
    period_until date not null, reading text not null, realised numeric not null, reference numeric, total numeric,
    unit_code text, method text, low numeric, high numeric, source text not null, verification text not null,
    verified_on date, evidence text[] not null, realised_in_period numeric, reference_in_period numeric,
    total_in_period numeric, stands numeric, stands_of numeric"""

_STATE: Final = """
    m.state_on, f.kind, case when f.ends_on is not null then true end as running, f.has_commitments, f.measurable,
    f.responsible_role <> 'none' as has_manager, f.reporting_clause, m.state_on >= f.first_measurement_on as
    measurement_due, exists (
        select from unnest(f.measured_on) d where d <= m.state_on and d > m.state_on - interval '12 months'
    ) as measured"""
_SUPPLIERS: Final = """
    create view procurement.contract_supplier as
    select unit, md5(concat_ws(' ', lower(supplier_scheme), supplier_id)) as supplier
    from procurement.contract where supplier_id is not null"""
"""Which contracts have the same supplier, and not who that is: for counting suppliers behind a figure (C24)."""


def create() -> None:
    """Make the tables and the facts; a contract stands once at the end of each month in which it may run."""
    create_with_history("contract", keys={"unit": "uuid"}, columns=f"{OF_UNIT}, {_CONTRACT}")
    op.execute("create index ix_contract_lead_body_sender_key on procurement.contract (lead_body, sender_key)")
    op.execute(
        "create index ix_contract_supplier_scheme_supplier_id on procurement.contract (supplier_scheme, supplier_id)"
    )
    op.execute(_SUPPLIERS)
    op.execute("grant select on procurement.contract_supplier to ppds_kpi_reader")
    create_with_history(
        "commitment", keys={"unit": "uuid", "commitment_key": "text"}, columns=f"{OF_UNIT}, {_COMMITMENT}"
    )
    create_with_history(
        "observation",
        keys={"unit": "uuid", "report_key": "text", "observation_key": "text"},
        columns=f"{OF_UNIT}, {_OBSERVATION}",
    )
    op.execute("create index ix_commitment_lead_body_due_on on procurement.commitment (lead_body, due_on)")
    op.execute(
        "create index ix_observation_lead_body_period_until on procurement.observation (lead_body, period_until)"
    )
    create_fact_views(
        "contract",
        table="contract",
        columns=f"{STANDING}, {_STATE}",
        join="cross join lateral unnest(f.state_on) as m(state_on)",
        bulk=", f.starts_on, f.ends_on, f.signed_on, f.procedure_id, f.lot_id",
    )
    create_fact_views(
        "commitment",
        table="commitment",
        columns=(
            f"{STANDING}, f.commitment_key, f.theme, f.indicator, f.target, f.unit_code, f.compare, f.basis, f.due_on,"
            " f.met, f.realised, f.shown_by, f.method"
        ),
        bulk="",
    )
    create_fact_views(
        "observation",
        table="observation",
        columns=(
            f"{STANDING}, f.report_key, f.observation_key, f.theme, f.indicator, f.commitment_key is not null as"
            " of_commitment, f.period_until, f.reading, f.realised, f.total, f.unit_code, f.method, f.source,"
            " f.verification, f.realised_in_period, f.reference_in_period, f.total_in_period, f.stands, f.stands_of"
        ),
        bulk=", f.period_from",
    )
