"""Sections of packs, each by the operation that answers it alone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.allocations.store import KeptShare, page_of
from services.kpi.definitions.rules.card import Card
from services.kpi.goals.operations.progress import House, progress_by
from services.kpi.goals.rules.goal import Goal
from services.kpi.goals.schemas.progress import ProgressAsked, asked_progress
from services.kpi.goals.store import standing
from services.kpi.packs.rules.document import Cell, Section, Share
from services.kpi.plans import store as plans_store
from services.kpi.plans.rules.duties import duties
from services.kpi.scorecards.operations.ranking import rank_bodies
from services.kpi.scorecards.schemas.ranking import Page, ranking_out
from services.kpi.scorecards.store import names_of
from services.kpi.spend_impact.operations import answer
from services.kpi.spend_impact.schemas.answer import SpendImpactAsked, SpendImpactOut
from services.kpi.spend_impact.schemas.answered import question_of, shown
from services.kpi.values.operations.answering import Limits
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.quantities import is_confidential
from services.kpi.values.rules.register import RegisteredBody
from services.kpi.values.schemas.answer import Number, RowOut
from services.kpi.values.schemas.asked import ValuesAsked, asked_of
from services.kpi.values.store.known import Known
from shared.errors import BadInput
from shared.http.paging import LARGEST_NUMBER
from shared.identity.access import Caller
from shared.procurement.finding import Text

CENTRAL: Final = "central"
_HOT_SPOTS: Final = 15
_ALLOCATIONS: Final = 5
"""The newest of each goal."""

INDICATOR, NAME, UNIT = Text("indicator", "indicator"), Text("naam", "name"), Text("eenheid", "unit")
_VALUE, _LOWER, _UPPER = Text("waarde", "value"), Text("onder", "lower"), Text("boven", "upper")
_COVERAGE, _REASON = Text("dekking", "coverage"), Text("reden", "reason")
FIGURE: Final = (_VALUE, _LOWER, _UPPER, _COVERAGE, _REASON)
_STATUS: Final[Mapping[str, Text]] = {
    "on-track": Text("op koers", "on track"),
    "behind": Text("achter", "behind"),
    "reached": Text("bereikt", "reached"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a pack is gathered with."""

    connection: Connection
    known: Known
    limits: Limits
    caller: Caller

    @property
    def house(self) -> House:
        """The same for goals."""
        return House(self.connection, self.known, self.limits, self.caller)


@dataclass(slots=True)
class Gathered:
    """The sections of a pack and the answers behind them."""

    sections: list[Section]
    data: dict[str, Any]


def figure_cells(row: RowOut, card: Card) -> list[Cell]:
    """Value, bounds, coverage and reason of a row."""
    figure: list[Cell] = [row.value, row.lower, row.upper]
    if card.measure.kind == "share":
        figure = [_as_share(each) for each in (row.value, row.lower, row.upper)]
    coverage = None if row.coverage is None else _as_share(row.coverage.answers)
    return [*figure, coverage, None if row.reason is None else row.reason.value]


def _as_share(value: Number | None) -> Share | None:
    return None if value is None else Share(value)


def goals_in(desk: Desk, period: Period) -> list[Goal]:
    """Every goal as it stands, but those that ended before the period."""
    goals = [kept.goal for _, kept in sorted(standing(desk.connection).items())]
    return [goal for goal in goals if not goal.has_ended(period.first.year)]


def whole_years(period: Period) -> Period:
    """The same period from the beginning of its first year."""
    first = replace(period.first, number=1)
    return Period(first, period.last)


def goals_section(desk: Desk, goals: Sequence[Goal], period: Period, *, organisation: str | None) -> Section:
    """How each goal stands by each of its indicators, for one body or for all it holds for."""
    rows: list[list[Cell]] = []
    for goal in goals:
        text = Text(goal.text.nl, goal.text.en)
        for indicator in goal.indicators or (None,):
            stands = _standing(desk, goal, indicator, period, organisation)
            rows.append([goal.code, text, indicator, *stands])
    columns = (
        *(Text("doel", "goal"), Text("tekst", "text"), INDICATOR, Text("streefwaarde", "target")),
        *(Text("jaar", "year"), _VALUE, Text("stand", "status"), _REASON),
    )
    return Section("goals", Text("Doelen", "Goals"), columns, rows)


