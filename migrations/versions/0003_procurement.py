"""Schema procurement: current and history tables, the change log and the fact views.

The fact views are the published interface of ingest: kpi reads them and the change log, nothing else.
"""

from alembic import op

from migrations.audit import create_audit_trail
from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.statements import clear, run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DIMENSIONS = """
    f.procedure, f.lead_body, f.tier, f.nature, f.above_threshold,
    case when f.chain_quality <> 'C' then f.product_chain end as product_chain,
    f.chain_quality,
    case when f.chain_quality <> 'C' then f.cluster end as cluster,
    f.in_criteria_tool, f.launched_on, f.awarded_on"""

CATEGORIES = ("rijk", "isv")

RELEVANT = """
    'climate' = any(f.relevant_themes) as relevant_climate,
    'circular' = any(f.relevant_themes) as relevant_circular,
    'pollution-biodiversity' = any(f.relevant_themes) as relevant_pollution_biodiversity,
    'human-rights-labour' = any(f.relevant_themes) as relevant_human_rights_labour,
    'diversity-inclusion' = any(f.relevant_themes) as relevant_diversity_inclusion"""


def answer(column: str, name: str | None = None) -> str:
    """Turn a state into an answer: only yes and no are answers, the other three are unknown."""
    return f"case f.{column} when 'yes' then true when 'no' then false end as {name or column}"


def category(kind: str) -> str:
    """Publish a category: what the buyer states, else what the CPV code leads to; a guess (quality C) is unknown."""
    name = f"{kind}_category"
    return (
        f"coalesce(f.{name}_stated, case when f.{name}_quality <> 'C' then f.{name}_by_cpv end) as {name},"
        f" case when f.{name}_stated is null then f.{name}_quality else 'stated' end as {name}_quality"
    )


CATEGORY_COLUMNS = ", ".join(category(kind) for kind in CATEGORIES)

THEME_COLUMNS = (
    "climate",
    "circular",
    "pollution_biodiversity",
    "human_rights_labour",
    "diversity_inclusion",
    "social_return",
)

PROCEDURE = f"""{DIMENSIONS},{RELEVANT}, {CATEGORY_COLUMNS},
    {", ".join(f"f.{theme}" for theme in THEME_COLUMNS)}, f.any_theme,
    f.state, f.framework, f.cancelled, f.estimated_value, f.awarded_value, f.duration_months,
    f.strategic_fields_complete,
    f.civil_works, f.supplemented, f.purchase_type, f.category_management, f.significant, f.impact_half,
    f.impact_half_without_price, f.suitable, f.wage_sum_reached, f.isv_applied, f.isv_list_of_10, f.isv_list_of_8,
    f.mki_used,
    case when f.category_management then 'category-management' else f.purchase_type end as purchasing"""

LOT = f"""{DIMENSIONS},{RELEVANT}, {CATEGORY_COLUMNS}, f.lot_id,
    {", ".join(answer(theme) for theme in (*THEME_COLUMNS, "any_theme"))},
    f.state, f.competition, f.tenders_received, f.awarded_value, f.value_basis,
    f.vehicles, f.clean_vehicles, f.zero_emission_vehicles,
    {answer("gpp_criteria")}, {answer("accessible")}, {answer("reserved")},
    f.framework, f.estimated_value, f.duration_months,
    f.significant, f.impact_weight_least, f.impact_weight_most, f.impact_weight_least_without_price,
    f.impact_weight_most_without_price, f.suitable, f.wage_sum_reached, f.isv_applied, f.risk_category, f.mki_used"""

THEME_USE = f"""{DIMENSIONS}, f.lot_id, t.theme, {answer("climate", "answer").replace("f.climate", "t.state_of_theme")},
    t.state_of_theme, t.theme = any(f.signals_in_text) as signal_in_text,
    case when t.theme <> 'social-return' then t.theme = any(f.relevant_themes) end as relevant_for_chain,
    f.competition, f.state as lot_state, (f.by_theme -> t.theme ->> 'criteria')::numeric as criteria_count,
    (f.by_theme -> t.theme ->> 'level')::numeric as level, f.by_theme -> t.theme ->> 'level' as step,
    (f.by_theme -> t.theme ->> 'explained')::boolean as explained, f.by_theme -> t.theme ->> 'reason' as reason"""

