"""What can go wrong when a page asks a service; each has a page of its own (dashboard/page/faults.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from httpx import codes

from shared.settings import ServiceName


@dataclass(frozen=True, slots=True)
class Told:
    """One fault as a service tells it: where in the question, and what to do."""

    location: str
    detail: str


class Missing(Exception):
    """A service does not answer now."""

    def __init__(self, service: ServiceName) -> None:
        super().__init__(f"{service} does not answer")
        self.service = service


class Refused(Exception):
    """A service refused the question; `detail` and `told` are in the reader's language."""

    def __init__(self, service: ServiceName, status: int, detail: str, told: Sequence[Told] = ()) -> None:
        super().__init__(f"{service} answered {status}: {detail}")
        self.service = service
        self.status = status
        self.detail = detail
        self.told = tuple(told)


class TokenNotTaken(Refused):
    """A service did not take the token: it ended, was withdrawn, or its issuer is not trusted there."""


def refused(service: ServiceName, status: int, problem: Mapping[str, object]) -> Refused:
    """The refusal that an answer in application/problem+json tells."""
    errors = problem.get("errors")
    told = [
        Told(str(each.get("location", "")), str(each.get("detail", "")))
        for each in (errors if isinstance(errors, list) else [])
        if isinstance(each, Mapping)
    ]
    kind = TokenNotTaken if status == codes.UNAUTHORIZED else Refused
    return kind(service, status, str(problem.get("detail") or problem.get("title") or ""), told)
