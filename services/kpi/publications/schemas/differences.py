"""Differences between two publications in the words of the API."""

import orjson
from pydantic import Field

from services.kpi.publications.operations.differing import Explained
from services.kpi.publications.rules.causes import CAUSES, Cause
from services.kpi.values.schemas.answer import CountsOut, Number
from shared.http.schema import ApiModel, LocalisedText


class PublishedValueOut(ApiModel):
    """A figure as one publication has it."""

    version: str
    value: Number | None
    reason: str | None
    counts: CountsOut | None


class CauseOut(ApiModel):
    """Why a figure differs, in a word and in a sentence."""

    cause: Cause
    says: LocalisedText


class DifferenceOut(ApiModel):
    """A figure that differs; null on a side that does not have it."""

    indicator: str
    counted_on: str
    level: str
    place: str = Field(description="Tier or body; empty for the country.")
    group: dict[str, str] = Field(description="Dimensions that the figure is never without.")
    before: PublishedValueOut | None
    after: PublishedValueOut | None
    difference: float | None = Field(description="After less before, where both have a value.")
    causes: list[CauseOut]


def difference_out(explained: Explained) -> DifferenceOut:
    """A figure that differs, with its causes."""
    figure = explained.figure
    indicator, counted_on, level, place, group = figure.key
    before = _value(figure.version_before, figure.before)
    after = _value(figure.version_after, figure.after)
    both = before is not None and after is not None and before.value is not None and after.value is not None
    return DifferenceOut(
        indicator=indicator,
        counted_on=counted_on,
        level=level,
        place=place,
        group=orjson.loads(group),
        before=before,
        after=after,
        difference=round(float(after.value) - float(before.value), 6) if both else None,  # type: ignore[union-attr,arg-type]
        causes=[
            CauseOut(cause=each, says=LocalisedText(nl=CAUSES[each][0], en=CAUSES[each][1]))
            for each in explained.causes
        ],
    )


def _value(version: str | None, row: str | None) -> PublishedValueOut | None:
    if version is None or row is None:
        return None
    stated = orjson.loads(row)
    return PublishedValueOut.model_validate(
        {"version": version, **{name: stated.get(name) for name in ("value", "reason", "counts")}}
    )
