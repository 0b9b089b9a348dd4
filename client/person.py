"""What a person does at a service, over HTTP.

A person acts with a token of an identity provider that the data space trusts, not as a client. Nothing is repeated by
itself: an act that got no answer may have been done, and who looks again sees whether it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

import httpx
from pydantic import TypeAdapter

from client import faults
from client.answers import Answer
from client.errors import Unreachable
from client.profile import Profile, Service
from client.reading import adapted, problem_answer, read_object
from shared.procurement.finding import Rule
from shared.tls import trusted_certificates

Shape = TypeVar("Shape", bound=Answer)

_TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
_PAGE: Final = "500"
_REMEDIES: Final[Mapping[int, Rule]] = {httpx.codes.UNAUTHORIZED: faults.PERSON_REFUSED}


@dataclass(frozen=True, slots=True)
class Listing(Generic[Shape]):
    """The items of a list, page after page: as the service gives them, or one by one as what they are."""

    items: Iterator[Mapping[str, object]]
    shape: type[Shape]
    path: str

    def __iter__(self) -> Iterator[Shape]:
        kind = TypeAdapter(self.shape)
        return (adapted(kind, item, url=self.path) for item in self.items)


class AsPerson:
    """A service as a person meets it.

    Args:
        profile: where the services are.
        service: which of them.
        token: of the person.
        language: of the messages, "nl" or "en".
    """

    def __init__(self, profile: Profile, service: Service, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        self._service = service
        self._address = profile.address(service)
        self._http = httpx.Client(
            base_url=f"{self._address}/v1",
            timeout=_TIMEOUT,
            headers={"Accept-Language": language, "Authorization": f"Bearer {token}"},
            verify=trusted_certificates(of_environment=True),
        )

    def __enter__(self) -> Self:
        """Use as a context manager to close the connections."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self._http.close()

    def act(self, path: str, act: str, body: Mapping[str, object]) -> httpx.Response:
        """Change a record from the version it has now."""
        tag = self.call("GET", path).headers.get("ETag", "")
        return self.call("POST", f"{path}/{act}", json=body, headers={"If-Match": tag})

    def listed(self, shape: type[Shape], path: str, asked: Mapping[str, str | None]) -> Listing[Shape]:
        """All items of a list; members of the query that are None are left out."""
        return Listing(self._items(path, asked), shape, path)

    def _items(self, path: str, asked: Mapping[str, str | None]) -> Iterator[Mapping[str, object]]:
        query = {"limit": _PAGE} | {name: value for name, value in asked.items() if value is not None}
        cursor: str | None = None
        while True:
            page = read_object(self.call("GET", path, query=query | ({"cursor": cursor} if cursor else {})))
            yield from adapted(TypeAdapter(tuple[dict[str, object], ...]), page.get("items"), url=path)
            cursor = page.get("next")
            if not cursor:
                return

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One call; raises Unreachable, or ProblemAnswer when the service refuses."""
        try:
            response = self._http.request(method, path, params=query, json=json, content=content, headers=headers)
        except httpx.TransportError as error:
            words = {
                "service": self._service,
                "address": self._address,
                "reason": str(error).rstrip(".") or type(error).__name__,
            }
            raise Unreachable(faults.NO_ANSWER.at(path, **words)) from error
        if response.is_error:
            raise problem_answer(response, _REMEDIES)
        return response
