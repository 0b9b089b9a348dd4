"""Criteria and needs as the API takes and gives them."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from services.kpi.knowledge.tables import CriterionRow, NeedRow
from shared.free_text import WITHOUT_CONTACTS, WrittenReason
from shared.http.schema import ApiModel, Day, LocalisedText, Moment, OptionalMoment

CriterionKind: TypeAlias = Literal["requirement", "selection", "award", "clause"]
CriterionState: TypeAlias = Literal["draft", "adopted", "withdrawn"]
NeedState: TypeAlias = Literal["open", "planned", "met", "declined"]
Theme: TypeAlias = Literal[
    "climate", "circular", "pollution-biodiversity", "human-rights-labour", "diversity-inclusion", "social-return"
]
AskedAs: TypeAlias = Literal["buyer", "market-party", "user"]

Text: TypeAlias = Annotated[str, Field(min_length=3, max_length=2000), WITHOUT_CONTACTS]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), WITHOUT_CONTACTS]
Chain: TypeAlias = Annotated[str, Field(max_length=120, description="Code of a product chain.")]


class CriterionWording(ApiModel):
    """The text of a criterion in Dutch and English."""

    nl: Text
    en: Text


class CriterionToPropose(ApiModel):
    """A criterion whole: what it asks, the indicator that measures it, and who wrote it under which licence."""

    indicator: str = Field(max_length=40, description="Code of the indicator that measures what it asks.")
    theme: Theme
    chain: Chain | None = Field(None, description="Left out: for every chain.")
    kind: CriterionKind
    text: CriterionWording
    below_threshold: bool = Field(default=False, description="Short enough for a purchase below the threshold.")
    written_by: Line = Field(description="The body that wrote it, or this data space.")
    written_on: Day
    licence: Line
    used_in: list[Line] = Field([], max_length=50, description="Publication numbers of procedures with it.")
    reason: WrittenReason


class CriterionDecision(ApiModel):
    """Why it is adopted or withdrawn."""

    reason: WrittenReason


class CriterionTextOut(ApiModel):
    """A criterion with its indicator."""

    id: int
    indicator: str
    theme: str
    chain: str | None
    kind: CriterionKind
    text: LocalisedText
    below_threshold: bool
    written_by: str
    written_on: Day
    licence: str
    used_in: list[str]
    state: CriterionState
    proposed_by: str | None = Field(description="Pseudonym; for whoever proposes or adopts alone.")
    proposed_at: Moment
    decided_at: OptionalMoment


class NeedToAsk(ApiModel):
    """What is needed, about which theme and chain, and as whom one asks."""

    says: Text
    theme: Theme
    chain: Chain | None = Field(None, description="Left out: in every chain.")
    asked_as: AskedAs


class NeedAnswer(ApiModel):
    """What is done about it."""

    state: Literal["planned", "met", "declined"]
    answer: Text


class NeedOut(ApiModel):
    """A need with what is done about it."""

    id: int
    says: str
    theme: str
    chain: str | None
    asked_as: AskedAs
    party: str | None = Field(description="Key of the body that asked; null: of none.")
    state: NeedState
    answer: str | None
    asked_at: Moment
    answered_at: OptionalMoment


def criterion_out(row: CriterionRow, *, people: bool) -> CriterionTextOut:
    """A criterion; who proposed it is for some alone."""
    hidden = {} if people else {"proposed_by": None}
    return CriterionTextOut.like(row, text=LocalisedText(nl=row.text_nl, en=row.text_en), **hidden)


def need_out(row: NeedRow) -> NeedOut:
    """A need."""
    return NeedOut.like(row)
