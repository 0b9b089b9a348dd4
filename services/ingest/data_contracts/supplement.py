"""What a buyer says of a procedure beside its notices (data contract A)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import Field

from services.ingest.data_contracts import supplement_rules as rules
from services.ingest.data_contracts.model import (
    NO_SUCH_NUMBER,
    Answer,
    ContractModel,
    Day,
    Identifier,
    Key,
    OwnRecordModel,
    OwnTheme,
    Percentage,
    Prose,
    Theme,
    number_of,
)
from shared.procurement.finding import Finding
from shared.procurement.misread import Misread
from shared.procurement.own_record import RecordKind, RecordState, Release
from shared.procurement.themes import THEMES

Role: TypeAlias = Literal["suitability", "selection", "requirement", "award", "contract-clause"]
Reason: TypeAlias = Literal[
    "not-relevant", "little-influence", "low-risk", "no-alternative", "costs", "legal", "time-or-capacity", "other"
]
RiskCategory: TypeAlias = Literal[
    "none", "bedrijfskleding", "catering", "grondstoffenmanagement-en-afvalzorg", "energie",
    "kantoorartikelen-en-computersupplies", "papier-informatiedragers-en-drukwerk", "laboratorium",
    "ict-werkomgeving-rijk", "datacenters", "dataverbindingen", "consumptieve-dienstverlening", "werkplekomgeving",
    "connectiviteit",
]  # fmt: skip
"""A category of the list of 10 or of the list of 8."""
_ALL: Final = Decimal(100)
_ROUNDING: Final = Decimal("0.5")
Code = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]
Reference = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class Procurement(ContractModel):
    """Which procedure it is: one identifier is enough; the days only when no notice states them."""

    procedure_id: Annotated[Reference | None, Field(description="Identifier of the procedure (BT-04).")] = None
    publication_number: Annotated[Reference | None, Field(description="Publication number of a notice, on TED.")] = None
    notice_id: Annotated[Reference | None, Field(description="Identifier of a notice (BT-701).")] = None
    ocid: Annotated[Reference | None, Field(description="Identifier of the process in OCDS.")] = None
    own_number: Annotated[Key | None, Field(description="The buyer's own number as its notices state it (BT-22).")] = (
        None
    )
    launched_on: Annotated[Day | None, Field(description="Day of the first call.")] = None
    awarded_on: Annotated[Day | None, Field(description="Day of the award decision.")] = None

    @property
    def named(self) -> bool:
        """Whether it names a procedure at all."""
        return any((self.procedure_id, self.publication_number, self.notice_id, self.ocid, self.own_number))


class Purchase(ContractModel):
    """What kind of purchase it is, as a whole."""

    product_chain: Annotated[Code | None, Field(description="Product chain, by its code.")] = None
    purchase_type: Annotated[
        Literal["generic", "specific"] | None, Field(description="Generic or specific purchasing (central government).")
    ] = None
    category_management: Annotated[Answer | None, Field(description="Bought under category management.")] = None
    category: Annotated[Code | None, Field(description="Its category, by its code.")] = None


class Source(ContractModel):
    """Where a criterion was picked."""

    tool: Annotated[Key, Field(description="Tool or list it comes from.")]
    id: Annotated[Key, Field(description="Its identifier there.")]
    version: Annotated[Key | None, Field(description="Version of that list.")] = None


class CriterionUsed(ContractModel):
    """A criterion that was used."""

    key: Annotated[Key | None, Field(description="The body's own key of the criterion.")] = None
    theme: Annotated[Theme, Field(description="Theme it is of.")]
    role: Annotated[Role, Field(description="What it is used as.")]
    level: Annotated[int | None, Field(ge=1, le=3, strict=True, description="1 basic, 2 significant, 3 ambitious.")] = (
        None
    )
    weight_percent: Annotated[Percentage | None, Field(description="Weight in the award; of a range its least.")] = None
    weight_percent_most: Annotated[Percentage | None, Field(description="Of a range of weights its most.")] = None
    source: Annotated[Source | None, Field(description="Where it was picked.")] = None


class Explanation(ContractModel):
    """Why a theme was not applied."""

    theme: Annotated[Theme, Field(description="Theme it is of.")]
    reason: Annotated[Reason, Field(description="Why not.")]
    text: Annotated[Prose | None, Field(description="With `other`: what the reason is.")] = None


class SocialReturn(ContractModel):
    """What decides whether social return fits."""

    suitable: Annotated[Answer | None, Field(description="Whether it is suitable for social return.")] = None
    wage_sum_at_least_250000: Annotated[
        Answer | None, Field(alias="wageSumAtLeast250000", description="Wage sum of at least EUR 250,000.")
    ] = None
    duration_months: Annotated[
        int | None, Field(ge=1, le=600, strict=True, description="Duration; only when no notice states it.")
    ] = None


class InternationalSocialConditions(ContractModel):
    """International social conditions (ISV)."""

    applied: Annotated[Answer | None, Field(description="Whether they were applied.")] = None
    form: Annotated[
        Literal["contract-condition", "requirement", "award"] | None, Field(description="In which form.")
    ] = None
    risk_category: Annotated[
        RiskCategory | None, Field(description="Risk category, of the list of 10 or of 8; none when it is in neither.")
    ] = None


class EnvironmentalCostIndicator(ContractModel):
    """The environmental cost indicator (MKI) in works."""

    applied: Annotated[Answer | None, Field(description="Whether it was used.")] = None
    role: Annotated[Role | None, Field(description="What it was used as.")] = None


class ThemeAnswers(ContractModel):
    """Whether each theme was applied; one that is left out is silent."""

    climate: Annotated[Answer | None, Field(description="Climate.")] = None
    circular: Annotated[Answer | None, Field(description="Circularity.")] = None
    pollution_biodiversity: Annotated[
        Answer | None, Field(alias="pollution-biodiversity", description="Pollution and biodiversity.")
    ] = None
    human_rights_labour: Annotated[
        Answer | None, Field(alias="human-rights-labour", description="Human rights and labour conditions.")
    ] = None
    diversity_inclusion: Annotated[
        Answer | None, Field(alias="diversity-inclusion", description="Diversity and inclusion.")
    ] = None
    social_return: Annotated[Answer | None, Field(alias="social-return", description="Social return.")] = None

    @property
    def answers(self) -> dict[str, Answer]:
        """The themes that are answered."""
        stated = {theme: getattr(self, theme.replace("-", "_")) for theme in THEMES}
        return {theme: answer for theme, answer in stated.items() if answer is not None}


class OwnThemeAnswer(ContractModel):
    """Whether a theme was applied that the body added to the common ones."""

    theme: Annotated[OwnTheme, Field(description="A theme that the body added in the registry, by its code.")]
    answer: Annotated[Answer, Field(description="Whether it was applied.")]


class LotSupplement(ContractModel):
    """What is said of a lot; without `lotId` of every lot that is not named apart."""

    lot_id: Annotated[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9._/-]{1,100}$")] | None,
        Field(description="Lot (BT-137). Left out: every lot that is not named apart."),
    ] = None
    themes: Annotated[ThemeAnswers | None, Field(description="Whether each theme was applied.")] = None
    own_themes: Annotated[
        list[OwnThemeAnswer] | None,
        Field(max_length=100, description="Themes that the body added itself; they count in its own figures alone."),
    ] = None
    price_weight_percent: Annotated[Percentage | None, Field(description="Weight of the price in the award.")] = None
    criteria: Annotated[
        list[CriterionUsed] | None,
        Field(max_length=200, description="Criteria used. Left out: not said. An empty list: none."),
    ] = None
    explanations: Annotated[
        list[Explanation] | None, Field(max_length=6, description="Why a theme was not applied.")
    ] = None
    social_return: Annotated[SocialReturn | None, Field(description="What decides on social return.")] = None
    international_social_conditions: Annotated[
        InternationalSocialConditions | None, Field(description="International social conditions.")
    ] = None
    environmental_cost_indicator: Annotated[
        EnvironmentalCostIndicator | None, Field(description="Environmental cost indicator.")
    ] = None

    def faults(self, place: str) -> Iterator[Finding]:
        """Weights beyond the whole, answers that contradict the criteria, reasons without a text."""
        yield from self._weights(place)
        answers = {} if self.themes is None else self.themes.answers
        own = Counter(each.theme for each in self.own_themes or ())
        for number, answered in enumerate(self.own_themes or ()):
            if own[answered.theme] > 1:
                yield rules.OWN_THEME_TWICE.at(f"{place}/ownThemes/{number}/theme", answered.theme)
        for number, criterion in enumerate(self.criteria or ()):
            if answers.get(criterion.theme) == "no":
                yield rules.CRITERION_BESIDE_NO.at(f"{place}/criteria/{number}/theme", criterion.theme)
        for number, explanation in enumerate(self.explanations or ()):
            if explanation.reason == "other" and explanation.text is None:
                yield rules.TEXT_MISSING.at(f"{place}/explanations/{number}/text")
            if answers.get(explanation.theme) == "yes":
                yield rules.EXPLAINED_BESIDE_YES.at(f"{place}/explanations/{number}/theme", explanation.theme)

    def _weights(self, place: str) -> Iterator[Finding]:
        weights = []
        for number, criterion in enumerate(self.criteria or ()):
            at, least, most = f"{place}/criteria/{number}", criterion.weight_percent, criterion.weight_percent_most
            if least is not None and criterion.role != "award":
                yield rules.WEIGHT_WITHOUT_AWARD.at(f"{at}/weightPercent", str(least))
            if most is not None and (least is None or most < least):
                yield rules.RANGE_UPSIDE_DOWN.at(f"{at}/weightPercentMost", str(most))
            if least is not None and criterion.role == "award":
                weights.append(least)
        total = sum(weights, self.price_weight_percent or Decimal(0))
        if total > _ALL + _ROUNDING:
            at = "priceWeightPercent" if self.price_weight_percent is not None else "criteria"
            yield rules.WEIGHTS_BEYOND_ALL.at(f"{place}/{at}", str(total), total=f"{total.normalize():f}")


class Supplement(OwnRecordModel):
    """What a buyer knows of its procedure that no notice says."""

    kind: ClassVar[RecordKind] = RecordKind.SUPPLEMENT
    title_nl: ClassVar[str] = "MVOI-aanvulling bij een aanbesteding"
    title_en: ClassVar[str] = "MVOI supplement to a procedure"
    default_release: ClassVar[Release] = Release.ON_AWARD
    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "INK-2026-0412",
            "procurement": {"procedureId": "7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10"},
            "purchase": {"productChain": "catering"},
            "lots": [
                {
                    "lotId": "LOT-0001",
                    "themes": {
                        "climate": "yes",
                        "circular": "no",
                        "pollution-biodiversity": "no",
                        "human-rights-labour": "no",
                        "diversity-inclusion": "no",
                        "social-return": "no",
                    },
                    "priceWeightPercent": 40,
                    "criteria": [{"key": "K1", "theme": "climate", "role": "award", "level": 2, "weightPercent": 25}],
                    "explanations": [{"theme": "circular", "reason": "little-influence"}],
                    "socialReturn": {"suitable": "no", "wageSumAtLeast250000": "no"},
                }
            ],
        }
    )

    procurement: Annotated[Procurement, Field(description="Which procedure it is.")]
    purchase: Annotated[Purchase | None, Field(description="What kind of purchase it is.")] = None
    on_behalf_of: Annotated[
        list[str | Identifier] | None, Field(max_length=500, description="Bodies that it is bought for.")
    ] = None
    lots: Annotated[list[LotSupplement] | None, Field(max_length=2000, description="What is said lot by lot.")] = None
    minutes_spent: Annotated[
        int | None,
        Field(ge=1, le=10_000, strict=True, description="Minutes it took to fill in, all versions together, if known."),
    ] = None

    def faults(self) -> Iterator[Finding]:
        """No procedure named, a lot named twice, and what is odd within a lot."""
        if not self.procurement.named:
            yield rules.NO_PROCEDURE.at("/procurement")
        times = Counter(lot.lot_id for lot in self.lots or ())
        for number, lot in enumerate(self.lots or ()):
            if times[lot.lot_id] > 1:
                yield rules.LOT_TWICE.at(f"/lots/{number}/lotId", lot.lot_id)
            yield from lot.faults(f"/lots/{number}")
        for number, body in enumerate(self.on_behalf_of or ()):
            try:
                number_of(body)
            except Misread as problem:
                stated = body.id if isinstance(body, Identifier) else body
                yield NO_SUCH_NUMBER.at(f"/onBehalfOf/{number}", stated, why=problem.text)
        if self.state is RecordState.FINAL and not self.lots and self.purchase is None:
            yield rules.SAYS_NOTHING.at("/lots")

    def past(self) -> Iterator[tuple[str, date]]:
        """The days that it reports as past."""
        for name, day in (("launchedOn", self.procurement.launched_on), ("awardedOn", self.procurement.awarded_on)):
            if day is not None:
                yield f"/procurement/{name}", day
