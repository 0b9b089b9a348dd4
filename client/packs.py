"""What a person does with packs at kpi: draw one up, approve or withdraw it, and take its files along."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from client.answers import Answer
from client.person import AsPerson, Listing
from client.profile import Profile
from client.reading import read_answer


class PackFile(Answer):
    """A file of a pack."""

    name: str
    bytes: int
    sha256: str


class Pack(Answer):
    """A pack: a readable document with the data behind it."""

    name: str
    kind: str
    year: int
    state: str
    organisation: str | None = None
    position: int
    checksum: str
    reason: str
    files: tuple[PackFile, ...] = ()


class Packs(AsPerson):
    """The packs of kpi as a person meets them, with that person's token."""

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        super().__init__(profile, "kpi", token=token, language=language)

    def draw(self, asked: Mapping[str, object]) -> Pack:
        """Freeze a pack as a draft that another person may approve."""
        return read_answer(Pack, self.call("POST", "/packs", json=asked))

    def fetch(self, pack: Pack, folder: Path) -> None:
        """Write every file of a pack into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in pack.files:
            answer = self.call("GET", f"/packs/{pack.name}/files/{file.name}")
            (folder / file.name).write_bytes(answer.content)

    def packs(self, *, state: str) -> Listing[Pack]:
        """Packs in a state, newest first."""
        return self.listed(Pack, "/packs", {"state": state})

    def decide(self, name: str, act: str, *, reason: str) -> Pack:
        """Approve a draft of another person, or put one aside."""
        return read_answer(Pack, self.act(f"/packs/{name}", act, {"reason": reason}))
