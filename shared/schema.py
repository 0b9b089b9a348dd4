"""The shape of what goes over the line: camelCase names, no unknown keys, moments in UTC, no NaN."""

from datetime import UTC, date, datetime
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel


class ApiModel(BaseModel):
    """Base of every request and answer. An unknown key in a request is an error: a typing mistake must not pass."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        from_attributes=True,
    )


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment: TypeAlias = Annotated[
    AwareDatetime,
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    PlainSerializer(_rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment: any offset in, UTC with a capital Z out (RFC 3339)."""

OptionalDay: TypeAlias = Annotated[date | None, WithJsonSchema({"type": ["string", "null"], "format": "date"})]
"""A day or unknown, written in one schema: the API linter does not follow a format into `anyOf`."""

OptionalMoment: TypeAlias = Annotated[
    Moment | None, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})
]
"""A moment or unknown, in one schema."""


class LocalisedText(ApiModel):
    """The same text for people in Dutch and English."""

    nl: str
    en: str