def _standing(desk: Desk, goal: Goal, indicator: str | None, period: Period, organisation: str | None) -> list[Cell]:
    if indicator is None:
        return [goal.target.text, goal.target.year, None, None, "no-indicator"]
    cards = desk.known.cards(desk.connection, desk.known.states(desk.connection))
    if any(kept.card.code == indicator and is_confidential(kept.card) for kept in cards):
        # A pack is public, amounts of suppliers are not (C24).
        return [goal.target.text, goal.target.year, None, None, "not-published"]
    bodies = [] if organisation is None else [organisation]
    asked = ProgressAsked.model_validate({"from": str(period.first), "until": str(period.last), "organisation": bodies})
    variant = progress_by(desk.house, goal, indicator, asked_progress(asked, goal), by=None, shares={})
    if not variant.groups:
        return [goal.target.text, goal.target.year, None, None, variant.why or "no-rows"]
    group = variant.groups[0]
    value = group.years[-1].figure.value if group.years else None
    status = group.standing.status
    return [
        None if group.aim.value is None else float(group.aim.value),
        goal.target.year,
        None if value is None else float(value),
        None if status is None else _STATUS.get(status, Text(status, status)),
        None if status is not None else group.standing.why,
    ]


def bodies_by_goal_section(desk: Desk, goals: Sequence[Goal], period: Period) -> Section:
    """How many bodies of the central government stand how, by goal: what was allocated to whom is said by body."""
    rows: list[list[Cell]] = []
    for goal in goals:
        for indicator in goal.indicators:
            stated = {"from": str(period.first), "until": str(period.last), "groupBy": "organisation"}
            asked = ProgressAsked.model_validate({**stated, "tier": [CENTRAL]})
            variant = progress_by(
                desk.house, goal, indicator, asked_progress(asked, goal), by="organisation", shares={}
            )
            states = [each.standing.status for each in variant.groups]
            known = [sum(state == name for state in states) for name in _STATUS]
            rows.append([goal.code, indicator, len(states), *known, len(states) - sum(known)])
    columns = (
        *(Text("doel", "goal"), INDICATOR, Text("organisaties", "bodies"), *_STATUS.values()),
        Text("niet te zeggen", "cannot be said"),
    )
    return Section("bodies-by-goal", Text("Doelen per organisatie", "Goals by body"), columns, rows)


def allocations_section(desk: Desk, goals: Sequence[Goal]) -> Section:
    """How each goal was divided: proposed, answered and decided, with what the shares leave of the total."""
    rows: list[list[Cell]] = []
    with Session(desk.connection) as session:
        for goal in goals:
            for kept in page_of(session, goal=goal.code, state=None, before=LARGEST_NUMBER, limit=_ALLOCATIONS):
                amounts = [share.amount if share.decided is None else share.decided for share in kept.shares]
                gap = kept.total - sum(amounts, Decimal(0))
                about: list[Cell] = [goal.code, kept.state, float(kept.total), kept.unit, float(gap)]
                rows += [[*about, *_share(share)] for share in kept.shares]
    names = names_of(desk.connection, {str(row[5]) for row in rows})
    for row in rows:
        row[5] = names.get(str(row[5]), row[5])
    columns = (
        *(Text("doel", "goal"), Text("stand", "state"), Text("totaal", "total"), UNIT),
        *(Text("nog te verdelen", "left"), Text("voor wie", "for whom"), Text("voorgesteld", "proposed")),
        *(Text("antwoord", "answer"), Text("tegenvoorstel", "counter-proposal"), Text("vastgesteld", "decided")),
    )
    return Section("allocations", Text("Stand van de verdeling", "Allocation status"), columns, rows)


def _share(share: KeptShare) -> list[Cell]:
    numbers = [None if each is None else float(each) for each in (share.amount, share.counter, share.decided)]
    return [share.organisation or share.segment, numbers[0], share.answer, *numbers[1:]]


