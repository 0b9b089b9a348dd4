"""The shape of what goes over the line: camelCase names, no unknown keys, moments in UTC, no NaN."""

import re
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Final, Self, TypeAlias

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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

    @classmethod
    def like(cls, record: object, /, **other: object) -> Self:
        """What a record has under the same names, but for what is given here."""
        same = {name: getattr(record, name) for name in cls.model_fields if name not in other and hasattr(record, name)}
        return cls.model_validate(same | other)


def _stated_day(value: object) -> object:
    """Only text of the form 2025-12-31: a number would be read as seconds since 1970, and a moment is no day."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise PydanticCustomError("date_parsing", "Input should be a day, as 2025-12-31")


def _stated_moment(value: object) -> object:
    """Only text that begins with a day: a number would be read as seconds since 1970."""
    if value is None or isinstance(value, datetime) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise PydanticCustomError("datetime_parsing", "Input should be a moment, as 2025-12-31T23:59:59Z")


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment: TypeAlias = Annotated[
    AwareDatetime,
    BeforeValidator(_stated_moment),
    AfterValidator(lambda moment: moment.astimezone(UTC)),
    PlainSerializer(_rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment: any offset in, UTC with a capital Z out (RFC 3339)."""

Day: TypeAlias = Annotated[date, BeforeValidator(_stated_day)]
"""A day, as RFC 3339 writes it."""

OptionalDay: TypeAlias = Annotated[
    date | None, BeforeValidator(_stated_day), WithJsonSchema({"type": ["string", "null"], "format": "date"})
]
"""A day or unknown, written in one schema: the API linter does not follow a format into `anyOf`."""

OptionalMoment: TypeAlias = Annotated[
    Moment | None, WithJsonSchema({"type": ["string", "null"], "format": "date-time"})
]
"""A moment or unknown, in one schema."""


class LocalisedText(ApiModel):
    """The same text for people in Dutch and English."""

    nl: str
    en: str
