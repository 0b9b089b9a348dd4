"""What a person does at the registry: who takes part, who may send for whom, and by which client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from client.answers import Answer
from client.person import AsPerson, Listing
from client.profile import Profile
from client.reading import read_answer, read_object

Step = Literal["admit", "decline", "suspend", "resume"]


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


class Administration(AsPerson):
    """The registry as a person meets it, with that person's token."""

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        super().__init__(profile, "registry", token=token, language=language)

    def participations(
        self, *, state: str | None = None, party: str | None = None, demo: bool = False
    ) -> Listing[Participation]:
        """Who takes part, in the order of their keys; with `demo` the bodies of a demonstration, which stand apart."""
        asked = {"state": state, "party": party, "demo": "true" if demo else None}
        return self.listed(Participation, "/participations", asked)

    def take_step(self, party: str, step: Step, *, reason: str | None = None) -> Participation | None:
        """Let the participation of a party go a step on, from the state it is in now; None when it never applied."""
        known = next(iter(self.participations(party=party)), None)
        if known is None:
            return None
        path = f"/participations/{known.id}"
        body = {"step": step} | ({"reason": reason} if reason else {})
        return read_answer(Participation, self.act(path, "transitions", body))

    def mandates(self, *, party: str | None = None) -> Listing[Mandate]:
        """Mandates in the order in which they were proposed; with `party` those in which it has a part."""
        return self.listed(Mandate, "/mandates", {"party": party})

    def mandate(self, number: str) -> Mandate:
        """One mandate as it stands now."""
        return read_answer(Mandate, self.call("GET", f"/mandates/{number}"))

    def grant(self, number: str, bodies: Sequence[str], *, basis: str | None = None) -> Mandate:
        """Grant a mandate for these bodies, all or none."""
        body = {"bodies": list(bodies)} | ({"basis": basis} if basis else {})
        return read_answer(Mandate, self.act(f"/mandates/{number}", "grants", body))

    def withdraw(self, number: str, bodies: Sequence[str]) -> Mandate:
        """Withdraw a mandate from today on: for these bodies, or for all when none is named."""
        body = {"bodies": list(bodies)} if bodies else {}
        return read_answer(Mandate, self.act(f"/mandates/{number}", "withdrawals", body))

    def propose_client(self, stated: Mapping[str, object]) -> ClientProposal:
        """Propose a client, or more for one that exists; members that are None are left out."""
        body = {name: value for name, value in stated.items() if value is not None}
        return read_answer(ClientProposal, self.call("POST", "/client-proposals", json=body))

    def client_proposals(self, *, state: str) -> Listing[ClientProposal]:
        """Proposals for clients in one state, the newest first."""
        return self.listed(ClientProposal, "/client-proposals", {"state": state})

    def confirm_client(self, number: int) -> str:
        """Let a proposal of another person hold; gives the id of the client."""
        return str(read_object(self.call("POST", f"/client-proposals/{number}/confirmation"))["client"])

    def refuse_client(self, number: int, *, reason: str) -> ClientProposal:
        """Refuse a proposal, or take one's own back."""
        answer = self.call("POST", f"/client-proposals/{number}/refusal", json={"reason": reason})
        return read_answer(ClientProposal, answer)
