"""Profiles of tiers, as the API gives them."""

from datetime import date

from pydantic import Field

from services.registry.governance.rules.tier_profiles import Obligation, Question
from shared.http.schema import ApiModel, LocalisedText
from shared.reference.codes import Tier


class QuestionOut(ApiModel):
    """A question that the data space asks, and whether answering is a duty."""

    code: str
    obligation: Obligation
    question: LocalisedText
    condition: LocalisedText | None = Field(description="When it is asked; null: always.")
    kinds: list[str] = Field(description="The duty holds for these kinds of organisation only; empty: for all.")
    valid_from: date
    fields: list[str] = Field(description="Fields with which it is answered.")
    indicators: list[str] = Field(description="Indicators that count the answers.")
    source: str

    @classmethod
    def of(cls, question: Question) -> "QuestionOut":
        rule = question.rule
        condition = None
        if rule.condition_nl is not None and rule.condition_en is not None:
            condition = LocalisedText(nl=rule.condition_nl, en=rule.condition_en)
        return cls(
            code=rule.code,
            obligation=question.obligation,
            question=LocalisedText(nl=rule.nl, en=rule.en),
            condition=condition,
            kinds=sorted(rule.kinds),
            valid_from=rule.valid_from,
            fields=list(rule.fields),
            indicators=list(rule.indicators),
            source=rule.source,
        )


class TierProfileOut(ApiModel):
    """What is asked of the bodies of a tier."""

    tier: Tier
    questions: list[QuestionOut]


class TierProfilesOut(ApiModel):
    """The profiles of all tiers, or of the one that was asked for, on a day."""

    on_day: date
    items: list[TierProfileOut]
