"""Terms of the data space and usage terms of datasets, as the API takes and gives them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.registry.terms.rules import DATA_SPACE, Audience, Dataset, Document
from services.registry.terms.store import NewTerms, TermsRecord
from shared.free_text import WITHOUT_CONTACTS
from shared.http.schema import ApiModel, Day, LocalisedText, Moment

Text = Annotated[str, Field(min_length=3, max_length=20_000, pattern=r"^[^\x00]+$")]
ShortText = Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$"), WITHOUT_CONTACTS]


class Use(ApiModel):
    """Who may use a dataset, and for what."""

    audience: Audience
    purpose_nl: ShortText
    purpose_en: ShortText


class NewTermsIn(ApiModel):
    """A new version of the terms of the data space."""

    version: Annotated[str, Field(min_length=1, max_length=40)]
    text_nl: Text
    text_en: Text
    valid_from: Day

    def of_data_space(self) -> NewTerms:
        return NewTerms(DATA_SPACE, self.version, self.text_nl, self.text_en, (), self.valid_from)


class NewUsageTerms(NewTermsIn):
    """A new version of the usage terms of a dataset."""

    uses: Annotated[list[Use], Field(min_length=1, max_length=50)]

    def of_dataset(self, dataset: Dataset) -> NewTerms:
        uses = [use.model_dump(by_alias=True) for use in self.uses]
        return NewTerms(dataset, self.version, self.text_nl, self.text_en, uses, self.valid_from)


class TermsOut(ApiModel):
    """A published version of terms. It never changes; a newer version takes its place."""

    document: Document
    version: str
    text: LocalisedText
    uses: list[Use] = Field(description="Who may use the dataset for what; empty for the terms of the data space.")
    valid_from: date
    published_at: Moment
    in_force: bool

    @classmethod
    def of(cls, record: TermsRecord) -> "TermsOut":
        return cls.like(record, text=LocalisedText(nl=record.text_nl, en=record.text_en))


class TermsListOut(ApiModel):
    """Versions of terms, by document and the newest first."""

    items: list[TermsOut]


class UsageTermsOut(ApiModel):
    """The usage terms of a dataset: what is in force, and every version."""

    dataset: Dataset
    in_force: TermsOut | None
    versions: list[TermsOut]
