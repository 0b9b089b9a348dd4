"""What can be wrong with a goal that is proposed, by itself and among the others."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from services.kpi.goals.rules.goal import EVERY_THEME, Goal
from services.kpi.goals.rules.tree import cycle_through
from shared.nearest import meant
from shared.procurement.finding import Finding, Rule, Severity, Text

_ERROR: Final = Severity.ERROR

UNKNOWN_IN_GOAL: Final = Rule(
    "goal-unknown",
    _ERROR,
    "{value} bestaat niet.",
    "{value} does not exist.",
    Text("{meant}{lookup} noemt wat er is.", "{meant}{lookup} lists what there is."),
)
CYCLE: Final = Rule(
    "goal-cycle",
    _ERROR,
    "Zo draagt {code} bij aan zichzelf: {path}.",
    "This makes {code} contribute to itself: {path}.",
    Text("Laat deze bijdrage weg.", "Leave this contribution out."),
)
SUPERSEDES_ITSELF: Final = Rule(
    "goal-supersedes-itself",
    _ERROR,
    "Zo komt {code} in de plaats van zichzelf: {path}.",
    "This puts {code} in its own place: {path}.",
    Text("Noem een ander doel.", "Name another goal."),
)
BASELINE_LATE: Final = Rule(
    "goal-baseline-late",
    _ERROR,
    "De nulmeting ({year}) ligt niet voor het doeljaar ({target}).",
    "The baseline ({year}) does not lie before the target year ({target}).",
    Text("Noem een eerder jaar, of een later doeljaar.", "State an earlier year, or a later target year."),
)
BASELINE_TWICE: Final = Rule(
    "goal-baseline-twice",
    _ERROR,
    "Er staat al een nulmeting van dezelfde organisatie en indicator.",
    "There is a baseline of the same body and indicator already.",
    Text("Laat er een staan; de vorige blijft in de geschiedenis.", "Keep one; the one before stays in the history."),
)
NOT_ITS_INDICATOR: Final = Rule(
    "goal-not-its-indicator",
    _ERROR,
    "{code} meet dit doel niet.",
    "{code} does not measure this goal.",
    Text("Noem een van: {known}.", "State one of {known}."),
)
UNITS: Final = Rule(
    "goal-units",
    _ERROR,
    "De indicatoren van dit doel hebben verschillende eenheden: {units}.",
    "The indicators of this goal have different units: {units}.",
    Text("Varianten van een doel hebben dezelfde eenheid.", "Variants of a goal have the same unit."),
)
PATH: Final = Rule(
    "goal-path",
    _ERROR,
    "Een pad van de soort {kind} vraagt {wanted}.",
    "A path of kind {kind} needs {wanted}.",
    Text("Vul dat aan, of kies een ander pad.", "Add that, or choose another path."),
)
STILL_HOLDS: Final = Rule(
    "goal-still-holds",
    _ERROR,
    "Een doel dat nog geldt, is niet vervangen.",
    "A goal that still holds is not superseded.",
    Text("Noem in endedAfter het laatste jaar waarin het gold.", "State the last year in which it held in endedAfter."),
)
STEPS_ORDER: Final = Rule(
    "goal-steps-order",
    _ERROR,
    "De jaren van een pad lopen op; {year} staat niet na {before}.",
    "The years of a path go up; {year} does not come after {before}.",
    Text("Zet ze op volgorde, elk jaar een keer.", "Put them in order, each year once."),
)
SAME_GOAL_PROPOSER: Final = Rule(
    "goal-same-person",
    _ERROR,
    "Wie iets voorstelt, besluit er niet zelf over.",
    "Whoever proposes something does not decide on it.",
    Text("Laat een ander dit doen.", "Let another person do this."),
)

_WANTED: Final = {
    "constant": Text("een streefwaarde en geen stappen", "a target value and no steps"),
    "linear": Text("een streefwaarde, een doeljaar en geen stappen", "a target value, a target year and no steps"),
    "stepped": Text("ten minste een stap", "at least one step"),
    "given": Text("ten minste een jaar met een waarde", "at least one year with a value"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What a goal may name: indicators with their units, goals, themes, categories, and bodies of the register."""

    units: Mapping[str, str]
    goals: Mapping[str, Goal]
    themes: Collection[str]
    categories: Collection[str]
    organisations: Collection[str]


