"""What a person does with what is frozen at kpi: have publications and packs drawn up, approve, take along."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from client import faults
from client.answers import Answer, Finding, Progress
from client.errors import Unfinished, WrongUse
from client.person import AsPerson, Listing
from client.profile import Profile
from client.reading import read_answer
from shared.procurement.finding import Text

_LOOKED: Final = 0.5  # seconds between two looks at how far it is


class Publication(Answer):
    """The figures of a year, on their way or as they were frozen; progress is in indicators."""

    name: str
    state: str
    progress: Progress
    failure: tuple[Finding, ...] | None = None
    figures: int | None = None
    checksum: str | None = None


class Publications(AsPerson):
    """The publications of kpi as a person meets them, with that person's token."""

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        super().__init__(profile, "kpi", token=token, language=language)

    def propose(self, year: int, series: str, *, reason: str, own_error: bool) -> Publication:
        """Have the figures of a year drawn up, as a draft that another person may approve."""
        asked = {"year": year, "series": series, "reason": reason, "ownError": own_error}
        return read_answer(Publication, self.call("POST", "/publications", json=asked))

    def follow(self, name: str, *, timeout: float, on_progress: Callable[[Publication], None]) -> Publication:
        """Wait until it is drawn up.

        Raises:
            Unfinished: it is not after `timeout` seconds.
            WrongUse: it could not be; says why.
        """
        ends_at = time.monotonic() + timeout
        while True:
            publication = read_answer(Publication, self.call("GET", f"/publications/{name}"))
            on_progress(publication)
            if publication.failure is not None:
                why = Text(
                    *(" ".join(each.text(language) for each in publication.failure) for language in Text._fields)
                )
                raise WrongUse(faults.NOT_DRAWN_UP.at(name, publication=name, why=why))
            if publication.state != "drawing-up":
                return publication
            if time.monotonic() > ends_at:
                raise Unfinished(faults.STILL_DRAWING_UP.at(name, publication=name))
            time.sleep(_LOOKED)

    def decide(self, name: str, act: str, **stated: str) -> Publication:
        """Approve a draft of another person, or put one aside."""
        return read_answer(Publication, self.act(f"/publications/{name}", act, stated))


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
