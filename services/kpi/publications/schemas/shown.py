"""Publications as the API takes and shows them."""

from collections.abc import Sequence

from pydantic import Field

from services.kpi.publications.operations.deciding import LaterChanges
from services.kpi.publications.rules.naming import PublishedSeries, State
from services.kpi.publications.store.files import PublicationFile
from services.kpi.publications.store.kept import Publication
from shared.free_text import WrittenReason
from shared.http.problems.findings import FindingOut
from shared.http.schema import ApiModel, Moment, OptionalMoment


class ToDrawUp(ApiModel):
    """Of which year figures are to be frozen, in which series, and why."""

    year: int = Field(ge=2000, le=2999)
    series: PublishedSeries
    reason: WrittenReason
    own_error: bool = Field(
        default=False, strict=True, description="It corrects an error of the data space itself (C9)."
    )


class ToApprove(ApiModel):
    """Why it is published, and what is to be done with changes of the data since it was drawn up."""

    reason: WrittenReason
    later_changes: LaterChanges = Field(
        "refuse", description="`leave-out`: publish as of the draft's position all the same."
    )


class ToWithdraw(ApiModel):
    """Why a draft is put aside."""

    reason: WrittenReason


class FileOut(ApiModel):
    """A file, and what it is checked by."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    address: str


class DrawnOut(ApiModel):
    """How many indicators are done, of how many; `total` is null while it waits until everything is counted."""

    done: int
    total: int | None


class PublicationOut(ApiModel):
    """The figures of a year as they were at a position of the change log."""

    name: str
    year: int
    series: PublishedSeries
    state: State
    progress: DrawnOut
    failure: list[FindingOut] | None = Field(description="Why it could not be drawn up.")
    data_moment: OptionalMoment
    position: int | None = Field(description="Every figure is of this position; null until drawing up began.")
    register_position: int | None
    program_version: str
    figures: int | None
    checksum: str | None = Field(description="SHA-256 of the manifest, which has those of all other files.")
    reason: str
    own_error: bool
    drawn_up_at: Moment
    decided_at: OptionalMoment
    decision: str | None
    drawn_up_by: str | None = Field(description="Pseudonym; for whoever draws up and approves publications alone.")
    decided_by: str | None = Field(description="Pseudonym; for whoever draws up and approves publications alone.")


class PublicationInFullOut(PublicationOut):
    """A publication with its files."""

    files: list[FileOut]


def publication_out(publication: Publication, *, people: bool) -> PublicationOut:
    """A publication in a list; `people`: who did what is shown."""
    return PublicationOut.like(publication, **_stated(publication, people=people))


def publication_in_full(
    publication: Publication, files: Sequence[PublicationFile], *, people: bool, address: str
) -> PublicationInFullOut:
    """A publication with where its files are."""
    shown = [
        FileOut.like(each, address=f"{address}/v1/publications/{publication.name}/files/{each.name}") for each in files
    ]
    return PublicationInFullOut.like(publication, files=shown, **_stated(publication, people=people))


def _stated(publication: Publication, *, people: bool) -> dict[str, object]:
    return {
        "progress": DrawnOut(done=publication.done, total=publication.indicators),
        "failure": None if publication.failure is None else [FindingOut.of(each) for each in publication.failure],
        "drawn_up_by": publication.drawn_up_by if people else None,
        "decided_by": publication.decided_by if people else None,
    }
