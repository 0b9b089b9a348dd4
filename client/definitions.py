"""What a person does with definitions at kpi: validate, propose, try, adopt, withdraw, end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from client.answers import Answer, Finding
from client.person import AsPerson, Listing
from client.profile import Profile
from client.reading import read_answer, read_object

_MEDIA_TYPES: Final = {".json": "application/json"}


class CardFinding(Finding):
    """What is wrong or odd in a card, at a line and column (both from 1) of its text."""

    line: int | None = None
    column: int | None = None


class CardValidation(Answer):
    """What validating a card gave; nothing of it was kept."""

    valid: bool
    findings: tuple[CardFinding, ...] = ()


class Change(Answer):
    """A property that differs from the version before."""

    property: str
    before: str | None = None
    after: str | None = None


class Proposal(Answer):
    """A version of a definition that somebody proposed, or the end of an indicator."""

    id: int
    kind: str
    code: str
    version: str
    state: str
    reason: str
    valid_from: str | None = None
    changed: tuple[Change, ...] = ()


class Definitions(AsPerson):
    """The definitions of kpi as a person meets them, with that person's token."""

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        super().__init__(profile, "kpi", token=token, language=language)

    def validate(self, card: Path) -> Mapping[str, Any]:
        """Every fault of a card, in TOML or (by its name) in JSON."""
        return read_object(self.call("POST", "/card-validations", content=card.read_bytes(), headers=_headers(card)))

    def propose(self, card: Path, *, reason: str) -> Proposal:
        """Keep a card as a draft that another person may adopt."""
        asked = {"reason": reason}
        answer = self.call("POST", "/card-proposals", query=asked, content=card.read_bytes(), headers=_headers(card))
        return read_answer(Proposal, answer)

    def propose_end(self, code: str, *, reason: str) -> Proposal:
        """Propose that an indicator ends."""
        return read_answer(Proposal, self.call("POST", f"/indicators/{code}/retirement", json={"reason": reason}))

    def proposals(self, *, state: str | None, code: str | None) -> Listing[Proposal]:
        """What was proposed, newest first."""
        return self.listed(Proposal, "/card-proposals", {"state": state, "code": code})

    def trial(self, number: int, asked: Mapping[str, str]) -> Mapping[str, Any]:
        """A proposed version beside the one in force, over the same rows."""
        return read_object(self.call("GET", f"/card-proposals/{number}/trial", query=asked))

    def adopt(self, number: int, *, valid_from: str, reason: str) -> Proposal:
        """Let a proposal of another person hold from a day on."""
        stated = {"validFrom": valid_from, "reason": reason}
        return read_answer(Proposal, self.act(f"/card-proposals/{number}", "adoption", stated))

    def withdraw(self, number: int, *, reason: str) -> Proposal:
        """Put a draft aside."""
        return read_answer(Proposal, self.act(f"/card-proposals/{number}", "withdrawal", {"reason": reason}))

    def versions(self, code: str) -> Mapping[str, Any]:
        """The change log of a definition."""
        return read_object(self.call("GET", f"/indicators/{code}/versions"))


def _headers(card: Path) -> dict[str, str]:
    return {"Content-Type": _MEDIA_TYPES.get(card.suffix.lower(), "application/toml")}
