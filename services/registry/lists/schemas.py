"""Reference lists, as the API takes and gives them."""

from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from services.registry.lists.rules.faults import MOST_ROWS, ListState
from services.registry.lists.store import ListVersionRecord
from shared.free_text import WITHOUT_CONTACTS
from shared.http.schema import ApiModel, Day, LocalisedText, Moment, OptionalDay, OptionalMoment
from shared.reference.lists import Status

VersionName: TypeAlias = Annotated[str, Field(min_length=1, max_length=40)]
Sentence: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$"),
    WITHOUT_CONTACTS,
]
Note: TypeAlias = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$"), WITHOUT_CONTACTS]


class NewListVersion(ApiModel):
    """A version to be: rows as the list has them, every cell as text. A cell left out is blank."""

    version: VersionName
    status: Status = "concept"
    source: Sentence
    note: Note = ""
    rows: Annotated[list[dict[str, str]], Field(max_length=MOST_ROWS)]


class CsvHeading(ApiModel):
    """What is said about rows that come as CSV, which has no place for it."""

    version: VersionName | None = None
    status: Status = "concept"
    source: Annotated[str, Field(max_length=1000), WITHOUT_CONTACTS] | None = None
    note: Note = ""


class Publication(ApiModel):
    """From which day a version holds; its last day only when it is known to end."""

    valid_from: Day
    valid_until: OptionalDay = None


class ListVersionOut(ApiModel):
    """A version of a list. `validUntil` is its last day, also when that is because the next version begins."""

    name: str
    title: LocalisedText
    version: str
    state: ListState
    status: Status = Field(description="Adopted: what an adopted document or law states. Concept: a proposal.")
    valid_from: OptionalDay
    valid_until: OptionalDay
    source: str
    note: str
    columns: list[str]
    number_of_rows: int
    proposed_at: Moment
    decided_at: OptionalMoment = Field(description="When it was published or withdrawn.")
    proposed_by: str | None = Field(description="Pseudonym; for administrators of lists alone.")
    decided_by: str | None = Field(description="Pseudonym; for administrators of lists alone.")

    @classmethod
    def of(cls, record: ListVersionRecord, *, people: bool) -> "ListVersionOut":
        return cls.model_validate(_facts(record, people=people))


class ListContentOut(ListVersionOut):
    """A version of a list with its rows in their order: every cell is text, a blank one is empty."""

    rows: list[dict[str, str]]

    @classmethod
    def holding(cls, record: ListVersionRecord, rows: list[dict[str, str]], *, people: bool) -> "ListContentOut":
        return cls.model_validate({**_facts(record, people=people), "rows": rows})


class ReferenceListOut(ApiModel):
    """A list: the version that holds on the day asked for, and how many were published."""

    name: str
    title: LocalisedText
    ruling: bool = Field(
        description="Whether notices are read by it: figures follow what is published. The other lists are only shown."
    )
    current: ListVersionOut | None
    published_versions: int


class ReferenceListsOut(ApiModel):
    """All reference lists."""

    items: list[ReferenceListOut]


class ListVersionsOut(ApiModel):
    """The versions of a list, drafts first for whoever may see them, then the newest first."""

    items: list[ListVersionOut]


def _facts(record: ListVersionRecord, *, people: bool) -> dict[str, object]:
    return {
        "name": record.list,
        "title": LocalisedText(nl=record.nl, en=record.en),
        "version": record.version,
        "state": record.state,
        "status": record.status,
        "valid_from": record.valid_from,
        "valid_until": record.valid_until,
        "source": record.source,
        "note": record.note,
        "columns": list(record.columns),
        "number_of_rows": record.rows,
        "proposed_at": record.proposed_at,
        "decided_at": record.decided_at,
        "proposed_by": record.proposed_by if people else None,
        "decided_by": record.decided_by if people else None,
    }
