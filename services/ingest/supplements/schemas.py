"""The form of a supplement in the words of the API: what is known and from where, and what is still asked."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.ingest.supplements.rules.questions import Form, Known, Question
from services.ingest.supplements.store import NewestSupplement
from shared.http.schema import ApiModel, LocalisedText, OptionalDay

SupplementState = Literal["missing", "draft", "final", "withdrawn"]


class KnownOut(ApiModel):
    """What is known, so that nobody asks it: by a notice, by the buyer, or derived by us."""

    field: str = Field(description="Property of the data contract, of a lot where one is named.")
    lot_id: str | None
    value: Any = Field(json_schema_extra={"description": "As the data contract has it."})
    source: Literal["notice", "supplement", "derived"]
    notice_id: str | None
    term: str | None = Field(description="Term of the source, `BT-775`.")
    place: str | None

    @classmethod
    def of(cls, known: Known) -> KnownOut:
        return cls.model_validate(known)


class QuestionOut(ApiModel):
    """A question that remains, why it is asked, and which indicators an answer serves."""

    field: str = Field(description="Property of the data contract, below the record or below a lot.")
    lots: list[str] | None = Field(description="Lots that it is asked of; null: the same for all, answer it once.")
    question: LocalisedText
    why: LocalisedText
    serves: list[str]

    @classmethod
    def of(cls, question: Question) -> QuestionOut:
        asked = question.asked
        return cls(
            field=asked.field,
            lots=None if question.lots is None else list(question.lots),
            question=LocalisedText(**asked.question._asdict()),
            why=LocalisedText(**asked.why._asdict()),
            serves=list(asked.serves),
        )


class ToDoOut(ApiModel):
    """A procedure for which its buyer is still asked something."""

    procedure: UUID
    title: str | None
    procedure_id: str | None
    ocid: str | None
    awarded_on: OptionalDay
    due_on: OptionalDay = Field(description="31 March of the year after the award; null: not awarded.")
    supplement: SupplementState
    sender_key: str | None = Field(description="Key of the supplement, when there is one.")
    questions: int = Field(ge=0, description="Questions that remain.")
    questions_before: int = Field(ge=0, description="Questions if no notice were known.")


class FormOut(ToDoOut):
    """The form of one procedure, filled in as far as is known."""

    sender_version: int | None
    publication_numbers: list[str]
    lots: list[str]
    known: list[KnownOut]
    open: list[QuestionOut]


class EffortOut(ApiModel):
    """What supplements ask of a body: questions over its procedures, and minutes as its supplements state them."""

    procedures: int = Field(ge=0, description="Procedures for which something was or is asked.")
    questions_before: int = Field(ge=0, description="Questions of these procedures if nothing were known.")
    questions: int = Field(ge=0, description="Questions that remain, with what notices and the body said.")
    supplements: int = Field(ge=0, description="Supplements of the body, drafts included.")
    minutes_stated: int = Field(ge=0, description="How many of them state the minutes they took.")
    minutes: int | None = Field(description="These minutes together; null: none states any.")
    median_minutes: float | None = Field(description="Of a supplement that states its minutes; null: none does.")


def due_on(awarded_on: date | None) -> date | None:
    """Before the first figures of a year are published, 1 April of the next (C8)."""
    return None if awarded_on is None else date(awarded_on.year + 1, 3, 31)


def summary(row: Any, form: Form, supplement: NewestSupplement | None) -> dict[str, Any]:  # noqa: ANN401 - a row
    """What the list says of a procedure."""
    return {
        "procedure": row["id"],
        **{name: row[name] for name in ("title", "procedure_id", "ocid", "awarded_on")},
        "due_on": due_on(row["awarded_on"]),
        "supplement": "missing" if supplement is None else supplement.state,
        "sender_key": None if supplement is None else supplement.key,
        "questions": len(form.questions),
        "questions_before": form.before,
    }
