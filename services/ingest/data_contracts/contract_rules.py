"""What can be wrong with a contract and its commitments."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

ENDS_BEFORE_IT_STARTS: Final = Rule(
    "CON-001",
    Severity.ERROR,
    "Het contract eindigt voor het begint ({starts}).",
    "The contract ends before it starts ({starts}).",
    Text("Controleer startsOn en endsOn.", "Check startsOn and endsOn."),
)
LASTS_TOO_LONG: Final = Rule(
    "CON-002",
    Severity.ERROR,
    "Het contract duurt langer dan {years} jaar.",
    "The contract lasts longer than {years} years.",
    Text("Laat endsOn weg als er geen einde is afgesproken.", "Leave endsOn out when no end was agreed."),
)
NO_FRAMEWORK: Final = Rule(
    "CON-003",
    Severity.ERROR,
    "Een nadere overeenkomst noemt haar raamovereenkomst niet.",
    "A call-off does not name its framework agreement.",
    Text("Geef bij framework de senderKey van de raamovereenkomst.", "Give the agreement's senderKey as framework."),
)
NO_CALL_OFF: Final = Rule(
    "CON-004",
    Severity.ERROR,
    "Alleen een nadere overeenkomst heeft een raamovereenkomst.",
    "Only a call-off has a framework agreement.",
    Text("Maak kind call-off, of laat framework weg.", "Make kind call-off, or leave framework out."),
)
OWN_FRAMEWORK: Final = Rule(
    "CON-005",
    Severity.ERROR,
    "Een contract kan niet onder zichzelf vallen.",
    "A contract cannot be called off from itself.",
    Text("Geef de sleutel van de raamovereenkomst.", "Give the key of the framework agreement."),
)
KEY_TWICE: Final = Rule(
    "CON-006",
    Severity.ERROR,
    "Deze sleutel komt in de lijst twee keer voor.",
    "This key occurs twice in the list.",
    Text("Geef elk een eigen sleutel.", "Give each a key of its own."),
)
NO_MEASURE: Final = Rule(
    "CON-007",
    Severity.WARNING,
    "Deze afspraak heeft geen maat: zonder target, unit en compare is niet vast te stellen of zij is nagekomen.",
    "This commitment has no measure: without target, unit and compare nobody can tell whether it was met.",
    Text("Vul target, unit en compare in.", "Fill in target, unit and compare."),
)
NO_DUE_DATE: Final = Rule(
    "CON-008",
    Severity.WARNING,
    "Deze afspraak heeft geen datum waarop zij moet zijn nagekomen en telt daarom in geen periode.",
    "This commitment has no day by which it must be met, and therefore counts in no period.",
    Text("Vul dueOn in.", "Fill in dueOn."),
)
DUE_BEFORE_IT_STARTS: Final = Rule(
    "CON-009",
    Severity.ERROR,
    "Deze afspraak moet zijn nagekomen voor het contract begint ({starts}).",
    "This commitment is due before the contract starts ({starts}).",
    Text("Controleer dueOn.", "Check dueOn."),
)
DUE_AFTER_IT_ENDS: Final = Rule(
    "CON-010",
    Severity.WARNING,
    "Deze afspraak moet pas zijn nagekomen na het einde van het contract ({ends}).",
    "This commitment is due after the contract ends ({ends}).",
    Text("Controleer dueOn.", "Check dueOn."),
)
OTHER_UNIT: Final = Rule(
    "CON-011",
    Severity.ERROR,
    "Deze eenheid past niet bij {indicator}: dat wordt gemeten in {units}.",
    "This unit does not fit {indicator}: that is measured in {units}.",
    Text("Reken het bedrag om of kies een andere indicator.", "Convert the amount, or take another indicator."),
)
