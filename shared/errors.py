"""What can go wrong, in the words of the field. These know no HTTP; `shared.http.problems` has the one table to status.

PpdsError
    NotFound            what was named does not exist, or not for this caller
    Unauthenticated     we do not know who asks
    MalformedAuthorization  who asks is stated in a way that nobody should: not in one header, or no token in it
    Refused             we know who asks, and the answer is no
    BadInput            the request breaks its contract; carries every fault found, each with its place
    Conflict            it collides with what already stands
    PreconditionFailed  the caller's copy is out of date
    PreconditionRequired  a change does not say which version it starts from
    TooLarge            more bytes, rows or depth than the stated limit
    TooSlow             the sender kept us waiting too long for the body
    UnsupportedMedia    a media type or encoding that this operation does not read
    TooManyRequests     the limit of this client is used up; carries the seconds to wait
    Unavailable         a part this operation needs does not answer now
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from shared.procurement.finding import Finding

Place: TypeAlias = Literal["body", "query", "path", "header"]


class PpdsError(Exception):
    """Something went wrong that the caller can understand. `nl` and `en` are full sentences without secrets.

    `errors` says where and why, each by its rule; empty when the sentence says all. Without a sentence it says that of
    the only error, or how many there are.
    """

    def __init__(self, *, nl: str = "", en: str = "", errors: Sequence[Finding] = ()) -> None:
        self.errors = tuple(errors)
        if not nl and len(self.errors) == 1:
            nl, en = self.errors[0].nl, self.errors[0].en
        self.nl = nl or f"De aanvraag heeft {len(self.errors)} fouten; zie errors."
        self.en = en or f"The request has {len(self.errors)} errors; see errors."
        super().__init__(self.en)


class NotFound(PpdsError):
    """What was named does not exist, or not for this caller."""


class Unauthenticated(PpdsError):
    """There is no token, or it does not hold.

    `error` and `scope` fill the `WWW-Authenticate` header (RFC 6750 section 3); without a token `error` stays None.
    """

    def __init__(self, *, nl: str, en: str, error: str | None = None, scope: str | None = None) -> None:
        super().__init__(nl=nl, en=en)
        self.error = error
        self.scope = scope


class MalformedAuthorization(PpdsError):
    """The token stands where it should not, more than once, or not at all behind its scheme (RFC 6750 section 3.1)."""


class Refused(PpdsError):
    """The caller is known and may not do this. `scope` names the scope that was missing, if that was the reason."""

    def __init__(self, *, nl: str = "", en: str = "", scope: str | None = None, errors: Sequence[Finding] = ()) -> None:
        super().__init__(nl=nl, en=en, errors=errors)
        self.scope = scope


class BadInput(PpdsError):
    """The request breaks its contract. `errors` holds every fault that was found, not only the first."""


class Conflict(PpdsError):
    """The request collides with what already stands."""


class PreconditionFailed(PpdsError):
    """The version the caller worked from is no longer the newest."""


class PreconditionRequired(PpdsError):
    """A change must say which version it starts from, and this one does not."""


class TooLarge(PpdsError):
    """More bytes, rows or depth than the stated limit."""


class TooSlow(PpdsError):
    """The sender kept us waiting too long for the next piece of its body."""


class UnsupportedMedia(PpdsError):
    """A media type or content encoding that this operation does not read."""


class TooManyRequests(PpdsError):
    """The limit of this client is used up for now. `retry_after` is in seconds."""

    def __init__(self, *, nl: str, en: str, retry_after: int) -> None:
        super().__init__(nl=nl, en=en)
        self.retry_after = retry_after


class Unavailable(PpdsError):
    """A part this operation needs does not answer now; trying later may help."""

    def __init__(self, *, nl: str, en: str, retry_after: int = 5) -> None:
        super().__init__(nl=nl, en=en)
        self.retry_after = retry_after
