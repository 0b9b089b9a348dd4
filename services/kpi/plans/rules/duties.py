"""What a bound body owes on a day, and how it stands: an action plan within a year, and a report every year after.

The sources fix no day for a report (letter on the state of the National plan, spring 2025, parts A and C): the first is
due a year after the plan, and each report speaks for the year up to the day on which the next is due.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from services.kpi.plans.rules.plan import Plan, Report

DutyState: TypeAlias = Literal["published", "missing", "not-yet-due", "overdue"]
DUTY_STATES: Final[tuple[DutyState, ...]] = get_args(DutyState)


@dataclass(frozen=True, slots=True)
class Signature:
    """That a body signed. `ends_on` is the last day on which it stands; `plan_due_on` None: it asks for no plan."""

    party: str
    name: str
    tier: str | None
    document: str
    signed_on: date
    ends_on: date
    plan_due_on: date | None
    through: str | None
    source: str | None

    def stands(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.signed_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Duty:
    """How one bound body stands on a day. `plan` is the newest that holds; `report_due_on` the last day that passed.

    `states`: published, missing or not yet due says it of the plan; overdue says it of the yearly report.
    """

    party: str
    name: str
    tier: str | None
    documents: tuple[str, ...]
    signed_on: date
    plan_due_on: date
    states: tuple[DutyState, ...]
    plan: Plan | None
    report_due_on: date | None
    report: Report | None


def duties(signatures: Sequence[Signature], plans: Sequence[Plan], *, on: date) -> Iterator[Duty]:
    """Of each body that is bound on a day how it stands, by name; plans are those of all bodies."""
    standing: dict[str, list[Signature]] = {}
    for signature in signatures:
        if signature.stands(on) and signature.plan_due_on is not None:
            standing.setdefault(signature.party, []).append(signature)
    of_body: dict[str, list[Plan]] = {}
    for plan in plans:
        if plan.body is not None and plan.type == "action-plan":
            of_body.setdefault(plan.body, []).append(plan)
    for party in sorted(standing, key=lambda each: (standing[each][0].name, each)):
        yield _duty(standing[party], of_body.get(party, []), on=on)


def _duty(signatures: Sequence[Signature], plans: Sequence[Plan], *, on: date) -> Duty:
    first = min(signatures, key=lambda each: each.signed_on)
    due_on = first.plan_due_on or first.signed_on
    holding = [each for each in plans if each.public(on)]
    plan = max(holding, key=lambda each: (each.starts_on, str(each.unit)), default=None)
    reports = [report for each in plans for report in each.reports if report.published_on <= on]
    report = max(reports, key=lambda each: each.published_on, default=None)
    report_due_on, before = _report_due(due_on, on=on)
    states: list[DutyState] = ["published" if plan else "missing" if on > due_on else "not-yet-due"]
    if report_due_on is not None and (report is None or report.published_on <= before):
        states.append("overdue")
    return Duty(
        party=first.party,
        name=first.name,
        tier=first.tier,
        documents=tuple(sorted({each.document for each in signatures})),
        signed_on=first.signed_on,
        plan_due_on=due_on,
        states=tuple(states),
        plan=plan,
        report_due_on=report_due_on,
        report=report,
    )


def _report_due(plan_due_on: date, *, on: date) -> tuple[date | None, date]:
    """The last day that passed on which a report was due, and the due day before it."""
    years = on.year - plan_due_on.year
    if _years_after(plan_due_on, years) >= on:
        years -= 1
    if years < 1:
        return None, plan_due_on
    return _years_after(plan_due_on, years), _years_after(plan_due_on, years - 1)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)
