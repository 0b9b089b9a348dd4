"""What a page is known to need is asked at once, each question one time; what goes wrong is told where it is used."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from dashboard.asking.faults import Missing
from dashboard.asking.kept_answers import KeptAnswers
from dashboard.asking.services import Services, part
from dashboard.settings import Settings

TOGETHER = threading.Barrier(2, timeout=20)


@pytest.fixture
def askers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


class Kpi:
    """A kpi that notes what it is asked; two questions that are to come together wait for each other."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if request.url.path.startswith("/v1/together"):
            TOGETHER.wait()
        return httpx.Response(503 if request.url.path == "/v1/away" else 200, json={"at": request.url.path})

    def services(self, askers: ThreadPoolExecutor, kept: KeptAnswers | None) -> Services:
        http = httpx.Client(transport=httpx.MockTransport(self))
        return Services(Settings(), http=http, authorization=lambda _: {}, language="nl", kept=kept, askers=askers)


def test_questions_asked_ahead_are_answered_beside_each_other_and_asked_once(askers: ThreadPoolExecutor) -> None:
    kpi, kept = Kpi(), KeptAnswers(seconds=60, most=10)
    services = kpi.services(askers, kept)
    first, second = (services.ahead("kpi", f"/together/{each}") for each in (1, 2))
    assert [first()["at"], second()["at"]] == ["/v1/together/1", "/v1/together/2"]
    assert services.read("kpi", "/together/1") is first()
    services.ahead("kpi", "/together/2")
    assert sorted(kpi.asked) == ["/v1/together/1", "/v1/together/2"]


def test_a_person_sees_what_was_asked_ahead_and_then_what_stands_anew(askers: ThreadPoolExecutor) -> None:
    kpi = Kpi()
    services = kpi.services(askers, None)
    waiting = services.ahead("kpi", "/themes")
    assert waiting()["at"] == services.read("kpi", "/themes")["at"] == "/v1/themes"
    assert kpi.asked == ["/v1/themes"] * 2


def test_a_service_that_is_away_is_told_of_by_whoever_uses_the_answer(askers: ThreadPoolExecutor) -> None:
    waiting = Kpi().services(askers, None).ahead("kpi", "/away")
    assert part(waiting).missing == "kpi"
    with pytest.raises(Missing):
        waiting()
