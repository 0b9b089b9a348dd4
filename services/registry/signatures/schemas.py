"""Signatures under the Manifesto and what is due, as the API takes and gives them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from services.registry.parties.schemas.facts import NameText, SourceText, Uri
from services.registry.signatures.rules import (
    Duty,
    SignatureStatus,
    SignedDocument,
    Signing,
    document,
    due_dates,
    status_on,
)
from services.registry.signatures.store import SignatureRecord
from shared.http.schema import ApiModel, Day, LocalisedText, Moment, OptionalDay
from shared.reference.codes import Tier

MOST_PARTIES = 500


class NewSignatures(ApiModel):
    """Parties that signed on one day. Each gets a signature of its own."""

    document: SignedDocument
    signed_on: Day
    parties: Annotated[list[Uri], Field(min_length=1, max_length=MOST_PARTIES, description="Keys.")]
    through: Uri | None = Field(
        default=None, description="Key of the umbrella association that signed for them; null: each signed itself."
    )
    source: NameText = Field(description="From where it is known, as a published list. Anyone reads this.")

    def signing(self) -> Signing:
        return Signing(self.document, self.signed_on, tuple(self.parties), self.through, self.source)


class NewSignatureWithdrawal(ApiModel):
    """The end of a signature."""

    withdrawn_on: OptionalDay = Field(
        default=None,
        description="First day without it; today by default. The day of signing: it was recorded by mistake.",
    )
    reason: SourceText


class DueOut(ApiModel):
    """A plan or report, and the last day to publish it."""

    what: Duty
    due_on: date
    published: Literal["unknown"] = Field(
        default="unknown", description="Plans and reports are not kept yet: whether it was published is not known."
    )


class SignatureOut(ApiModel):
    """A signature of one party, with what it asks as long as it stands."""

    id: int
    party: str
    name: str = Field(description="Of the party, today.")
    tier: Tier | None
    demo: bool = Field(description="Of a fictitious body of the demonstration.")
    document: SignedDocument
    document_name: LocalisedText
    signed_on: date
    through: str | None = Field(description="Key of the umbrella association that signed for the party.")
    withdrawn_on: OptionalDay = Field(description="First day without it.")
    status: SignatureStatus = Field(description="On the day that was asked.")
    due: list[DueOut] | None = Field(
        description="The plan, then the reports, to the end of the document; null: what it asks is not known."
    )
    source: str
    recorded_at: Moment

    @classmethod
    def on(cls, record: SignatureRecord, day: date) -> "SignatureOut":
        """A signature as it stands on a day."""
        signed = document(record.document)
        due = [DueOut(what=what, due_on=due_on) for due_on, what in due_dates(record.standing)]
        return cls.like(
            record,
            document_name=signed,
            status=status_on(record.standing, day),
            due=due if signed.plan_within_a_year else None,
        )


class SignaturesOut(ApiModel):
    """Signatures that were recorded in one act."""

    items: list[SignatureOut]


class DueOfPartyOut(DueOut):
    """What one party must publish, under which signature."""

    signature: int
    party: str
    name: str
    tier: Tier | None
    document: SignedDocument

    @classmethod
    def of(cls, record: SignatureRecord, due_on: date, what: Duty) -> "DueOfPartyOut":
        return cls.like(record, what=what, due_on=due_on, signature=record.id)
