"""A procedure has no more lots than can be meant (ACC008 of the European rulebook)."""

from typing import Final

from services.ingest.quality.rules.quality_rule import QualityRule
from shared.procurement.finding import Rule, Severity, Text

TOO_MANY_LOTS: Final = Rule(
    "QUA-203",
    Severity.WARNING,
    "Deze aanbesteding heeft meer percelen dan gewoonlijk kan: 500 bij leveringen, 50 bij werken en diensten.",
    "This procedure has more lots than can be usual: 500 for supplies, 50 for works and services.",
    Text(
        "Controleer of elk perceel een perceel is, en geen artikel van een lijst.",
        "Check that every lot is a lot and no item of a list.",
    ),
)
RULE: Final = QualityRule(
    TOO_MANY_LOTS,
    dimension="validity",
    unit="procedure",
    placed_by="launched",
    term="BT-137",
    applies="r.nature is not null",
    passes="(select count(*) from procurement.lot l where l.procedure = r.id) <= case r.nature when "
    "'supplies' then 500 else 50 end",
    shown="(select count(*)::text from procurement.lot l where l.procedure = r.id)",
    european="ACC008",
)
