"""What is said of the themes of a lot does not contradict itself."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

THEMES_CONTRADICT: Final = Rule(
    "QUA-302",
    Severity.WARNING,
    "Over een thema van dit perceel staan ja en nee naast elkaar, even sterk.",
    "Yes and no stand side by side for a theme of this lot, equally strong.",
    Text(
        "Stuur een hogere versie die een van beide zegt.",
        "Send a higher version that says one of them.",
    ),
)
RULE: Final = QualityRule(
    THEMES_CONTRADICT,
    dimension="consistency",
    unit="lot",
    placed_by="launched",
    term="BT-06",
    applies="r.any_theme <> 'withheld'",
    passes="'conflicting' not in (r.climate, r.circular, r.pollution_biodiversity, r.human_rights_labour, "
    "r.diversity_inclusion, r.social_return)",
)