def leads_and_lags_section(desk: Desk, cards: Sequence[Card], period: Period) -> Section:
    """Bodies of central government in the order of what is certain, with coverage beside it."""
    rows: list[list[Cell]] = []
    for card in (each for each in cards if not is_confidential(each)):
        stated = {"from": str(period.first), "until": str(period.last), "tier": [CENTRAL]}
        question = asked_of(ValuesAsked.model_validate({**stated, "groupBy": ["organisation"]}))
        try:
            ranked = rank_bodies(
                desk.connection,
                card.code,
                question,
                member_of=None,
                caller=desk.caller,
                limits=desk.limits,
                known=desk.known,
            )
        except BadInput:  # it is not stated by body
            continue
        names = names_of(desk.connection, ranked.order)
        answer_rows = ranking_out(ranked, Page(ranked.order, None), names=names).rows
        for row in answer_rows:
            place = row.standing
            body: str = getattr(row, "organisation")  # noqa: B009 - declared as a dimension
            rows.append([card.code, place.place, row.name or body, *figure_cells(row, card)[:-1], place.not_comparable])
    columns = (INDICATOR, Text("plaats", "place"), Text("organisatie", "body"), *FIGURE)
    note = Text(
        "Geordend naar de grens die het minst voor een organisatie zegt; onder een dekking van 0,8 of 10 eenheden"
        " zonder plaats (C25).",
        "Ordered by the bound that says least for a body; below a coverage of 0.8 or 10 units without a place (C25).",
    )
    return Section(
        "leads-and-lags", Text("Wie voorop loopt en wie achter", "Who leads and lags"), columns, rows, (note,)
    )


def bodies_in(desk: Desk) -> Sequence[RegisteredBody]:
    """The bodies of the register."""
    return desk.known.register(desk.connection, desk.known.states(desk.connection)).bodies


def plans_section(desk: Desk, period: Period, wanted: Collection[str]) -> Section:
    """Which plans and reports there are of these bodies on the last day of the period, and which are missing."""
    on: date = period.last.last_day
    found = duties(plans_store.signatures(desk.connection), plans_store.plans(desk.connection), on=on)
    rows: list[list[Cell]] = [
        [
            each.name,
            ", ".join(each.documents),
            each.plan_due_on.isoformat(),
            ", ".join(each.states),
            None if each.plan is None else each.plan.title,
            None if each.plan is None else each.plan.address,
            None if each.report is None else each.report.address,
        ]
        for each in found
        if each.party in wanted
    ]
    columns = (
        *(Text("organisatie", "body"), Text("op grond van", "bound by"), Text("plan uiterlijk", "plan due on")),
        *(Text("stand", "state"), Text("plan", "plan"), Text("adres", "address"), Text("verslag", "report")),
    )
    return Section("plans", Text("Actieplannen", "Action plans"), columns, rows)


def spend_section(desk: Desk, period: Period, gathered: Gathered, **filters: Sequence[str]) -> Iterator[Section]:
    """Generic and specific spend with least, middle and most, and where the largest impact lies."""
    about = {"from": str(period.first), "until": str(period.last), **filters}
    of_type = _impact(desk, {**about, "groupBy": ["purchaseType"]})
    hot_spots = _impact(desk, {**about, "groupBy": ["category"], "measure": ["greenhouse-gas"], "limit": _HOT_SPOTS})
    gathered.data["spend"] = [each.model_dump(mode="json", by_alias=True) for each in (of_type, hot_spots)]
    unknown = Text("niet gemeld", "not stated")
    rows: list[list[Cell]] = [
        [row.purchase_type or unknown, row.spend.lower, row.spend.value, row.spend.upper]
        for row in (*of_type.rows, *([of_type.total.model_copy(update={"purchase_type": "-"})] if of_type.rows else ()))
    ]
    bounds = (Text("minimum", "least"), Text("midden", "middle"), Text("maximum", "most"))
    title = Text("Inkoopuitgaven in euro", "Spend in euros")
    yield Section("spend", title, (Text("soort inkoop", "type of purchase"), *bounds), rows)
    impact_rows: list[list[Cell]] = []
    for row in hot_spots.rows:
        [impact] = row.impacts
        figure: tuple[Number | None, ...] = (impact.value, impact.lower, impact.upper)
        impact_rows.append(
            [row.category, row.spend.value, *figure, _as_share(impact.share), impact.reason or impact.upper_reason]
        )
    columns = (
        *(Text("categorie", "category"), Text("uitgaven (EUR)", "spend (EUR)")),
        *(Text("kg CO2e", "kg CO2e"), _LOWER, _UPPER, Text("aandeel", "share"), _REASON),
    )
    notes = [Text(each.nl, each.en) for each in hot_spots.caveats]
    title = Text("Grootste voetafdruk naar uitgaven", "Largest footprint by spend")
    yield Section("hot-spots", title, columns, impact_rows, notes)


def _impact(desk: Desk, stated: Mapping[str, object]) -> SpendImpactOut:
    asked = SpendImpactAsked.model_validate(stated)
    question, period = question_of(asked)
    return shown(answer(desk.connection, question, period), asked)
