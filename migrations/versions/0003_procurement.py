"""Schema procurement: current and history tables, the change log and the fact views.

The fact views are the published interface of ingest: kpi reads them and the change log, nothing else.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.audit import create_audit_event, drop_audit_event

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DIMENSIONS = """
    f.procedure, f.lead_body, f.tier, f.nature, f.above_threshold,
    case when f.chain_quality <> 'C' then f.product_chain end as product_chain,
    f.chain_quality,
    case when f.chain_quality <> 'C' then f.cluster end as cluster,
    f.in_criteria_tool, f.purchase_type, f.released, f.launched_on, f.awarded_on"""

RELEVANT = """
    'climate' = any(f.relevant_themes) as relevant_climate,
    'circular' = any(f.relevant_themes) as relevant_circular,
    'pollution-biodiversity' = any(f.relevant_themes) as relevant_pollution_biodiversity,
    'human-rights-labour' = any(f.relevant_themes) as relevant_human_rights_labour,
    'diversity-inclusion' = any(f.relevant_themes) as relevant_diversity_inclusion"""


def answer(column: str, name: str | None = None) -> str:
    """Turn a state into an answer: only yes and no are answers, the other three are unknown."""
    return f"case f.{column} when 'yes' then true when 'no' then false end as {name or column}"


THEME_COLUMNS = (
    "climate",
    "circular",
    "pollution_biodiversity",
    "human_rights_labour",
    "diversity_inclusion",
    "social_return",
)

PROCEDURE = f"""{DIMENSIONS},{RELEVANT},
    {", ".join(f"f.{theme}" for theme in THEME_COLUMNS)}, f.any_theme,
    f.state, f.framework, f.cancelled, f.estimated_value, f.awarded_value, f.duration_months,
    f.strategic_fields_complete,
    null::numeric as wage_sum, null::numeric as contract_sum, null::boolean as suitable,
    null::integer as criteria_count, null::integer as level_max, false as has_supplement"""

LOT = f"""{DIMENSIONS},{RELEVANT}, f.lot_id,
    {", ".join(answer(theme) for theme in (*THEME_COLUMNS, "any_theme"))},
    f.state, f.competition, f.tenders_received, f.awarded_value, f.value_basis,
    {answer("gpp_criteria")}, {answer("accessible")}, {answer("reserved")},
    f.framework, f.estimated_value, f.duration_months"""

THEME_USE = f"""{DIMENSIONS}, f.lot_id, t.theme, {answer("climate", "answer").replace("f.climate", "t.state_of_theme")},
    t.state_of_theme, t.theme = any(f.signals_in_text) as signal_in_text,
    case when t.theme <> 'social-return' then t.theme = any(f.relevant_themes) end as relevant_for_chain,
    f.competition, f.state as lot_state"""

THEMES_OF_LOT = (
    "cross join lateral (values "
    + ", ".join(f"('{theme.replace('_', '-')}', f.{theme})" for theme in THEME_COLUMNS)
    + ") as t(theme, state_of_theme)"
)

WINNER = f"""{DIMENSIONS}, f.lot_id, f.tender_id, f.sme, f.value, f.currency_known, f.competition"""

# view -> (table, its row as a fact, extra join)
VIEWS = {
    "fact_procedure": ("procedure", PROCEDURE.replace("f.procedure,", "f.id as procedure,", 1), ""),
    "fact_lot": ("lot", LOT, ""),
    "fact_theme_use": ("lot", THEME_USE, THEMES_OF_LOT),
    "fact_winner": ("winner", WINNER, ""),
}


def upgrade() -> None:
    op.execute("create sequence procurement.change_position")
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("position", name=op.f("uq_change_position")),
        schema="procurement",
    )
    op.create_table(
        "change_scope",
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("change", "fact", "counted_on", "body", "tier", "month", name=op.f("pk_change_scope")),
        schema="procurement",
    )
    op.create_table(
        "identity_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identity_key")),
        schema="procurement",
    )
    op.create_table(
        "lot",
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("competition", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("cpv", sa.Text(), nullable=True),
        sa.Column("climate", sa.Text(), nullable=False),
        sa.Column("circular", sa.Text(), nullable=False),
        sa.Column("pollution_biodiversity", sa.Text(), nullable=False),
        sa.Column("human_rights_labour", sa.Text(), nullable=False),
        sa.Column("diversity_inclusion", sa.Text(), nullable=False),
        sa.Column("social_return", sa.Text(), nullable=False),
        sa.Column("any_theme", sa.Text(), nullable=False),
        sa.Column("local_themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("signals_in_text", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("gpp_criteria", sa.Text(), nullable=False),
        sa.Column("accessible", sa.Text(), nullable=False),
        sa.Column("reserved", sa.Text(), nullable=False),
        sa.Column("strategic_fields_complete", sa.Boolean(), nullable=False),
        sa.Column("tenders_received", sa.Integer(), nullable=True),
        sa.Column("tenders_received_state", sa.Text(), nullable=False),
        sa.Column("estimated_value", sa.Numeric(), nullable=True),
        sa.Column("awarded_value", sa.Numeric(), nullable=True),
        sa.Column("value_basis", sa.Text(), nullable=True),
        sa.Column("value_state", sa.Text(), nullable=False),
        sa.Column("framework", sa.Boolean(), nullable=True),
        sa.Column("duration_months", sa.Numeric(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "lot_id", name=op.f("pk_lot")),
        schema="procurement",
    )
    op.create_index(
        "ix_lot_lead_body_awarded_on", "lot", ["lead_body", "awarded_on"], unique=False, schema="procurement"
    )
    op.create_index(
        "ix_lot_lead_body_launched_on", "lot", ["lead_body", "launched_on"], unique=False, schema="procurement"
    )
    op.create_table(
        "lot_history",
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("until_change", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("competition", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("cpv", sa.Text(), nullable=True),
        sa.Column("climate", sa.Text(), nullable=False),
        sa.Column("circular", sa.Text(), nullable=False),
        sa.Column("pollution_biodiversity", sa.Text(), nullable=False),
        sa.Column("human_rights_labour", sa.Text(), nullable=False),
        sa.Column("diversity_inclusion", sa.Text(), nullable=False),
        sa.Column("social_return", sa.Text(), nullable=False),
        sa.Column("any_theme", sa.Text(), nullable=False),
        sa.Column("local_themes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("signals_in_text", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("gpp_criteria", sa.Text(), nullable=False),
        sa.Column("accessible", sa.Text(), nullable=False),
        sa.Column("reserved", sa.Text(), nullable=False),
        sa.Column("strategic_fields_complete", sa.Boolean(), nullable=False),
        sa.Column("tenders_received", sa.Integer(), nullable=True),
        sa.Column("tenders_received_state", sa.Text(), nullable=False),
        sa.Column("estimated_value", sa.Numeric(), nullable=True),
        sa.Column("awarded_value", sa.Numeric(), nullable=True),
        sa.Column("value_basis", sa.Text(), nullable=True),
        sa.Column("value_state", sa.Text(), nullable=False),
        sa.Column("framework", sa.Boolean(), nullable=True),
        sa.Column("duration_months", sa.Numeric(), nullable=True),
        sa.Column("evidence", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "lot_id", "until_change", name=op.f("pk_lot_history")),
        schema="procurement",
    )
    op.create_index("ix_lot_history_lead_body", "lot_history", ["lead_body"], unique=False, schema="procurement")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("subtype", sa.Text(), nullable=True),
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("strong_key", sa.Text(), nullable=True),
        sa.Column("ocid", sa.Text(), nullable=True),
        sa.Column("own_key", sa.Text(), nullable=True),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("refers_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("harvested", sa.Boolean(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=True),
        sa.Column("record", sa.Integer(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        schema="procurement",
    )
    op.create_index("ix_notice_names", "notice", ["names"], unique=False, schema="procurement", postgresql_using="gin")
    op.create_index("ix_notice_own_key", "notice", ["own_key"], unique=False, schema="procurement")
    op.create_index("ix_notice_strong_key", "notice", ["strong_key"], unique=False, schema="procurement")
    op.create_index("ix_notice_procedure", "notice", ["procedure"], unique=False, schema="procurement")
    op.create_index(
        "ix_notice_refers_to", "notice", ["refers_to"], unique=False, schema="procurement", postgresql_using="gin"
    )
    op.create_table(
        "notice_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("until_change", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("subtype", sa.Text(), nullable=True),
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("strong_key", sa.Text(), nullable=True),
        sa.Column("ocid", sa.Text(), nullable=True),
        sa.Column("own_key", sa.Text(), nullable=True),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("refers_to", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("harvested", sa.Boolean(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=True),
        sa.Column("record", sa.Integer(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "until_change", name=op.f("pk_notice_history")),
        schema="procurement",
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("procedure_id", sa.Text(), nullable=True),
        sa.Column("ocid", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("procedure_type", sa.Text(), nullable=True),
        sa.Column("threshold_rule", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("framework", sa.Boolean(), nullable=True),
        sa.Column("dps", sa.Boolean(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("took_part", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("buyers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("estimated_value", sa.Numeric(), nullable=True),
        sa.Column("awarded_value", sa.Numeric(), nullable=True),
        sa.Column("duration_months", sa.Numeric(), nullable=True),
        sa.Column("climate", sa.Boolean(), nullable=True),
        sa.Column("circular", sa.Boolean(), nullable=True),
        sa.Column("pollution_biodiversity", sa.Boolean(), nullable=True),
        sa.Column("human_rights_labour", sa.Boolean(), nullable=True),
        sa.Column("diversity_inclusion", sa.Boolean(), nullable=True),
        sa.Column("social_return", sa.Boolean(), nullable=True),
        sa.Column("any_theme", sa.Boolean(), nullable=True),
        sa.Column("strategic_fields_complete", sa.Boolean(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        schema="procurement",
    )
    op.create_index(
        "ix_procedure_since_change", "procedure", ["since_change", "id"], unique=False, schema="procurement"
    )
    op.create_index(
        "ix_procedure_lead_body_awarded_on",
        "procedure",
        ["lead_body", "awarded_on"],
        unique=False,
        schema="procurement",
    )
    op.create_index(
        "ix_procedure_lead_body_launched_on",
        "procedure",
        ["lead_body", "launched_on"],
        unique=False,
        schema="procurement",
    )
    op.create_index(
        "ix_procedure_took_part", "procedure", ["took_part"], unique=False, schema="procurement", postgresql_using="gin"
    )
    op.create_index(
        "ix_procedure_unmatched",
        "procedure",
        ["id"],
        unique=False,
        schema="procurement",
        postgresql_where=sa.text("""buyers @> '[{"party": null}]'"""),
    )
    op.create_table(
        "procedure_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("until_change", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("procedure_id", sa.Text(), nullable=True),
        sa.Column("ocid", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("procedure_type", sa.Text(), nullable=True),
        sa.Column("threshold_rule", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("framework", sa.Boolean(), nullable=True),
        sa.Column("dps", sa.Boolean(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("took_part", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("buyers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("estimated_value", sa.Numeric(), nullable=True),
        sa.Column("awarded_value", sa.Numeric(), nullable=True),
        sa.Column("duration_months", sa.Numeric(), nullable=True),
        sa.Column("climate", sa.Boolean(), nullable=True),
        sa.Column("circular", sa.Boolean(), nullable=True),
        sa.Column("pollution_biodiversity", sa.Boolean(), nullable=True),
        sa.Column("human_rights_labour", sa.Boolean(), nullable=True),
        sa.Column("diversity_inclusion", sa.Boolean(), nullable=True),
        sa.Column("social_return", sa.Boolean(), nullable=True),
        sa.Column("any_theme", sa.Boolean(), nullable=True),
        sa.Column("strategic_fields_complete", sa.Boolean(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "until_change", name=op.f("pk_procedure_history")),
        schema="procurement",
    )
    op.create_index(
        "ix_procedure_history_lead_body", "procedure_history", ["lead_body"], unique=False, schema="procurement"
    )
    op.create_table(
        "winner",
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("sme", sa.Boolean(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("currency_known", sa.Boolean(), nullable=False),
        sa.Column("competition", sa.Text(), nullable=False),
        sa.Column("suppliers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "lot_id", "tender_id", name=op.f("pk_winner")),
        schema="procurement",
    )
    op.create_index(
        "ix_winner_lead_body_awarded_on", "winner", ["lead_body", "awarded_on"], unique=False, schema="procurement"
    )
    op.create_index(
        "ix_winner_lead_body_launched_on", "winner", ["lead_body", "launched_on"], unique=False, schema="procurement"
    )
    op.create_table(
        "winner_history",
        sa.Column("procedure", sa.Uuid(), nullable=False),
        sa.Column("lot_id", sa.Text(), nullable=False),
        sa.Column("tender_id", sa.Text(), nullable=False),
        sa.Column("until_change", sa.BigInteger(), nullable=False),
        sa.Column("sme", sa.Boolean(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("currency_known", sa.Boolean(), nullable=False),
        sa.Column("competition", sa.Text(), nullable=False),
        sa.Column("suppliers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("lead_body", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("above_threshold", sa.Text(), nullable=False),
        sa.Column("product_chain", sa.Text(), nullable=True),
        sa.Column("chain_quality", sa.Text(), nullable=True),
        sa.Column("cluster", sa.Text(), nullable=True),
        sa.Column("in_criteria_tool", sa.Boolean(), nullable=True),
        sa.Column("relevant_themes", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("purchase_type", sa.Text(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("since_change", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("procedure", "lot_id", "tender_id", "until_change", name=op.f("pk_winner_history")),
        schema="procurement",
    )
    op.create_index("ix_winner_history_lead_body", "winner_history", ["lead_body"], unique=False, schema="procurement")

    for view, (table, columns, join) in VIEWS.items():
        rows = f"select {columns} from procurement.{table} f {join} where f.counted"  # noqa: S608 - our own names
        op.execute(f"create view procurement.{view} as {rows}")
        op.execute(_as_of(view, table, columns, join))
    create_audit_event("procurement", writers=["ppds_ingest"])
    op.execute("grant usage on schema procurement to ppds_ingest, ppds_kpi, ppds_kpi_reader")
    op.execute(
        "grant select, insert, update, delete on procurement.change, procurement.change_scope, "
        "procurement.identity_key, procurement.notice, procurement.notice_history, procurement.procedure, "
        "procurement.procedure_history, procurement.lot, procurement.lot_history, procurement.winner, "
        "procurement.winner_history to ppds_ingest"
    )
    op.execute("grant usage on sequence procurement.change_position to ppds_ingest")
    readable = ", ".join(f"procurement.{view}, procurement.{view}_at" for view in VIEWS)
    op.execute(f"grant select on {readable}, procurement.change, procurement.change_scope to ppds_kpi, ppds_kpi_reader")


def downgrade() -> None:
    drop_audit_event("procurement")
    for view in VIEWS:
        op.execute(f"drop view procurement.{view}_at")
        op.execute(f"drop view procurement.{view}")
    for table in ("winner", "lot", "procedure", "notice"):
        op.drop_table(f"{table}_history", schema="procurement")
        op.drop_table(table, schema="procurement")
    for table in ("identity_key", "change_scope", "change"):
        op.drop_table(table, schema="procurement")
    op.execute("drop sequence procurement.change_position")


def _as_of(view: str, table: str, columns: str, join: str) -> str:
    """Current and replaced rows with the positions between which they held; until_position NULL: still current."""
    return f"""
        create view procurement.{view}_at as
        select {columns}, s.position as since_position, null::bigint as until_position
        from procurement.{table} f {join} join procurement.change s on s.id = f.since_change
        where f.counted
        union all
        select {columns}, s.position, u.position
        from procurement.{table}_history f {join} join procurement.change s on s.id = f.since_change
        join procurement.change u on u.id = f.until_change
        where f.counted"""  # noqa: S608 - our own names
