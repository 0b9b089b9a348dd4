"""Packs as the API takes and shows them."""

from collections.abc import Sequence
from typing import Final, Literal, Self

from pydantic import Field

from services.kpi.packs.operations.drawing import Wanted
from services.kpi.packs.rules.document import PackKind
from services.kpi.packs.rules.faults import NO_ORGANISATION, ORGANISATION_NEEDED, TOO_EARLY, YEARS_NEEDED
from services.kpi.packs.store import Pack
from services.kpi.values.rules.months import Month, Period
from services.kpi.values.schemas.answer import PeriodOut
from services.kpi.values.schemas.answered import period_out
from shared.errors import BadInput
from shared.free_text import WrittenReason
from shared.http.schema import ApiModel, Moment, OptionalMoment

_MONTHS: Final = {"2.5": 30, "5": 60}


class PackAsked(ApiModel):
    """Which pack is to be drawn up."""

    kind: PackKind = Field(description="status: of one body; icbr: of central government; evaluation: over years.")
    year: int = Field(ge=2000, le=2999, description="The year it is about, or the last year of an evaluation.")
    organisation: str | None = Field(None, max_length=300, description="Key of the body; for a status alone.")
    years: Literal["2.5", "5"] | None = Field(None, description="How far an evaluation reaches back.")
    reason: WrittenReason


class PackDecision(ApiModel):
    """Why."""

    reason: WrittenReason


class PackFileOut(ApiModel):
    """A file of a pack, and what it is checked by."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    address: str


class PackOut(ApiModel):
    """A pack as it was at a position of the change log."""

    name: str
    kind: PackKind
    year: int
    organisation: str | None
    period: PeriodOut
    state: Literal["draft", "published", "withdrawn"]
    position: int
    data_moment: OptionalMoment
    checksum: str = Field(description="SHA-256 of the manifest, which has those of all other files.")
    reason: str
    decision: str | None
    drawn_up_at: Moment
    decided_at: OptionalMoment
    drawn_up_by: str | None = Field(description="Pseudonym; for whoever draws up and approves packs alone.")
    decided_by: str | None = Field(description="Pseudonym; for whoever draws up and approves packs alone.")

    @classmethod
    def of(cls, pack: Pack, *, people: bool, **more: object) -> Self:
        """A pack; `people`: who did what is shown."""
        hidden = {} if people else {"drawn_up_by": None, "decided_by": None}
        period = period_out(Period(Month.of(pack.first_month), Month.of(pack.last_month)))
        return cls.like(pack, period=period, **hidden, **more)


class PackInFullOut(PackOut):
    """A pack with its files."""

    files: list[PackFileOut]

    @classmethod
    def in_full(
        cls, pack: Pack, files: Sequence[tuple[str, str, str, int]], *, people: bool, address: str
    ) -> "PackInFullOut":
        """A pack with where its files are."""
        shown = [
            PackFileOut(
                name=name,
                media_type=media_type,
                bytes=size,
                sha256=sha256,
                address=f"{address}/v1/packs/{pack.name}/files/{name}",
            )
            for name, media_type, sha256, size in files
        ]
        return cls.of(pack, people=people, files=shown)


def wanted_of(asked: PackAsked, *, this_year: int) -> Wanted:
    """Read a request; raises BadInput with every fault found."""
    faults = []
    if asked.kind == "status" and asked.organisation is None:
        faults.append(ORGANISATION_NEEDED.at("/organisation"))
    if asked.kind != "status" and asked.organisation is not None:
        faults.append(NO_ORGANISATION.at("/organisation"))
    if (asked.kind == "evaluation") != (asked.years is not None):
        faults.append(YEARS_NEEDED.at("/years"))
    if asked.year >= this_year:
        faults.append(TOO_EARLY.at("/year", year=asked.year))
    if faults:
        raise BadInput(errors=faults)
    last = Month(asked.year, 12)
    first = Month(asked.year, 1) if asked.years is None else last.plus(1 - _MONTHS[asked.years])
    return Wanted(
        kind=asked.kind,
        year=asked.year,
        period=Period(first, last),
        organisation=asked.organisation,
        reason=asked.reason,
    )
