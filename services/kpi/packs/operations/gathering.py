"""What stands in each kind of pack: figures, goals, plans and spend of one snapshot."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from services.kpi.definitions.operations import in_force
from services.kpi.definitions.rules.card import Card
from services.kpi.goals.rules.relevance import Body, because
from services.kpi.packs.operations.sections import (
    CENTRAL,
    FIGURE,
    INDICATOR,
    NAME,
    UNIT,
    Desk,
    Gathered,
    allocations_section,
    bodies_by_goal_section,
    bodies_in,
    figure_cells,
    goals_in,
    goals_section,
    leads_and_lags_section,
    plans_section,
    spend_section,
    whole_years,
)
from services.kpi.packs.rules.document import Cell, Section
from services.kpi.values.operations.answering import Answered, answer_values
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.quantities import is_confidential
from services.kpi.values.schemas.answer import AnswerOut, RowOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import ValuesAsked, asked_of
from shared.errors import BadInput
from shared.procurement.finding import Text

_EVERY_ROW: Final = 10**9
_COVERED: Final = Text(
    "Dekking is het deel waarvan het antwoord bekend is; een reden staat er waar geen waarde is (C20).",
    "Coverage is the share of which the answer is known; a reason stands where there is no value (C20).",
)


def yearly_status(desk: Desk, organisation: str, period: Period) -> Gathered:
    """How one body stands: its core figures, its goals, its plan and report, its spend and what that comes to."""
    gathered = Gathered([], {})
    cards = _cards(desk, period, core=True)
    answers = _figures(desk, [card.code for card in cards], period, organisation=[organisation])
    _keep(gathered, "figures", answers)
    rows = [_figure_line(each, cards, row) for each in answers for row in each.rows]
    columns = (INDICATOR, NAME, UNIT, *FIGURE)
    gathered.sections.append(Section("figures", Text("Kerncijfers", "Core figures"), columns, rows, (_COVERED,)))
    register = desk.known.register(desk.connection, desk.known.states(desk.connection))
    tier = next((each.tier for each in register.bodies if each.party == organisation), None)
    goals = [each for each in goals_in(desk, period) if because(each, Body(organisation, tier)) is not None]
    gathered.sections.append(goals_section(desk, goals, period, organisation=organisation))
    gathered.sections.append(plans_section(desk, period, {organisation}))
    gathered.sections += spend_section(desk, period, gathered, organisation=[organisation])
    return gathered


def icbr(desk: Desk, period: Period) -> Gathered:
    """For the ICBR: results of the central government, who leads and who lags with coverage, and what is due."""
    gathered = Gathered([], {})
    goals = [each for each in goals_in(desk, period) if not each.scope.tiers or CENTRAL in each.scope.tiers]
    gathered.sections.append(goals_section(desk, goals, period, organisation=None))
    gathered.sections.append(bodies_by_goal_section(desk, goals, period))
    gathered.sections.append(allocations_section(desk, goals))
    cards = _cards(desk, period, core=True)
    answers = _figures(desk, [card.code for card in cards], period, tier=[CENTRAL])
    _keep(gathered, "figures", answers)
    rows = [_figure_line(each, cards, row) for each in answers for row in each.rows]
    columns = (INDICATOR, NAME, UNIT, *FIGURE)
    gathered.sections.append(
        Section("figures", Text("Uitkomsten van het Rijk", "Results of central government"), columns, rows, (_COVERED,))
    )
    gathered.sections.append(leads_and_lags_section(desk, cards, period))
    central = {each.party for each in bodies_in(desk) if each.tier == CENTRAL}
    gathered.sections.append(plans_section(desk, period, central))
    gathered.sections += spend_section(desk, period, gathered, tier=[CENTRAL])
    return gathered


def evaluation(desk: Desk, period: Period) -> Gathered:
    """Over 2.5 or 5 years, by year and tier: activities, processes and effects, as far as anything says so."""
    gathered = Gathered([], {})
    cards = _cards(desk, period, core=False)
    counted = [card for card in cards if not card.measure.required_dimensions and card.fact.carries("tier")]
    left_out = ", ".join(card.code for card in cards if card not in counted)
    answers = [
        *_figures(desk, [card.code for card in counted], period, granularity="year"),
        *_figures(desk, [card.code for card in counted], period, granularity="year", groupBy=["tier"]),
    ]
    _keep(gathered, "figures", answers)
    titles = {
        "activity": Text("Activiteiten", "Activities"),
        "process": Text("Processen", "Processes"),
        "effect": Text("Effecten", "Effects"),
    }
    years, tier = Text("periode", "period"), Text("bestuurslaag", "tier")
    columns = (INDICATOR, NAME, UNIT, tier, years, *FIGURE)
    by_code = {card.code: card for card in counted}
    for level, title in titles.items():
        rows = [
            [
                *_figure_line(each, counted, row)[:3],
                _tier(row),
                _period(row),
                *figure_cells(row, by_code[each.indicator]),
            ]
            for each in sorted(answers, key=lambda said: said.indicator)
            if by_code[each.indicator].level == level
            for row in each.rows
            for line in [_figure_line(each, counted, row)]
        ]
        notes = [_COVERED]
        if left_out:
            notes.append(Text(f"Alleen per methode, hier niet: {left_out}.", f"By method alone, not here: {left_out}."))
        gathered.sections.append(Section(level, title, columns, rows, notes))
    gathered.sections.append(goals_section(desk, goals_in(desk, period), whole_years(period), organisation=None))
    gathered.sections += spend_section(desk, period, gathered)
    return gathered


def _cards(desk: Desk, period: Period, *, core: bool) -> list[Card]:
    states = desk.known.states(desk.connection)
    cards = in_force(desk.known.cards(desk.connection, states), on=period.last.last_day)
    return [kept.card for kept in cards if kept.card.core or not core]


def _figures(desk: Desk, codes: Sequence[str], period: Period, **asked: object) -> list[AnswerOut]:
    stated = {"from": str(period.first), "until": str(period.last), **asked}
    question = asked_of(ValuesAsked.model_validate(stated))
    limits = replace(desk.limits, indicators=max(desk.limits.indicators, len(codes)))
    answered = []
    for code in codes:
        try:
            answered += answer_values(
                desk.connection, [code], question, caller=desk.caller, limits=limits, known=desk.known
            )
        except BadInput:  # this indicator has no such grouping: it is left out, and the others are not
            continue
    return [answer_of(_public(each), most_rows=_EVERY_ROW) for each in answered]


def _public(answered: Answered) -> Answered:
    """A pack is public: of amounts of suppliers that are not, only a publication gives figures (C24)."""
    if not is_confidential(answered.reading.card):
        return answered
    return replace(answered, groups=(), reason=Reason.NOT_PUBLISHED)


def _keep(gathered: Gathered, name: str, answers: Iterable[AnswerOut]) -> None:
    gathered.data[name] = [each.model_dump(mode="json", by_alias=True, exclude_unset=True) for each in answers]


def _figure_line(said: AnswerOut, cards: Sequence[Card], row: RowOut) -> list[Cell]:
    card = next(each for each in cards if each.code == said.indicator)
    return [card.code, Text(card.names.nl, card.names.en), card.unit, *figure_cells(row, card)]


def _tier(row: RowOut) -> Cell:
    tier: str | None = getattr(row, "tier", None)
    return Text("alle", "all") if tier is None else tier


def _period(row: RowOut) -> str | None:
    return None if row.period is None else f"{row.period.from_} - {row.period.until}"
