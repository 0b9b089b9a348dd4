"""What would measure what is not known: the record that a body can send, and where it stands today (R108)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.kpi.cells.rules.aggregates import compile_measure
from services.kpi.definitions.declarations.columns import SUPPLEMENT, THEME_SOURCE
from services.kpi.definitions.rules.card import Card
from services.kpi.definitions.rules.terms import columns_of
from shared.procurement.finding import Text


@dataclass(frozen=True, slots=True)
class Instrument:
    """A record of a data contract, and the code in the list instruments of where a body finds what it asks."""

    data_contract: str
    source: str
    says: Text


_NOTICES: Final = Instrument(
    "notices",
    "tenderned",
    Text(
        "De velden van de aankondiging op TenderNed vullen, of een registratie sturen.",
        "Fill the fields of the notice on TenderNed, or send a registration.",
    ),
)
_SUPPLEMENT: Final = Instrument(
    "ppds-supplement",
    "mvi-criteriatool",
    Text(
        "De MVOI-aanvulling bij de aanbesteding sturen: wat is gevraagd, en wat is uitgelegd.",
        "Send the MVOI supplement of the procedure: what was asked, and what was explained.",
    ),
)
_OF_FACTS: Final[Mapping[str, Instrument]] = {
    "winner": _NOTICES,
    "registration": Instrument(
        "ppds-registration",
        "own-financial-system",
        Text("Inkopen onder de drempel registreren.", "Register purchases below the threshold."),
    ),
    "contract": Instrument(
        "ppds-contract",
        "own-contract-register",
        Text("Contracten met hun afspraken uit het contractregister sturen.", "Send contracts with what was agreed."),
    ),
    "commitment": Instrument(
        "ppds-performance-report",
        "own-contract-register",
        Text(
            "Prestatierapportages over de afspraken in contracten sturen.",
            "Send performance reports on what contracts agree.",
        ),
    ),
    "observation": Instrument(
        "ppds-performance-report",
        "csrd-reports",
        Text("De leverancier laten rapporteren wat is bereikt.", "Have the supplier report what was achieved."),
    ),
    "spend": Instrument(
        "ppds-spend",
        "own-financial-system",
        Text("De uitgaven per leverancier en categorie sturen.", "Send spend by supplier and category."),
    ),
    "measurement": Instrument(
        "ppds-measurement",
        "own-financial-system",
        Text("Een meting over de eigen organisatie sturen.", "Send a measurement of the body itself."),
    ),
}
_PROGRAMME: Final = Instrument(
    "ppds-programme-record",
    "jbr",
    Text("Het programmateam legt het vast.", "The programme team records it."),
)
_OF_A_PROCUREMENT: Final = frozenset({"procedure", "lot", "theme_use"})


def instrument_of(card: Card, *, received: bool) -> Instrument:
    """What would measure an indicator; where nothing was received of a procurement, its notice comes first."""
    fact = card.measure.fact
    if fact not in _OF_A_PROCUREMENT:
        return _OF_FACTS.get(fact, _PROGRAMME)
    return _SUPPLEMENT if received and _asks_a_supplement(card) else _NOTICES


def _asks_a_supplement(card: Card) -> bool:
    """Whether a supplement can say what the card counts: themes, and what stands in a supplement alone."""
    named = {name for each in compile_measure(card).expressions.values() for name in columns_of(each.tree)}
    return any(card.fact.columns[name].source in {SUPPLEMENT, THEME_SOURCE} for name in named)
