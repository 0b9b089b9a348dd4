"""Which columns of ingest may hold the name or number of a sole trader: every text column stands in one of two lists.

Those in ERASABLE are what erasing cleans. A column that stands in neither list fails a test against the database.
"""

from collections.abc import Mapping
from typing import Final

_HISTORY: Final = "_history"

ERASABLE: Final[Mapping[str, tuple[str, ...]]] = {
    # What came in, and what was said about it.
    "ingest.payload": ("names", "body"),
    "ingest.record": ("name", "place", "sender_key", "notice_id"),
    "ingest.finding": ("sender_key", "location", "value", "nl", "en"),
    "ingest.submission": ("problem",),
    "ingest.segment": ("problem",),
    # Kept notices, and what was compiled from them; each with its past.
    "procurement.notice": ("notice_id", "content", "strong_key", "own_key", "names", "refers_to"),
    "procurement.identity_key": ("key",),
    "procurement.word": ("word",),
    "procurement.procedure": ("key", "title", "buyers", "contracts", "findings"),
    "procurement.lot": ("title", "evidence", "price_weight_notice", "price_weight_place"),
    "procurement.winner": ("suppliers",),
    # What bodies keep themselves, and what was compiled from it.
    "procurement.own_record": ("key", "content"),
    "procurement.registration": ("sender_key",),
    "procurement.measurement": ("sender_key", "method"),
    "procurement.programme_record": (
        *("sender_key", "activity", "target_group", "category"),
        *("title", "address", "standard", "participant", "strategy", "risks", "procedure_key"),
    ),
    "procurement.participation": ("sender_key", "participant", "activity"),
    "procurement.chain_phase": ("sender_key", "evidence", "assessor", "dissent"),
    "procurement.contract": ("sender_key", "framework", "supplier_id"),
    "procurement.commitment": ("sender_key", "commitment_key", "evidence", "method"),
    "procurement.observation": (
        "sender_key",
        "report_key",
        "observation_key",
        "commitment_key",
        "method",
        "evidence",
    ),
    "procurement.signature": ("sender_key", "through", "source"),
    "procurement.pledge": ("sender_key",),
    "procurement.plan": ("sender_key", "participant", "content"),
    "procurement.plan_theme": ("sender_key",),
    "procurement.plan_goal": ("sender_key", "goal_key"),
    "procurement.plan_assessment": ("sender_key", "participant", "plan_key", "content"),
    "procurement.task": ("sender_key", "content"),
    "procurement.spend_line": ("category", "supplier", "supplier_number"),
    "procurement.spend": ("sender_key", "category"),
}
"""Columns by table; a table of the past has those of the table itself, and the sandbox those of ingest."""

_DIMENSIONS: Final = (
    "above_threshold", "chain_quality", "cluster", "lead_body", "nature", "product_chain",
    "relevant_themes", "tier", "rijk_category_stated", "rijk_category_by_cpv", "rijk_category_quality",
    "isv_category_stated", "isv_category_by_cpv", "isv_category_quality",
)  # fmt: skip
_OF_UNIT: Final = ("lead_body", "tier")
_OF_ITS_CHAIN: Final = ("product_chain", "chain_quality", "cluster", "relevant_themes")
_AUDIT: Final = ("act", "actor", "detail", "hash", "previous_hash", "subject")

