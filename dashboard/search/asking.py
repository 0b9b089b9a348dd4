"""The three services are asked at the same time; one that does not answer takes only its part."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from httpx import codes

from dashboard.asking.answers import Answer
from dashboard.asking.faults import Missing, Refused
from dashboard.page.page import Page
from shared.settings import ServiceName

SERVICES: Final[tuple[ServiceName, ...]] = ("registry", "kpi", "ingest")
_MOST: Final = 20
_AT_ONCE: Final = 24
_POOL: Final = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="search")
_NOT_FOR_THIS_PERSON: Final = {codes.UNAUTHORIZED, codes.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class Found:
    """What the services found, which of them are missing, and other spellings where nothing was found."""

    hits: list[Answer]
    missing: list[ServiceName]
    suggestions: list[str]

    @property
    def exactly(self) -> list[Answer]:
        """What is exactly what was typed."""
        return [hit for hit in self.hits if hit["score"] == _EXACT]


_EXACT: Final = 100


def asked_of_all(page: Page, typed: str) -> Found:
    """What is called like this, or has this number; raises Refused when a service refuses what was typed."""
    waiting: dict[ServiceName, Future[Answer]] = {each: _POOL.submit(_asked, page, each, typed) for each in SERVICES}
    answers: dict[ServiceName, Answer] = {}
    missing: list[ServiceName] = []
    for service, answer in waiting.items():
        try:
            answers[service] = answer.result()
        except Missing as fault:
            missing.append(fault.service)
    hits = [hit for answer in answers.values() for hit in answer["items"]]
    return Found(hits, list(dict.fromkeys(missing)), [] if hits else _suggestions(answers))


def _asked(page: Page, service: ServiceName, typed: str) -> Answer:
    """The answer of a service; at ingest that of who is signed in, whose own keys count as well."""
    if service == "ingest" and page.session is not None:
        try:
            return page.as_person.read(service, "/search", q=typed, limit=_MOST)
        except Refused as refused:
            if refused.status not in _NOT_FOR_THIS_PERSON:
                raise
    return page.services.read(service, "/search", q=typed, limit=_MOST)


def _suggestions(answers: Mapping[ServiceName, Answer]) -> list[str]:
    named = (answer["suggestion"] for answer in answers.values())
    return list(dict.fromkeys(each for each in named if each))
