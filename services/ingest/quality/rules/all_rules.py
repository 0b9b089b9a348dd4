"""All quality rules, in the order of their codes."""

from typing import Final

from services.ingest.quality.rules.completeness import (
    buyers_known,
    contract_day,
    estimated_value,
    strategic_fields,
    supplement,
    tenders_received,
    winner_size,
)
from services.ingest.quality.rules.consistency import day_order, results_agree, themes_agree, totals
from services.ingest.quality.rules.quality_rule import QualityRule
from services.ingest.quality.rules.timeliness import result_in_time
from services.ingest.quality.rules.validity import (
    amount_pattern,
    award_day,
    lots_at_most,
    supplier_number,
    tenders_at_most,
)

_MODULES: Final = (
    *(contract_day, tenders_received, winner_size, estimated_value, strategic_fields, supplement, buyers_known),
    *(amount_pattern, tenders_at_most, lots_at_most, supplier_number, award_day),
    *(totals, themes_agree, results_agree, day_order, result_in_time),
)

QUALITY_RULES: Final[tuple[QualityRule, ...]] = tuple(module.RULE for module in _MODULES)
BY_CODE: Final = {each.code: each for each in QUALITY_RULES}
