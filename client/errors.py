"""What can go wrong between a sending system and the data space.

ClientError
+-- Unreachable        no answer at all: the network, the address, a time-out
+-- ProblemAnswer      the service answered with a problem (RFC 9457)
+-- UnexpectedAnswer   the service answered something this client cannot read
+-- UnknownFormat      a file of which the format cannot be told
+-- ProfileIncomplete  an address or a key that was never set
"""

from dataclasses import dataclass


class ClientError(Exception):
    """Base of everything this package raises on purpose; its text is a full sentence."""


class Unreachable(ClientError):
    """No answer came, also after retrying. Nothing is known about what the service did."""


class UnexpectedAnswer(ClientError):
    """The answer does not have the documented shape: usually a wrong address or a newer service."""


class UnknownFormat(ClientError):
    """The format of a file can be told neither from its name nor from its first bytes."""


class ProfileIncomplete(ClientError):
    """An address, client id or key is needed and stands in no option, variable or profile."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One fault in a request: where it stands and what it is."""

    place: str
    location: str
    code: str
    detail: str


class ProblemAnswer(ClientError):
    """The service refused, and said why in problem+json.

    `status` is the HTTP status, `errors` holds all faults of the request at once (400).
    """

    def __init__(self, status: int, *, title: str, detail: str, errors: tuple[FieldProblem, ...] = ()) -> None:
        """Keep the parts; the text is title, detail and every fault on its own line."""
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
        lines = [f"{status} {title}: {detail}" if detail else f"{status} {title}"]
        lines += [f"  {error.place} {error.location}: {error.detail}" for error in errors]
        super().__init__("\n".join(lines))
