"""What can be wrong with a signature, a plan, an assessment of a plan or a task."""

from __future__ import annotations

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR

ENDS_BEFORE_IT_STARTS: Final = Rule(
    "PLN-001",
    _ERROR,
    "Het einde ligt voor het begin ({starts}).",
    "The end lies before the start ({starts}).",
    Text("Controleer beide dagen.", "Check both days."),
)
NO_HTTPS: Final = Rule(
    "PLN-002",
    _ERROR,
    "Dit is geen openbaar adres: het begint niet met https:// en de naam van een site.",
    "This is no public address: it does not begin with https:// and the name of a site.",
    Text("Noem de pagina waar iedereen het plan kan lezen.", "State the page where anyone can read the plan."),
)
UNKNOWN_THEME: Final = Rule(
    "PLN-003",
    _ERROR,
    "Dit thema staat in geen van de themalijsten.",
    "This theme is in none of the lists of themes.",
    Text("Kies uit: {known}.", "Choose from: {known}."),
)
NOT_ON_SCALE: Final = Rule(
    "PLN-004",
    _ERROR,
    "Dit niveau staat niet op de schaal {scale}: die loopt van {lowest} tot en met {highest}.",
    "This level is not on the scale {scale}: that runs from {lowest} to {highest}.",
    Text("Herstel het niveau, of noem de schaal van het plan.", "Correct the level, or state the plan's own scale."),
)
NO_SCALE: Final = Rule(
    "PLN-005",
    _ERROR,
    "Een niveau zegt niets zonder schaal.",
    "A level says nothing without a scale.",
    Text("Vul scale in: manifest of ambition-web.", "Fill in scale: manifest or ambition-web."),
)
NO_CATEGORY: Final = Rule(
    "PLN-006",
    _ERROR,
    "Een categorieplan noemt zijn categorie.",
    "A category plan names its category.",
    Text("Vul category in.", "Fill in category."),
)
UNKNOWN_GOAL: Final = Rule(
    "PLN-007",
    _ERROR,
    "Deze actie hoort bij een doel dat niet in het plan staat.",
    "This action is for a goal that is not in the plan.",
    Text("Noem de sleutel van een doel uit goals.", "State the key of a goal of the plan."),
)
BASELINE_AFTER_TARGET: Final = Rule(
    "PLN-008",
    _ERROR,
    "De nulmeting is van {year}: niet eerder dan het streefjaar.",
    "The baseline is of {year}: not before the target year.",
    Text("Controleer baselineYear en targetYear.", "Check baselineYear and targetYear."),
)
REASON_WITHOUT_TEXT: Final = Rule(
    "PLN-009",
    _ERROR,
    "Bij de reden other hoort een uitleg.",
    "The reason other needs an explanation.",
    Text("Vul explanation in.", "Fill in explanation."),
)
LEFT_OUT_WITH_LEVEL: Final = Rule(
    "PLN-010",
    _ERROR,
    "Een thema dat is weggelaten heeft geen ambitie, doel of actie in hetzelfde plan.",
    "A theme that was left out has no ambition, goal or action in the same plan.",
    Text("Laat de reden weg, of de rest.", "Leave out the reason, or the rest."),
)
THEME_TWICE: Final = Rule(
    "PLN-011",
    _ERROR,
    "Dit thema staat twee keer in de lijst.",
    "This theme is in the list twice.",
    Text("Noem het een keer.", "State it once."),
)
ADDRESS_WITHOUT_DAY: Final = Rule(
    "PLN-012",
    Severity.WARNING,
    "Zonder adres en dag van publicatie geldt het plan niet als openbaar.",
    "Without an address and a day of publication the plan does not count as public.",
    Text("Vul address en publishedOn in.", "Fill in address and publishedOn."),
)
GOAL_WITHOUT_ACTION: Final = Rule(
    "PLN-013",
    Severity.INFO,
    "Geen actie in het plan hoort bij dit doel.",
    "No action in the plan is for this goal.",
    Text("Noem het doel bij een actie.", "Name the goal at an action."),
)
ACTION_WITHOUT_GOAL: Final = Rule(
    "PLN-014",
    Severity.INFO,
    "Deze actie hoort bij geen doel.",
    "This action is for no goal.",
    Text("Noem bij goals de sleutel van een doel.", "State the key of a goal in goals."),
)
BEFORE_DOCUMENT: Final = Rule(
    "SIG-001",
    _ERROR,
    "Dit document begint op {day}.",
    "This document begins on {day}.",
    Text("Noem die dag of een latere.", "State that day or a later one."),
)
DOCUMENT_OVER: Final = Rule(
    "SIG-002",
    _ERROR,
    "Dit document gold tot en met {day}.",
    "This document held until {day}.",
    Text("Noem een eerdere dag.", "State an earlier day."),
)
NOT_IN_ORDER: Final = Rule(
    "TSK-001",
    _ERROR,
    "Opschalen kan pas na de dag ervoor ({day}).",
    "Escalation comes after the day before it ({day}).",
    Text("Zet de stappen op volgorde, na dueOn.", "Put the steps in order, after dueOn."),
)
