"""Participations, as the API takes and gives them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.participations.operations import TakingPart
from services.registry.participations.rules.steps import State, Step, steps_from
from services.registry.terms.rules import Document, TermsVersion
from shared.http.schema import ApiModel, Moment
from shared.reference.codes import Tier

VersionName = Annotated[str, Field(min_length=1, max_length=40)]
Line = Annotated[str, Field(min_length=3, max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]


class AcceptedTerms(ApiModel):
    """A version of the terms of the data space (`data-space`), or of the usage terms of a dataset."""

    document: Document
    version: VersionName

    def as_accepted(self) -> TermsVersion:
        return TermsVersion(self.document, self.version)


class Application(ApiModel):
    """An application to take part: for which party, accepting which terms. All terms in force must be accepted."""

    party: Annotated[str, Field(description="Key of the party.", min_length=1, max_length=500)]
    accepts: Annotated[list[AcceptedTerms], Field(min_length=1, max_length=20)]


class Acceptance(ApiModel):
    """New terms that a party accepts."""

    accepts: Annotated[list[AcceptedTerms], Field(min_length=1, max_length=20)]


class Transition(ApiModel):
    """A step of a participation. To suspend and to decline need a reason, which the body can read."""

    step: Literal["admit", "decline", "suspend", "resume", "leave"]
    reason: Line | None = None


class ParticipationOut(ApiModel):
    """How a party takes part."""

    id: UUID
    party: str
    name: str | None
    tier: Tier | None
    state: State
    changed_at: Moment


class StepOut(ApiModel):
    """A step that was taken, by whom (a pseudonym), when and why."""

    step: Step
    state: State
    taken_by: str
    taken_at: Moment
    reason: str | None


class AcceptedOut(ApiModel):
    """A version of terms that was accepted, by whom (a pseudonym) and when."""

    document: str
    version: str
    accepted_by: str
    accepted_at: Moment


class TakingPartOut(ParticipationOut):
    """How a party takes part, with every step, what it accepted and what it still has to accept."""

    steps: list[StepOut]
    possible_steps: list[str] = Field(description="Steps that lead on from this state, whoever may take them.")
    accepted: list[AcceptedOut]
    to_accept: list[AcceptedTerms]

    @classmethod
    def in_full(cls, known: TakingPart) -> "TakingPartOut":
        return cls.like(
            known.now,
            steps=known.steps,
            possible_steps=steps_from(known.now.state),
            accepted=known.acceptances,
            to_accept=known.to_accept,
        )
