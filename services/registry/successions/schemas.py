"""Successions of parties, as the API takes them and gives them."""

from datetime import date

from pydantic import Field

from services.registry.parties.schemas.facts import SourceText, Uri
from services.registry.successions.rules import Succession
from services.registry.successions.store.successions import RecordedSuccession
from shared.http.schema import ApiModel, Day, Moment, OptionalDay, OptionalMoment
from shared.reference.codes import SuccessionKind

MOST_PARTIES = 100


class NewSuccession(ApiModel):
    """A merger (several into one), a split (one into several) or a renaming (one into one)."""

    kind: SuccessionKind
    effective_on: Day = Field(description="First day of the new situation.")
    predecessors: list[Uri] = Field(
        min_length=1, max_length=MOST_PARTIES, description="Keys; who is no successor too ends on that day."
    )
    successors: list[Uri] = Field(min_length=1, max_length=MOST_PARTIES, description="Keys.")
    source: SourceText = Field(description="The law or decision, or who says so.")

    def stated(self) -> Succession:
        return Succession(self.kind, self.effective_on, tuple(self.predecessors), tuple(self.successors))


class SuccessionWithdrawal(ApiModel):
    """Why a succession is taken back."""

    reason: SourceText = Field(description="What was wrong with the record.")


class SuccessionOut(ApiModel):
    """A succession in the register; one that was withdrawn counts nowhere."""

    id: int
    kind: SuccessionKind
    effective_on: date
    predecessors: list[str]
    successors: list[str]
    source: str
    recorded_at: Moment
    withdrawn_at: OptionalMoment = Field(description="When it was taken back; null: it stands.")
    withdrawal_reason: str | None

    @classmethod
    def of(cls, recorded: RecordedSuccession) -> "SuccessionOut":
        return cls.model_validate(recorded)


class PartyEnd(ApiModel):
    """The end of a party."""

    on: OptionalDay = Field(default=None, description="First day on which it no longer exists; today by default.")
    reason: SourceText