def organisations_named(goal: Goal) -> Iterator[tuple[str, str]]:
    """Every body that a goal names: its place and its key."""
    if goal.owner is not None and goal.owner.organisation is not None:
        yield "/owner/organisation", goal.owner.organisation
    for number, party in enumerate(goal.scope.organisations):
        yield f"/scope/organisations/{number}", party
    for number, each in enumerate(goal.baselines):
        if each.organisation is not None:
            yield f"/baselines/{number}/organisation", each.organisation


def faults_of(goal: Goal, around: Around) -> list[Finding]:
    """Every fault of a goal among what there is."""
    return [*_unknown(goal, around), *_of_tree(goal, around), *_of_baselines(goal), *_of_path(goal)]


def _unknown(goal: Goal, around: Around) -> Iterator[Finding]:
    if goal.theme not in {*around.themes, EVERY_THEME}:
        yield _no_such("/theme", goal.theme, around.themes, "GET /v1/themes")
    for number, code in enumerate(goal.indicators):
        if code not in around.units:
            yield _no_such(f"/indicators/{number}", code, around.units, "GET /v1/indicators")
    for name, codes in (("contributesTo", goal.contributes_to), ("supersededBy", goal.superseded_by)):
        for number, code in enumerate(codes):
            if code not in around.goals and code != goal.code:
                yield _no_such(f"/{name}/{number}", code, around.goals, "GET /v1/goals")
    for number, code in enumerate(goal.scope.categories):
        if code not in around.categories:
            yield _no_such(f"/scope/categories/{number}", code, around.categories, "GET /v1/dimensions")
    for place, party in organisations_named(goal):
        if party not in around.organisations:
            yield _no_such(place, party, (), "GET /v1/parties?name=")
    units = sorted({around.units[code] for code in goal.indicators if code in around.units})
    if len(units) > 1:
        yield UNITS.at("/indicators", units=", ".join(units))


def _of_tree(goal: Goal, around: Around) -> Iterator[Finding]:
    goals = {**around.goals, goal.code: goal}
    upwards = {code: each.contributes_to for code, each in goals.items()}
    for number, parent in enumerate(goal.contributes_to):
        path = cycle_through(goal.code, parent, upwards)
        if path:
            yield CYCLE.at(f"/contributesTo/{number}", code=goal.code, path=" - ".join(path))
    later = {code: each.superseded_by for code, each in goals.items()}
    for number, each in enumerate(goal.superseded_by):
        path = cycle_through(goal.code, each, later)
        if path:
            yield SUPERSEDES_ITSELF.at(f"/supersededBy/{number}", code=goal.code, path=" - ".join(path))
    if goal.superseded_by and goal.ended_after is None:
        yield STILL_HOLDS.at("/supersededBy")


def _of_baselines(goal: Goal) -> Iterator[Finding]:
    seen = set()
    for number, each in enumerate(goal.baselines):
        place = f"/baselines/{number}"
        if goal.target.year is not None and each.year >= goal.target.year:
            yield BASELINE_LATE.at(f"{place}/year", year=each.year, target=goal.target.year)
        if (each.organisation, each.indicator) in seen:
            yield BASELINE_TWICE.at(place)
        seen.add((each.organisation, each.indicator))
        if each.indicator is not None and each.indicator not in goal.indicators:
            known = ", ".join(goal.indicators) or "-"
            yield NOT_ITS_INDICATOR.at(f"{place}/indicator", code=each.indicator, known=known)


def _of_path(goal: Goal) -> Iterator[Finding]:
    path, target = goal.path, goal.target
    if path is None:
        return
    enough = {
        "constant": target.value is not None and not path.steps,
        "linear": target.value is not None and target.year is not None and not path.steps,
    }.get(path.kind, bool(path.steps))
    if not enough:
        yield PATH.at("/path", kind=path.kind, wanted=_WANTED[path.kind])
    for number, (before, step) in enumerate(zip(path.steps, path.steps[1:], strict=False), start=1):
        if step.year <= before.year:
            yield STEPS_ORDER.at(f"/path/steps/{number}/year", year=step.year, before=before.year)


def _no_such(place: str, value: str, known: Collection[str], lookup: str) -> Finding:
    return UNKNOWN_IN_GOAL.at(place, value=repr(value[:60]), meant=meant(value, known), lookup=lookup)
