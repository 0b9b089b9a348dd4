"""Quality rules, scores and failures in the words of the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self
from uuid import UUID

from pydantic import Field

from services.ingest.quality.rules.all_rules import BY_CODE
from services.ingest.quality.rules.quality_rule import Dimension, PlacedBy, QualityRule, Unit
from services.ingest.quality.store import Asked, Failure, Score
from shared.http.schema import ApiModel, Day


class BothLanguagesOut(ApiModel):
    """A sentence in Dutch and English."""

    nl: str
    en: str


class QualityRuleOut(ApiModel):
    """A rule: what it judges, by which day a row stands in a period, what it says when a row fails, what to do."""

    code: str
    european: str | None = Field(description="Its id in the rulebook of the European public procurement data space.")
    dimension: Dimension
    unit: Unit
    placed_by: PlacedBy
    term: str = Field(description="Field of eForms that it is about; MVOI: the buyer's supplement.")
    says: BothLanguagesOut
    remedy: BothLanguagesOut

    @classmethod
    def of(cls, quality: QualityRule) -> Self:
        """The rule."""
        rule = quality.rule
        remedy = rule.remedy or rule.said
        return cls.like(
            quality,
            says=BothLanguagesOut(nl=rule.nl, en=rule.en),
            remedy=BothLanguagesOut(nl=remedy.nl, en=remedy.en),
        )


class QualityRulesOut(ApiModel):
    """Every quality rule."""

    items: list[QualityRuleOut]


class CheckedOut(ApiModel):
    """How many rows a rule applies to, how many pass and how many fail; rows it does not apply to stand nowhere."""

    applies: int
    passes: int
    fails: int


class ScoreOut(CheckedOut):
    """The score of one rule."""

    code: str
    dimension: Dimension
    failures: str | None = Field(description="Where the rows that fail are read; null: nothing fails.")


class DimensionScoreOut(CheckedOut):
    """All checks of a dimension together: sums of its rules, no average of percentages."""

    dimension: Dimension


class ScoresOut(ApiModel):
    """The scores of a body in a period."""

    buyer: str
    from_: Day = Field(alias="from")
    until: Day
    dimensions: list[DimensionScoreOut]
    items: list[ScoreOut]


class FailureOut(ApiModel):
    """A row that fails: what it is, the value that stands there, what the rule says and what to do."""

    since_position: int = Field(description="Position of the change log since which the row stands so.")
    procedure: UUID
    part: str | None = Field(description="Lot, lot and tender, or contract; null: the procedure as a whole.")
    rule: str
    value: str | None
    says: BothLanguagesOut
    remedy: BothLanguagesOut
    links: FailureLinks

    @classmethod
    def of(cls, failure: Failure) -> Self:
        """The failure."""
        told = QualityRuleOut.of(BY_CODE[failure.code])
        return cls(
            since_position=failure.since,
            procedure=failure.procedure,
            part=failure.part or None,
            rule=failure.code,
            value=failure.value,
            says=told.says,
            remedy=told.remedy,
            links=FailureLinks(procedure=f"/v1/procedures/{failure.procedure}"),
        )


class FailureLinks(ApiModel):
    """Where to read on."""

    procedure: str


def scores_out(asked: Asked, scored: Sequence[Score]) -> ScoresOut:
    """The scores, by rule and summed by dimension."""
    dimensions = dict.fromkeys(score.rule.dimension for score in scored)
    return ScoresOut.model_validate(
        {
            "buyer": asked.body,
            "from": asked.starts_on,
            "until": asked.ends_on,
            "dimensions": [
                {"dimension": name, **_summed([score for score in scored if score.rule.dimension == name])}
                for name in dimensions
            ],
            "items": [
                {
                    **_summed([score]),
                    "code": score.rule.code,
                    "dimension": score.rule.dimension,
                    "failures": _where(asked, score),
                }
                for score in scored
            ],
        }
    )


def _summed(scored: Sequence[Score]) -> dict[str, int]:
    applies, passes = sum(score.applies for score in scored), sum(score.passes for score in scored)
    return {"applies": applies, "passes": passes, "fails": applies - passes}


def _where(asked: Asked, score: Score) -> str | None:
    if score.applies == score.passes:
        return None
    period = f"from={asked.starts_on}&until={asked.ends_on}"
    return f"/v1/quality/failures?buyer={asked.body}&{period}&rule={score.rule.code}"
