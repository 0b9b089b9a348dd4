"""The explanation of one figure in the words of the API."""

from typing import Literal

from pydantic import Field

from services.kpi.cells.rules.aggregates import compile_measure
from services.kpi.definitions.rules.terms import condition_of
from services.kpi.evidence.rules.judged import anatomy_of
from services.kpi.evidence.rules.sentences import condition_words, part_words
from services.kpi.explanations.operations import Explained
from services.kpi.explanations.rules.counting_rules import rules_applied
from services.kpi.explanations.rules.formulas import Beside, bounds_of, formulas_of
from services.kpi.values.rules.question import View
from services.kpi.values.schemas.answer import (
    AnswerOut,
    BoundariesOut,
    DefinitionOut,
    LinksOut,
    Number,
    PeriodOut,
    RowOut,
)
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import CellAsked
from shared.http.schema import ApiModel, Day, LocalisedText, OptionalDay, OptionalMoment
from shared.procurement.finding import Text


class ExplanationAsked(CellAsked):
    """Of which figure: the indicator, and the question of its cell."""

    indicator: str = Field(max_length=40, description="Code of an indicator, as SOR-P01.")


class ExpressionOut(ApiModel):
    """One expression of the measure: as the card has it, and in words."""

    of: Literal["population", "hit", "weight", "value", "numerator", "denominator", "baseline"]
    text: str
    words: LocalisedText


class FormulaOut(ApiModel):
    """How a number follows from the counts, and what it came to; null where there is none."""

    name: Literal["value", "lower", "upper", "coverage"]
    stated: str
    filled: str
    result: Number | None


class ListOut(ApiModel):
    """A reference list behind the figure, in a version that held in the period; null: the one the program came with."""

    name: str
    version: str | None
    valid_from: OptionalDay
    valid_until: OptionalDay
    address: str


class RuleAppliedOut(ApiModel):
    """A counting rule that was applied, in a line."""

    number: str
    says: LocalisedText


class ExplanationOut(ApiModel):
    """Everything that one figure rests on."""

    indicator: str
    names: LocalisedText
    means: LocalisedText
    definition: DefinitionOut
    owner: str
    card_since: Day = Field(description="From when on this version of the card holds.")
    card_until: OptionalDay
    sources: list[str]
    caveats: list[LocalisedText]
    period: PeriodOut
    data_moment: OptionalMoment
    position: int | None
    view: View
    boundaries: BoundariesOut | None = None
    program_version: str
    expressions: list[ExpressionOut]
    figure: RowOut
    formulas: list[FormulaOut]
    bounds: LocalisedText
    rules: list[RuleAppliedOut]
    lists: list[ListOut]
    links: LinksOut


def explanation_out(explained: Explained, *, program_version: str, registry_url: str) -> ExplanationOut:
    """The explanation of the only group there is."""
    reading = explained.answered.reading
    card, measure = reading.card, reading.card.measure
    answer: AnswerOut = answer_of(explained.answered, most_rows=1)
    [row] = answer.rows
    results = {
        "value": row.value,
        "lower": row.lower,
        "upper": row.upper,
        "coverage": row.coverage.answers if row.coverage else None,
    }
    bodies = row.coverage.bodies if row.coverage else None
    counted = (None, None) if bodies is None else (bodies.with_data, bodies.in_register)
    beside = Beside(explained.steps, *counted)
    stated = {} if answer.boundaries is None else {"boundaries": answer.boundaries}
    return ExplanationOut(
        **stated,
        indicator=card.code,
        names=LocalisedText(nl=card.names.nl, en=card.names.en),
        means=LocalisedText(nl=card.definition.nl, en=card.definition.en),
        definition=answer.definition,
        owner=card.owner,
        card_since=card.valid_from,
        card_until=card.valid_until,
        sources=list(card.sources),
        caveats=[LocalisedText(nl=each.nl, en=each.en) for each in card.caveats],
        period=answer.period,
        data_moment=answer.data_moment,
        position=answer.position,
        view=answer.view,
        program_version=program_version,
        expressions=_expressions(explained),
        figure=row,
        formulas=[
            FormulaOut(name=each.name, stated=each.stated, filled=each.filled, result=results[each.name])  # type: ignore[arg-type]
            for each in formulas_of(measure, explained.parts, explained.answered.asked.period, beside=beside)
        ],
        bounds=_text(bounds_of(measure)),
        rules=[RuleAppliedOut(number=number, says=_text(says)) for number, says in rules_applied(reading)],
        lists=_lists(explained, registry_url=registry_url),
        links=row.links,
    )


def _expressions(explained: Explained) -> list[ExpressionOut]:
    card = explained.answered.reading.card
    conditions = [
        ExpressionOut(
            of="population" if name == "population" else "hit",
            text=getattr(card.measure, name),
            words=_text(condition_words(condition_of(compile_measure(card).expressions[name]), card.fact)),
        )
        for name in anatomy_of(card).conditions
    ]
    numbers = [
        ExpressionOut(of=part.name, text=part.text, words=_text(part_words(part, card.fact)))  # type: ignore[arg-type]
        for part in anatomy_of(card).numbers
    ]
    return [*conditions, *numbers]


def _lists(explained: Explained, *, registry_url: str) -> list[ListOut]:
    published = {each.name for each in explained.lists}
    address = f"{registry_url}/v1/reference-lists"
    return [
        *(ListOut.like(each, address=f"{address}/{each.name}") for each in explained.lists),
        *(
            ListOut(name=name, version=None, valid_from=None, valid_until=None, address=f"{address}/{name}")
            for name in explained.lists_used
            if name not in published
        ),
    ]


def _text(text: Text) -> LocalisedText:
    return LocalisedText(nl=text.nl, en=text.en)