THEMES_OF_LOT = (
    "cross join lateral (values "
    + ", ".join(f"('{theme.replace('_', '-')}', f.{theme})" for theme in THEME_COLUMNS)
    + ") as t(theme, state_of_theme)"
)

LOCAL_THEME_USE = """f.procedure, f.lead_body, f.tier, f.launched_on, f.awarded_on, f.lot_id, t.local_theme,
    case t.state_of_theme when 'yes' then true when 'no' then false end as answer, t.state_of_theme,
    f.competition, f.state as lot_state"""

OWN_THEMES_OF_LOT = "cross join lateral jsonb_each_text(f.own_themes) as t(local_theme, state_of_theme)"

WINNER = f"""{DIMENSIONS}, nullif(f.lot_id, '') as lot_id,
    f.tender_id, f.sme, f.value, f.currency_known, f.competition"""

# fact -> (table, its row as a fact, extra join)
FACTS = {
    "procedure": ("procedure", PROCEDURE.replace("f.procedure,", "f.id as procedure,", 1), ""),
    "lot": ("lot", LOT, ""),
    "theme_use": ("lot", THEME_USE, THEMES_OF_LOT),
    "local_theme_use": ("lot", LOCAL_THEME_USE, OWN_THEMES_OF_LOT),
    "winner": ("winner", WINNER, ""),
}


# fact -> what stands beside its columns in bulk
BULK = {
    "procedure": """, f.procedure_id, f.ocid, f.title, f.stage, f.legal_basis, f.procedure_type, f.threshold_rule,
        f.dps, f.joint, f.launch_known, f.buyers -> 0 ->> 'name' as buyer_name,
        jsonb_array_length(f.buyers) as buyers""",
    "lot": f""", f.title, f.cpv, f.price_weight, f.tenders_received_state, f.value_state, f.launch_known,
        {", ".join(f"f.{theme} as {theme}_state" for theme in THEME_COLUMNS)}""",
    "winner": """, f.currency, f.launch_known, (
            select string_agg(coalesce(s ->> 'name', '?'), '; ') from jsonb_array_elements(f.suppliers) s
        ) as supplier_names, (
            select string_agg(coalesce(s ->> 'identifier', '?'), '; ') from jsonb_array_elements(f.suppliers) s
        ) as supplier_identifiers""",
}

THEMES = (*THEME_COLUMNS, "any_theme")

PLACE = f"""
    lead_body text, tier text, nature text, above_threshold text not null,
    product_chain text, chain_quality text, cluster text, in_criteria_tool boolean, relevant_themes text[],
    {", ".join(f"{kind}_category_{part} text" for kind in CATEGORIES for part in ("stated", "by_cpv", "quality"))},
    launched_on date, launch_known boolean not null,
    awarded_on date, counted boolean not null, held_back boolean not null default false"""

NOTICE_COLUMNS = """
    notice_id text not null, version text not null, content_hash text not null, source text not null,
    stage text not null, subtype text, procedure uuid not null, strong_key text, ocid text, own_key text,
    names text[] not null, refers_to text[] not null, dispatched_at timestamptz, sender text,
    standing text not null, acting_for text, buyers text[] not null, submission uuid, record integer,
    received_on date, content jsonb not null"""

PROCEDURE_COLUMNS = f"""
    key text not null, state text not null, stage text not null, title text, procedure_id text, ocid text,
    legal_basis text, cpv text, procedure_type text, threshold_rule text not null, cancelled boolean not null,
    framework boolean, dps boolean not null, joint boolean not null, took_part text[] not null,
    buyers jsonb not null, estimated_value numeric, awarded_value numeric, duration_months numeric,
    {", ".join(f"{theme} boolean" for theme in THEMES)}, strategic_fields_complete boolean,
    civil_works boolean, supplemented boolean not null default false, purchase_type text,
    category_management boolean, category text,
    significant boolean, impact_half boolean, impact_half_without_price boolean, suitable boolean,
    wage_sum_reached boolean, isv_applied boolean, isv_list_of_10 boolean, isv_list_of_8 boolean, mki_used boolean,
    contracts jsonb not null default '[]', discloses_on date,
    findings jsonb not null, content_hash text not null, {PLACE}"""

