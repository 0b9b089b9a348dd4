"""The change feed in the words of the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

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
    scopes: list[Place]

    @classmethod
    def of(cls, change: Change, places: Sequence[ChangeScope]) -> ChangeOut:
        return cls.model_validate(
            {
                "position": change.position,
                "recorded_at": change.recorded_at,
                "scopes": [Place.model_validate(place) for place in places],
            }
        )


class ChangePage(ApiModel):
    """Changes after a position. `next` is the position to ask on from; the same as asked when nothing is new."""

    items: list[ChangeOut]
    next: int = Field(ge=0)
