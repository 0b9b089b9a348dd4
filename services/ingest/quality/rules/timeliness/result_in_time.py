"""A result is announced within thirty days of the contract (article 50 of Directive 2014/24/EU)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

RESULT_LATE: Final = Rule(
    "QUA-401",
    Severity.WARNING,
    "De gunning van dit contract is later dan dertig dagen na sluiting aangekondigd.",
    "The award of this contract was announced later than thirty days after its conclusion.",
    Text(
        "Zend de aankondiging van de gunning binnen dertig dagen na het sluiten van het contract.",
        "Send the result notice within thirty days of concluding the contract.",
    ),
)
_DAYS: Final = (
    "(select min((said ->> 'told_on')::date - (said ->> 'signed_on')::date) "
    "from jsonb_array_elements(r.contract -> 'statements') said where said ->> 'stage' = 'result')"
)
RULE: Final = QualityRule(
    RESULT_LATE,
    dimension="timeliness",
    unit="contract",
    placed_by="awarded",
    term="BT-145",
    applies='jsonb_path_exists(r.contract, \'$.statements[*] ? (@.stage == "result" && @.signed_on != null '
    "&& @.told_on != null)')",
    passes=f"{_DAYS} <= 30",
    shown=f"({_DAYS})::text",
)
