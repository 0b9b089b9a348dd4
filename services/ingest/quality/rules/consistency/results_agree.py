"""What is said of the result of a lot does not contradict itself."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

RESULTS_CONTRADICT: Final = Rule(
    "QUA-303",
    Severity.WARNING,
    "Over het bedrag of het aantal inschrijvingen van dit perceel zeggen aankondigingen verschillende dingen.",
    "Notices say different things of the value or the number of tenders of this lot.",
    Text(
        "Stuur een hogere versie van de aankondiging die niet klopt.",
        "Send a higher version of the notice that is wrong.",
    ),
)
RULE: Final = QualityRule(
    RESULTS_CONTRADICT,
    dimension="consistency",
    unit="lot",
    placed_by="awarded",
    term="BT-720",
    applies="r.state is not distinct from 'awarded'",
    passes="'conflicting' not in (r.value_state, r.tenders_received_state)",
)
