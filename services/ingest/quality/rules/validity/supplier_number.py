"""The number of a Dutch supplier has the form of a KvK number, an RSIN, an OIN or a VAT number."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

SUPPLIER_NUMBER_ODD: Final = Rule(
    "QUA-204",
    Severity.WARNING,
    "Het nummer van een Nederlandse leverancier heeft de vorm van geen KvK-nummer, RSIN, OIN of btw-nummer.",
    "The number of a Dutch supplier has the form of no KvK number, RSIN, OIN or VAT number.",
    Text(
        "Vermeld het KvK-nummer in acht cijfers (BT-501).",
        "State the KvK number in eight digits (BT-501).",
    ),
)
_FORM: Final = "^([0-9]{8}|[0-9]{9}|[0-9]{20}|NL[0-9]{9}B[0-9]{2})$"
_ODD: Final = f'(!(@.identifier like_regex "{_FORM}") || @.identifier like_regex "^0+$")'
_DUTCH: Final = '@.country == "NLD" && @.identifier != null'
RULE: Final = QualityRule(
    SUPPLIER_NUMBER_ODD,
    dimension="validity",
    unit="winner",
    placed_by="awarded",
    term="BT-501",
    applies=f"jsonb_path_exists(r.suppliers, '$[*] ? ({_DUTCH})')",
    passes=f"not jsonb_path_exists(r.suppliers, '$[*] ? ({_DUTCH} && {_ODD})')",
    shown=f"jsonb_path_query_first(r.suppliers, '$[*] ? ({_DUTCH} && {_ODD}).identifier') #>> '{{}}'",
)