NAMELESS: Final[Mapping[str, tuple[str, ...]]] = {
    # Keys of parties and clients, hashes, states, codes of lists, identifiers within a procedure: they name no trader.
    "ingest.arrival": ("sender", "body"),  # as it came: gone as soon as the copy is kept
    "ingest.audit_event": _AUDIT,  # chained by hashes; its details name submissions and parties, never what they say
    "ingest.audit_head": ("hash",),
    "ingest.column_mapping": ("party", "name", "mapping"),  # headings of a tool, properties and codes
    "ingest.erasure_applied": ("step",),
    "ingest.finding": ("sender", "rule", "severity"),
    "ingest.payload": ("sender", "reader"),
    "ingest.record": ("sender", "state", "kind", "version", "stage", "strategic_codes"),
    "ingest.segment": ("sender", "state"),
    "ingest.sending_right": ("party", "answer"),  # who may send for whom, by keys of parties
    "ingest.submission": (
        "sender", "client", "mandates", "mappings", "format", "media_type", "idempotency_key", "received_sha256",
        "content_sha256", "kept_sha256", "state",
    ),
    "procurement.audit_event": _AUDIT,
    "procurement.audit_head": ("hash",),
    "procurement.change": ("cause",),
    "procurement.change_scope": ("fact", "counted_on", "body", "tier"),
    "procurement.notice": (
        "version", "content_hash", "source", "stage", "subtype", "ocid", "sender", "standing", "acting_for", "buyers",
    ),
    "procurement.procedure": (
        *_DIMENSIONS, "state", "stage", "procedure_id", "ocid", "legal_basis", "cpv", "procedure_type",
        "threshold_rule", "took_part", "content_hash", "purchase_type", "category",
    ),
    "procurement.lot": (
        *_DIMENSIONS, "lot_id", "state", "competition", "cpv", "climate", "circular", "pollution_biodiversity",
        "human_rights_labour", "diversity_inclusion", "social_return", "any_theme", "local_themes", "own_themes",
        "signals_in_text", "gpp_criteria", "accessible", "reserved", "tenders_received_state", "value_basis",
        "value_state", "risk_category", "by_theme",
    ),
    "procurement.winner": (*_DIMENSIONS, "lot_id", "tender_id", "currency", "competition"),
    "procurement.unreleased": ("part", "kind", "row"),  # what figures count of a procedure; no text of anybody
    "procurement.own_record": ("kind", "body", "state", "release", "digest", "sender", "source"),
    "procurement.registration": (*_OF_UNIT, *_OF_ITS_CHAIN, "cpv"),
    "procurement.measurement": (*_OF_UNIT, "measured"),
    "procurement.programme_record": (*_OF_UNIT, "type", "product_chain", "theme"),
    "procurement.participation": (*_OF_UNIT, "kept_by"),
    "procurement.chain_phase": (*_OF_UNIT, "product_chain"),
    "procurement.signature": (*_OF_UNIT, "document"),
    "procurement.pledge": _OF_UNIT,
    "procurement.plan": (*_OF_UNIT, "kept_by", "plan_type"),
    "procurement.plan_theme": (*_OF_UNIT, "theme", "plan_type", "scale", "reason"),
    "procurement.plan_goal": (*_OF_UNIT, "theme", "plan_type"),
    "procurement.plan_assessment": (*_OF_UNIT, "plan_of"),
    "procurement.task": _OF_UNIT,
    "procurement.contract": (
        *_OF_UNIT, "kind", "procedure_id", "lot_id", "currency", "vat_included", "supplier_scheme", "responsible_role",
        "themes",
    ),
    "procurement.commitment": (*_OF_UNIT, "theme", "indicator", "unit_code", "compare", "basis", "shown_by"),
    "procurement.observation": (
        *_OF_UNIT, "theme", "indicator", "reading", "unit_code", "source", "verification",
    ),
    "procurement.spend_line": ("supplier_scheme", "vat_included", "purchase_type", "supplier_sector"),
    "procurement.spend": (
        *_OF_UNIT, "product_chain", "purchase_type", "valued_by", "supplier_sector", "spend_group",
    ),
    # Of fictitious bodies, for a while.
    "sandbox.client": ("id", "party", "name", "label", "kind", "oin", "scopes", "jwks", "state"),
}  # fmt: skip


def declared_as(schema: str, table: str) -> str:
    """The name under which a table stands in the lists."""
    name = table.removesuffix(_HISTORY)
    shared = schema == "sandbox" and f"sandbox.{name}" not in NAMELESS
    return f"ingest.{name}" if shared else f"{schema}.{name}"
