"""What can be wrong with a supplement."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NO_PROCEDURE: Final = Rule(
    "SUP-001",
    Severity.ERROR,
    "De aanvulling noemt geen aanbesteding.",
    "The supplement names no procedure.",
    Text(
        "Geef procedureId (BT-04), publicationNumber, noticeId, ocid of ownNumber.",
        "Give procedureId (BT-04), publicationNumber, noticeId, ocid or ownNumber.",
    ),
)
LOT_TWICE: Final = Rule(
    "SUP-002",
    Severity.ERROR,
    "Dit perceel staat er twee keer.",
    "This lot is named twice.",
    Text("Neem het samen.", "Join the two."),
)
SAYS_NOTHING: Final = Rule(
    "SUP-003",
    Severity.WARNING,
    "De aanvulling zegt niets over de aanbesteding.",
    "The supplement says nothing of the procedure.",
    Text("Beantwoord de vragen bij GET /v1/supplements.", "Answer the questions at GET /v1/supplements."),
)
CRITERION_BESIDE_NO: Final = Rule(
    "SUP-010",
    Severity.ERROR,
    "Bij dit thema staat nee, en toch een criterium.",
    "This theme is answered no, and yet has a criterion.",
    Text("Antwoord ja, of haal het criterium weg.", "Answer yes, or take the criterion away."),
)
EXPLAINED_BESIDE_YES: Final = Rule(
    "SUP-011",
    Severity.WARNING,
    "Dit thema is toegepast; een reden waarom niet telt nergens.",
    "This theme was applied; a reason why not counts nowhere.",
    Text("Haal de toelichting weg.", "Take the explanation away."),
)
TEXT_MISSING: Final = Rule(
    "SUP-012",
    Severity.ERROR,
    "Bij de reden `other` hoort een tekst.",
    "The reason `other` needs a text.",
    Text("Vul text in.", "Fill in text."),
)
WEIGHT_WITHOUT_AWARD: Final = Rule(
    "SUP-013",
    Severity.WARNING,
    "Alleen een gunningscriterium heeft een gewicht; dit gewicht telt niet.",
    "Only an award criterion has a weight; this one does not count.",
    Text("Controleer de rol.", "Check the role."),
)
WEIGHTS_BEYOND_ALL: Final = Rule(
    "SUP-014",
    Severity.WARNING,
    "De gewichten van de gunningscriteria en de prijs tellen op tot {total}; verwacht is ten hoogste 100.",
    "The weights of the award criteria and the price add up to {total}; at most 100 is expected.",
    Text("Controleer de gewichten; tot dan tellen zij niet.", "Check the weights; until then they do not count."),
)
RANGE_UPSIDE_DOWN: Final = Rule(
    "SUP-015",
    Severity.ERROR,
    "Het hoogste gewicht van een reeks ligt onder het laagste, of het laagste ontbreekt.",
    "The most of a range of weights is below its least, or the least is missing.",
    Text("Controleer weightPercent en weightPercentMost.", "Check weightPercent and weightPercentMost."),
)
OWN_THEME_TWICE: Final = Rule(
    "SUP-016",
    Severity.ERROR,
    "Dit eigen thema staat er twee keer.",
    "This theme of the body's own is named twice.",
    Text("Laat een van beide weg.", "Leave out one of them."),
)
OWN_THEME_NEVER_ADDED: Final = Rule(
    "SUP-017",
    Severity.WARNING,
    "De organisatie heeft dit thema nooit toegevoegd; tot zij dat doet telt dit antwoord nergens.",
    "The body never added this theme; until it does this answer counts nowhere.",
    Text(
        "Voeg het toe met PUT /v1/governance van het register. Toegevoegd: {known}.",
        "Add it with PUT /v1/governance of the registry. Added: {known}.",
    ),
)
