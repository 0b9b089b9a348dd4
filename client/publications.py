"""What a person does with publications at kpi: have one drawn up, wait for it, approve or withdraw it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from client import faults
from client.answers import Answer, Finding, Progress
from client.errors import Unfinished, WrongUse
from client.person import AsPerson
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