LOT_COLUMNS = f"""
    state text, competition text not null, title text, cpv text,
    {", ".join(f"{theme} text not null" for theme in THEMES)},
    local_themes text[] not null, own_themes jsonb not null default '{{}}', signals_in_text text[] not null,
    gpp_criteria text not null,
    accessible text not null, reserved text not null, strategic_fields_complete boolean not null,
    tenders_received integer, tenders_received_state text not null, estimated_value numeric,
    awarded_value numeric, value_basis text, value_state text not null, vehicles integer, clean_vehicles integer,
    zero_emission_vehicles integer, framework boolean, duration_months numeric,
    price_weight numeric, price_weight_notice text, price_weight_place text,
    evidence jsonb not null,
    significant boolean, impact_weight_least numeric, impact_weight_most numeric,
    impact_weight_least_without_price numeric, impact_weight_most_without_price numeric, suitable boolean,
    wage_sum_reached boolean, isv_applied boolean, risk_category text, mki_used boolean,
    by_theme jsonb not null default '{{}}', {PLACE}"""

WINNER_COLUMNS = f"""
    sme boolean, value numeric, currency text, currency_known boolean not null, competition text not null,
    suppliers jsonb not null, {PLACE}"""

INDEXES = """
create index ix_notice_buyers on procurement.notice using gin (buyers);
create index ix_notice_names on procurement.notice using gin (names);
create index ix_notice_own_key on procurement.notice (own_key);
create index ix_notice_procedure on procurement.notice (procedure);
create index ix_notice_refers_to on procurement.notice using gin (refers_to);
create index ix_notice_sender on procurement.notice (sender);
create index ix_notice_strong_key on procurement.notice (strong_key);
create index ix_procedure_contracts on procurement.procedure using gin (contracts jsonb_path_ops);
create index ix_procedure_discloses_on on procurement.procedure (discloses_on);
create index ix_procedure_took_part on procurement.procedure using gin (took_part);
create index ix_procedure_words on procurement.procedure using gin (procurement.words(title, buyers));
create index ix_procedure_unmatched on procurement.procedure (id) where buyers @> '[{"party": null}]'
"""


def upgrade() -> None:
    run("procurement.sql")
    create_with_history("notice", keys={"id": "uuid"}, columns=NOTICE_COLUMNS)
    create_with_history("procedure", keys={"id": "uuid"}, columns=PROCEDURE_COLUMNS)
    create_with_history("lot", keys={"procedure": "uuid", "lot_id": "text"}, columns=LOT_COLUMNS)
    create_with_history(
        "winner", keys={"procedure": "uuid", "lot_id": "text", "tender_id": "text"}, columns=WINNER_COLUMNS
    )
    create_with_history(
        "unreleased", keys={"procedure": "uuid", "part": "text", "kind": "text"}, columns="row jsonb not null"
    )
    for index in INDEXES.strip().split(";"):
        op.execute(index)
    for table in ("procedure", "lot", "winner"):
        for day in ("awarded_on", "launched_on"):
            op.execute(f"create index ix_{table}_lead_body_{day} on procurement.{table} (lead_body, {day})")
        op.execute(f"create index ix_{table}_history_lead_body on procurement.{table}_history (lead_body)")
    for fact, (table, columns, join) in FACTS.items():
        create_fact_views(fact, table=table, columns=columns, join=join, unreleased=True, bulk=BULK.get(fact))
    create_audit_trail("procurement", writer="ppds_ingest")
    op.execute("grant select on procurement.change, procurement.change_scope to ppds_kpi, ppds_kpi_reader")


def downgrade() -> None:
    clear("procurement")
