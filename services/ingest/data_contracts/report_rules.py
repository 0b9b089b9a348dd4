"""What can be wrong with a performance report and its observations."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

NOTHING_REPORTED_ON: Final = Rule(
    "PER-001",
    Severity.ERROR,
    "Deze meting zegt niet waarover zij gaat: noem een afspraak of een indicator.",
    "This observation does not say what it is about: name a commitment or an indicator.",
    Text("Geef commitment of indicator.", "Give commitment or indicator."),
)
ENDS_BEFORE_IT_STARTS: Final = Rule(
    "PER-002",
    Severity.ERROR,
    "De periode eindigt voor zij begint ({starts}).",
    "The period ends before it starts ({starts}).",
    Text("Controleer period.from en period.until.", "Check period.from and period.until."),
)
MIXED_READINGS: Final = Rule(
    "PER-003",
    Severity.ERROR,
    "Metingen van {about} zijn door elkaar {readings}: per afspraak is er een soort.",
    "Observations of {about} are a mix of {readings}: there is one kind per commitment.",
    Text("Kies per afspraak een reading.", "Take one reading per commitment."),
)
BELOW_ZERO: Final = Rule(
    "PER-004",
    Severity.ERROR,
    "Dit kan niet onder nul zijn; alleen uitstoot in gewicht kan dat.",
    "This cannot be below zero; only emissions by weight can.",
    Text("Controleer het teken.", "Check the sign."),
)
MORE_THAN_ALL: Final = Rule(
    "PER-005",
    Severity.ERROR,
    "Er is meer gerealiseerd dan het totaal ({total}).",
    "More was realised than the total ({total}).",
    Text("Controleer realised en total.", "Check realised and total."),
)
REFERENCE_AND_TOTAL: Final = Rule(
    "PER-006",
    Severity.ERROR,
    "Een meting heeft een reference of een total, niet allebei.",
    "An observation has a reference or a total, not both.",
    Text("Laat een van beide weg.", "Leave one of them out."),
)
NO_UNIT: Final = Rule(
    "PER-007",
    Severity.ERROR,
    "Deze meting heeft geen eenheid.",
    "This observation has no unit.",
    Text("Geef een eenheid van UN/CEFACT of een munt.", "Give a unit of UN/CEFACT, or a currency."),
)
OUTSIDE_UNCERTAINTY: Final = Rule(
    "PER-008",
    Severity.ERROR,
    "De gemeten waarde ligt niet tussen low ({low}) en high ({high}).",
    "The value that was measured is not between low ({low}) and high ({high}).",
    Text("Controleer uncertainty.", "Check uncertainty."),
)
NO_METHOD: Final = Rule(
    "PER-009",
    Severity.WARNING,
    "Zonder methode met tabel en versie wordt dit bij geen ander bedrag opgeteld.",
    "Without a method with its table and version this is added to no other amount.",
    Text("Geef method.name, method.table en method.version.", "Give method.name, method.table and method.version."),
)
VERIFIED_BEFORE_ITS_END: Final = Rule(
    "PER-010",
    Severity.WARNING,
    "Dit is gecontroleerd ({verified}) voor de periode voorbij was.",
    "This was verified ({verified}) before the period had passed.",
    Text("Controleer verifiedOn.", "Check verifiedOn."),
)
STEPS: Final = Rule(
    "PER-011",
    Severity.ERROR,
    "Gepaste zorgvuldigheid kent zes stappen: een geheel getal van 0 tot en met 6, als stand (reading = state).",
    "Due diligence has six steps: a whole number from 0 to 6, as a state (reading = state).",
    Text("Controleer realised en reading.", "Check realised and reading."),
)
