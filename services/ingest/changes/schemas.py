"""The change feed in the words of the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field

from shared.http.schema import ApiModel, Moment
from shared.reference.codes import Tier
from shared.tables.procurement_log import Change, ChangeScope


class Place(ApiModel):
    """A place in the figures that a change touched. '' is an unknown body or tier."""

    fact: str
    counted_on: str
    body: str
    tier: Tier | Literal[""]
    month: date


class ChangeOut(ApiModel):
    """One committed change; positions rise in the order of commit."""

    position: int
    recorded_at: Moment
    cause: str
    scopes: list[Place]

    @classmethod
    def of(cls, change: Change, places: Sequence[ChangeScope]) -> ChangeOut:
        return cls.model_validate(
            {
                "position": change.position,
                "recorded_at": change.recorded_at,
                "cause": change.cause,
                "scopes": [Place.model_validate(place) for place in places],
            }
        )


class ChangePage(ApiModel):
    """Changes after a position. `next` is where to ask on from; the same as asked when nothing is new.

    `log` says of which change log these are, and `head` is its newest position.
    """

    log: str
    head: int
    items: list[ChangeOut]
    next: str


class RowChangeOut(ApiModel):
    """A row as a change left it, by the columns of the files in bulk; one that is `gone` by its key alone.

    `cause`: submission (new), correction (it replaced a row), withdrawal (it is gone), or what led to a change that
    nobody sent: register, disclosure, erasure ...
    """

    position: int
    recorded_at: Moment
    cause: str
    gone: bool
    row: dict[str, Any]


class RowChangePage(ApiModel):
    """Rows that changed after a position, in the order of commit."""

    log: str
    head: int = Field(description="The newest position; a mirror that is there has everything.")
    items: list[RowChangeOut]
    next: str = Field(description="Where to ask on from; also when nothing is new.")
