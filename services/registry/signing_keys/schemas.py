"""Signing keys, as the API gives them: never their private part."""

from typing import Literal

from pydantic import Field

from shared.http.schema import ApiModel, Moment, OptionalMoment


class SigningKeyOut(ApiModel):
    """A published key. `next` signs from `signsFrom` on, `current` signs now, `previous` is published only."""

    kid: str
    algorithm: Literal["RS256"] = "RS256"
    state: Literal["next", "current", "previous"]
    made_at: Moment
    signs_from: Moment
    signs_until: OptionalMoment
    published_until: OptionalMoment


class SigningKeysOut(ApiModel):
    """The published keys, the newest first."""

    items: list[SigningKeyOut] = Field(description="A handful: keys are forgotten when they are published no more.")
