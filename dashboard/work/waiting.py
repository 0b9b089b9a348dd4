"""What waits for whoever is signed in: one question to each service, and to each number the list it was counted in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from dashboard.asking.faults import Refused
from dashboard.asking.services import part
from dashboard.page.language import sentence
from dashboard.page.page import Page
from shared.dutch_day import today
from shared.settings import ServiceName

_DAYS: Final = 30
"""Back and ahead, as the services count."""


@dataclass(frozen=True, slots=True)
class List:
    """Where the things of a kind stand, filtered as they were counted."""

    words: str
    address: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait, and the way to them."""

    words: str
    link: str
    count: int
    at_least: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A service that does not say what waits there."""

    missing: ServiceName


_DRAFTS: Final = {"state": "draft"}
_LISTS: Final[Mapping[str, List]] = {
    "supplements": List(sentence("Aanbestedingen waarover nog iets gevraagd wordt"), "/werk/aanvullingen"),
    "refused-submissions": List(
        sentence("Aanleveringen van de laatste 30 dagen waarin iets geweigerd is"),
        "/werk/aanleveringen",
        {"refused": "true", "since": "-"},
    ),
    "overdue-contracts": List(
        sentence("Contracten met een afspraak die te laat is"), "/werk/contracten", {"overdue": "true"}
    ),
    "due-contracts": List(
        sentence("Contracten met een afspraak die binnen 30 dagen nodig is"), "/werk/contracten", {"dueUntil": "+"}
    ),
    "unmatched-buyers": List(sentence("Onbekende kopers"), "/werk/registers/onbekende-kopers"),
    "client-proposals": List(
        sentence("Voorstellen voor clients die op u wachten"), "/werk/registers/client-voorstellen", {"state": "open"}
    ),
    "list-versions": List(sentence("Versies van lijsten die op u wachten"), "/werk/registers/lijsten"),
    "applications": List(sentence("Aanvragen om deel te nemen"), "/werk/registers/deelname", {"state": "applied"}),
    "mandates": List(sentence("Mandaten die op verlening wachten"), "/werk/registers/mandaten"),
    "card-proposals": List(
        sentence("Voorstellen voor definities die op u wachten"), "/werk/registers/definities", _DRAFTS
    ),
    "goal-proposals": List(
        sentence("Voorstellen voor doelen die op u wachten"), "/werk/registers/doelvoorstellen", _DRAFTS
    ),
    "criteria": List(sentence("Criteriateksten die op u wachten"), "/werk/registers/criteria", _DRAFTS),
    "needs": List(sentence("Behoeften zonder antwoord"), "/werk/registers/behoeften", {"state": "open"}),
    "factor-sets": List(sentence("Factorsets die op u wachten"), "/werk/registers/factoren"),
    "publications": List(sentence("Publicaties die op u wachten"), "/werk/registers/publiceren", _DRAFTS),
    "reporting-open": List(
        sentence("Jaren waarover u nog moet indienen"), "/werk/registers/rapportage", {"state": "open"}
    ),
    "reporting-validated": List(
        sentence("Jaren waarover u nog moet goedkeuren"), "/werk/registers/rapportage", {"state": "validated"}
    ),
    "reporting-submitted": List(
        sentence("Ingediende jaren die u moet beoordelen"), "/werk/registers/rapportage", {"state": "submitted"}
    ),
}
"""Kinds that have a list in the dashboard; others are left to who asks the services."""
_SERVICES: Final[Sequence[ServiceName]] = ("ingest", "kpi", "registry")


def waiting(page: Page) -> tuple[list[Waiting], list[Missing]]:
    """What waits, none waiting left out, and the services that did not say."""
    counted: list[Waiting] = []
    silent: list[Missing] = []
    for service in _SERVICES:
        try:
            answer = part(lambda service=service: page.as_person.read(service, "/open-work"))  # type: ignore[misc]
        except Refused:  # the token is not for this service
            continue
        if answer.answer is None:
            silent.append(Missing(service))
        else:
            counted += _shown(page, answer.answer["items"])
    return counted, silent


def _shown(page: Page, items: Sequence[Mapping[str, object]]) -> Iterator[Waiting]:
    days = {"-": str(today() - timedelta(days=_DAYS)), "+": str(today() + timedelta(days=_DAYS))}
    for each in items:
        listed, count = _LISTS.get(str(each["kind"])), int(str(each["count"]))
        if listed is not None and count:
            query = {name: days.get(value, value) for name, value in listed.query.items()}
            link = page.link(listed.address, **query)
            yield Waiting(page.say(listed.words), link, count, at_least=bool(each["atLeast"]))
