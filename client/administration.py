"""What a person does at the registry: who takes part, who may send for whom, and by which client.

A person acts with a token of an identity provider that the data space trusts, not as a client. Nothing is repeated by
itself: an act that got no answer may have been done, and who looks again sees whether it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Final, Generic, Literal, Self, TypeVar

import httpx
from pydantic import TypeAdapter

from client import faults
from client.answers import Answer
from client.errors import Unreachable
from client.profile import Profile
from client.reading import adapted, problem_answer, read_answer, read_object
from shared.procurement.finding import Rule
from shared.tls import trusted_certificates

Step = Literal["admit", "decline", "suspend", "resume"]
Shape = TypeVar("Shape", bound=Answer)

_TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
_PAGE: Final = "500"
_REMEDIES: Final[Mapping[int, Rule]] = {httpx.codes.UNAUTHORIZED: faults.PERSON_REFUSED}


@dataclass(frozen=True, slots=True)
class Listing(Generic[Shape]):
    """The items of a list, page after page: as the registry gives them, or one by one as what they are."""

    items: Iterator[Mapping[str, object]]
    shape: type[Shape]
    path: str

    def __iter__(self) -> Iterator[Shape]:
        kind = TypeAdapter(self.shape)
        return (adapted(kind, item, url=self.path) for item in self.items)


class Participation(Answer):
    """How a party takes part: applied, admitted, suspended or left."""

    id: str
    party: str
    name: str | None
    tier: str | None
    state: str
    changed_at: datetime


class MandateBody(Answer):
    """How a mandate stands for one body: proposed, granted or withdrawn."""

    body: str
    name: str | None
    state: str


class Mandate(Answer):
    """Who may send which kinds of data, for which bodies, until which day (exclusive; None: no end)."""

    id: str
    mandatary: str
    mandatary_name: str | None
    kinds: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    bodies: tuple[MandateBody, ...]


class ClientProposal(Answer):
    """What a client is to be once another person confirms it."""

    id: int
    client: str
    party: str | None
    label: str
    scopes: tuple[str, ...]
    thumbprints: tuple[str, ...]
    state: str


class Administration:
    """The registry as a person meets it.

    Args:
        profile: where the registry is.
        token: of the person.
        language: of the messages, "nl" or "en".
    """

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        headers = {"Accept-Language": language, "Authorization": f"Bearer {token}"}
        self._address = profile.registry_url
        self._http = httpx.Client(
            base_url=f"{profile.registry_url}/v1",
            timeout=_TIMEOUT,
            headers=headers,
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

    def participations(
        self, *, state: str | None = None, party: str | None = None, demo: bool = False
    ) -> Listing[Participation]:
        """Who takes part, in the order of their keys; with `demo` the bodies of a demonstration, which stand apart."""
        asked = {"state": state, "party": party, "demo": "true" if demo else None}
        return self._all(Participation, "/participations", asked)

    def take_step(self, party: str, step: Step, *, reason: str | None = None) -> Participation | None:
        """Let the participation of a party go a step on, from the state it is in now; None when it never applied."""
        known = next(iter(self.participations(party=party)), None)
        if known is None:
            return None
        path = f"/participations/{known.id}"
        body = {"step": step} | ({"reason": reason} if reason else {})
        return read_answer(Participation, self._act(path, "transitions", body))

    def mandates(self, *, party: str | None = None) -> Listing[Mandate]:
        """Mandates in the order in which they were proposed; with `party` those in which it has a part."""
        return self._all(Mandate, "/mandates", {"party": party})

    def mandate(self, number: str) -> Mandate:
        """One mandate as it stands now."""
        return read_answer(Mandate, self._call("GET", f"/mandates/{number}"))

    def grant(self, number: str, bodies: Sequence[str], *, basis: str | None = None) -> Mandate:
        """Grant a mandate for these bodies, all or none."""
        body = {"bodies": list(bodies)} | ({"basis": basis} if basis else {})
        return read_answer(Mandate, self._act(f"/mandates/{number}", "grants", body))

    def withdraw(self, number: str, bodies: Sequence[str]) -> Mandate:
        """Withdraw a mandate from today on: for these bodies, or for all when none is named."""
        body = {"bodies": list(bodies)} if bodies else {}
        return read_answer(Mandate, self._act(f"/mandates/{number}", "withdrawals", body))

    def propose_client(self, stated: Mapping[str, object]) -> ClientProposal:
        """Propose a client, or more for one that exists; members that are None are left out."""
        body = {name: value for name, value in stated.items() if value is not None}
        return read_answer(ClientProposal, self._call("POST", "/client-proposals", json=body))

    def client_proposals(self, *, state: str) -> Listing[ClientProposal]:
        """Proposals for clients in one state, the newest first."""
        return self._all(ClientProposal, "/client-proposals", {"state": state})

    def confirm_client(self, number: int) -> str:
        """Let a proposal of another person hold; gives the id of the client."""
        return str(read_object(self._call("POST", f"/client-proposals/{number}/confirmation"))["client"])

    def refuse_client(self, number: int, *, reason: str) -> ClientProposal:
        """Refuse a proposal, or take one's own back."""
        answer = self._call("POST", f"/client-proposals/{number}/refusal", json={"reason": reason})
        return read_answer(ClientProposal, answer)

    def _act(self, path: str, act: str, body: Mapping[str, object]) -> httpx.Response:
        """Change a record from the version it has now."""
        tag = self._call("GET", path).headers.get("ETag", "")
        return self._call("POST", f"{path}/{act}", json=body, headers={"If-Match": tag})

    def _all(self, shape: type[Shape], path: str, asked: Mapping[str, str | None]) -> Listing[Shape]:
        return Listing(self._items(path, asked), shape, path)

    def _items(self, path: str, asked: Mapping[str, str | None]) -> Iterator[Mapping[str, object]]:
        query = {"limit": _PAGE} | {name: value for name, value in asked.items() if value is not None}
        cursor: str | None = None
        while True:
            page = read_object(self._call("GET", path, query=query | ({"cursor": cursor} if cursor else {})))
            yield from adapted(TypeAdapter(tuple[dict[str, object], ...]), page.get("items"), url=path)
            cursor = page.get("next")
            if not cursor:
                return

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        try:
            response = self._http.request(method, path, params=query, json=json, headers=headers)
        except httpx.TransportError as error:
            words = {
                "service": "registry",
                "address": self._address,
                "reason": str(error).rstrip(".") or type(error).__name__,
            }
            raise Unreachable(faults.NO_ANSWER.at(path, **words)) from error
        if response.is_error:
            raise problem_answer(response, _REMEDIES)
        return response
