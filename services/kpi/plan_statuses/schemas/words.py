"""What the table and the page of the yearly status say, in Dutch and English."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from services.kpi.plan_statuses.rules.status import Status
from services.kpi.plans.rules.duties import DutyState
from shared.procurement.finding import Language, Text
from shared.reference.themes import named_theme

Cell: TypeAlias = str | int

TITLE: Final = Text("Stand van de MVOI-actieplannen {year}", "Status of the action plans {year}")
LEAD: Final = Text(
    "Stand op {day}. Bron: ondertekeningen, plannen, beoordelingen en taken zoals de organisaties ze zelf opgeven.",
    "As on {day}. Source: signatures, plans, assessments and tasks as the bodies state them themselves.",
)
NOTHING: Final = Text("Geen enkele organisatie is gebonden.", "No body is bound.")
STATES: Final[dict[DutyState, Text]] = {
    "published": Text("openbaar", "published"),
    "missing": Text("ontbreekt", "missing"),
    "not-yet-due": Text("nog niet aan de beurt", "not yet due"),
    "overdue": Text("jaarverslag te laat", "report overdue"),
}
_HEADINGS: Final = (
    Text("organisatie", "body"),
    Text("stand", "state"),
    Text("plan", "plan"),
    Text("adres", "address"),
    Text("loopt tot en met", "runs until"),
    Text("doelen", "goals"),
    Text("doelen volledig", "goals complete"),
    Text("doelen zonder actie", "goals without action"),
    Text("acties", "actions"),
    Text("acties gedaan", "actions done"),
    Text("acties te laat", "actions overdue"),
    Text("acties zonder doel", "actions without goal"),
    Text("thema's en niveaus", "themes and levels"),
    Text("thema's weggelaten", "themes left out"),
    Text("thema's zonder uitleg", "themes unexplained"),
    Text("open adviezen", "open advice"),
    Text("open taken", "open tasks"),
    Text("taken te laat", "tasks overdue"),
)


def headings(language: Language) -> list[str]:
    """The headings of the table."""
    return [said(each, language) for each in _HEADINGS]


def rows(statuses: Sequence[Status], language: Language) -> Iterator[list[Cell]]:
    """A row for each body."""
    for status in statuses:
        plan = status.duty.plan
        yield [
            status.duty.name,
            ", ".join(said(STATES[state], language) for state in status.duty.states),
            "" if plan is None else plan.title,
            "" if plan is None else plan.address or "",
            "" if plan is None else plan.ends_on.isoformat(),
            status.goals,
            status.goals_complete,
            status.goals_without_action,
            status.actions,
            status.actions_done,
            status.actions_overdue,
            status.actions_without_goal,
            "; ".join(
                _theme(each.theme, language) + ("" if each.level is None else f" {each.level}")
                for each in status.themes
                if each.reason is None
            ),
            "; ".join(
                f"{_theme(each.theme, language)} ({each.reason})" for each in status.themes if each.reason is not None
            ),
            "; ".join(_theme(each, language) for each in status.unexplained),
            status.open_advice,
            status.open_tasks,
            status.overdue_tasks,
        ]


def said(text: Text, language: Language) -> str:
    """A text in this language."""
    return text.nl if language == "nl" else text.en


def _theme(code: str, language: Language) -> str:
    theme = named_theme(code)
    return theme.nl if language == "nl" else theme.en
