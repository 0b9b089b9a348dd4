"""What a goal lacks to be SMART, as far as a record can show it: its elements, not whether they are wise (R010).

Whether a goal is achievable no record says; that element is left out.
"""

from typing import Final, Literal, TypeAlias

from services.kpi.goals.rules.goal import Goal
from shared.procurement.finding import Text

Element: TypeAlias = Literal["value", "unit", "baseline-value", "baseline-year", "target-year", "owner", "method"]

SENTENCES: Final[dict[Element, Text]] = {
    "value": Text("Er is geen getal dat gehaald moet worden.", "No number says what is to be reached."),
    "unit": Text("De eenheid ontbreekt.", "The unit is missing."),
    "baseline-value": Text("De nulmeting heeft geen waarde.", "The baseline has no value."),
    "baseline-year": Text("Het jaar van de nulmeting ontbreekt.", "The year of the baseline is missing."),
    "target-year": Text("Het jaar waarin het gehaald moet zijn ontbreekt.", "The year to reach it in is missing."),
    "owner": Text("Niemand is genoemd die er over gaat.", "Nobody is named who answers for it."),
    "method": Text("Hoe het wordt gemeten staat er niet bij.", "How it is measured is not stated."),
}


def lacking(goal: Goal) -> tuple[Element, ...]:
    """The elements that are missing, in a fixed order."""
    has: dict[Element, bool] = {
        "value": goal.target.value is not None,
        "unit": goal.unit is not None,
        "baseline-value": any(each.value is not None for each in goal.baselines),
        "baseline-year": bool(goal.baselines),
        "target-year": goal.target.year is not None,
        "owner": goal.owner is not None,
        "method": goal.method is not None,
    }
    return tuple(element for element, there in has.items() if not there)
