"""The client when the other side breaks off, is busy, refuses or answers nonsense."""

import gzip
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from client.documents import Document
from client.errors import ProblemAnswer, ProfileIncomplete, UnexpectedAnswer, Unfinished, Unreachable
from client.http import DataSpace
from client.pauses import LONGEST, Pauses, seconds_until
from client.profile import Profile
from tests.client.stage import Prepared, Stage

SUBMISSIONS = "/v1/submissions"
ACCEPTED = Prepared(202, {"id": "s1", "state": "received"})


@pytest.fixture
def document(tmp_path: Path) -> Document:
    path = tmp_path / "notice.xml"
    path.write_bytes(b"<notice/>" * 1000)
    return Document(path, "application/xml")


def test_a_document_goes_compressed_with_its_media_type_and_a_key_of_its_content(
    space: DataSpace, stage: Stage, document: Document
) -> None:
    stage.prepare(SUBMISSIONS, ACCEPTED)
    assert space.deliver(document).id == "s1"
    (request,) = stage.requests(SUBMISSIONS)
    assert request.path == "/v1/submissions"
    assert gzip.decompress(request.body) == document.path.read_bytes()
    assert request.headers["Content-Type"] == "application/xml"
    assert request.headers["Content-Encoding"] == "gzip"
    assert request.headers["Idempotency-Key"] == document.idempotency_key
    assert request.headers["Authorization"] == "Bearer t1"


def test_a_connection_that_breaks_off_is_tried_again_with_the_same_key(
    space: DataSpace, stage: Stage, document: Document
) -> None:
    stage.prepare(SUBMISSIONS, Prepared(0), ACCEPTED)
    assert space.deliver(document).id == "s1"
    first, second = stage.requests(SUBMISSIONS)
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert first.body == second.body


def test_a_busy_service_is_given_the_time_it_asks_for(
    space: DataSpace, stage: Stage, document: Document, waits: list[float]
) -> None:
    stage.prepare(SUBMISSIONS, Prepared(503, headers={"Retry-After": "7"}), Prepared(429), ACCEPTED)
    assert space.deliver(document).id == "s1"
    assert waits == [7.0, 14.0]


def test_a_busy_service_may_say_until_when_it_is_busy(
    space: DataSpace, stage: Stage, document: Document, waits: list[float]
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    stage.prepare(SUBMISSIONS, Prepared(429, headers={"Retry-After": until}), ACCEPTED)
    assert space.deliver(document).id == "s1"
    (wait,) = waits
    assert 10 < wait <= 20


@pytest.mark.parametrize("unreadable", ["soon", "-3", "", "1e3", "Mon, 32 Jan 2026 00:00:00 GMT"])
def test_a_time_that_cannot_be_read_does_not_stop_the_client(
    space: DataSpace, stage: Stage, document: Document, waits: list[float], unreadable: str
) -> None:
    stage.prepare(SUBMISSIONS, Prepared(503, headers={"Retry-After": unreadable}), Prepared(503), ACCEPTED)
    assert space.deliver(document).id == "s1"
    assert waits == [0.5, 1.0]


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30.0),
        ("Monday, 02-Mar-26 12:00:30 GMT", 30.0),
        ("Mon Mar  2 12:00:30 2026", 30.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        (None, None),
    ],
)
def test_a_service_states_its_time_in_seconds_or_as_a_date(stated: str | None, seconds: float | None) -> None:
    assert seconds_until(stated, now=datetime(2026, 3, 2, 12, tzinfo=UTC)) == seconds


def test_waits_grow_up_to_a_limit_and_are_spread_by_chance_but_never_shortened() -> None:
    even, late = Pauses(lambda: 0.0), Pauses(lambda: 1.0)
    waits = [(even.next(), late.next()) for _ in range(9)]
    assert [wait for wait, _ in waits] == [0.5, 1, 2, 4, 8, 16, LONGEST, LONGEST, LONGEST]
    assert all(spread == wait * 1.5 for wait, spread in waits)


def test_two_clients_that_failed_together_do_not_come_back_together() -> None:
    assert len({Pauses(random.random).next() for _ in range(20)}) > 10


def test_a_service_that_stays_away_is_called_unreachable_with_its_address(profile: Profile, document: Document) -> None:
    nowhere = replace(profile, ingest_url="http://127.0.0.1:9")
    with (
        DataSpace(nowhere, sleep=lambda _: None) as space,
        pytest.raises(Unreachable, match=r"ingest does not answer at http://127\.0\.0\.1:9:"),
    ):
        space.deliver(document)


def test_a_refusal_is_not_repeated_and_lists_every_fault(space: DataSpace, stage: Stage, document: Document) -> None:
    fault = {"in": "query", "location": "format", "code": "unknown", "detail": "no such format"}
    stage.prepare(SUBMISSIONS, Prepared(400, {"title": "Bad input", "detail": "One fault.", "errors": [fault, fault]}))
    with pytest.raises(ProblemAnswer) as refusal:
        space.deliver(document)
    assert (refusal.value.status, len(refusal.value.errors)) == (400, 2)
    assert "query format: no such format" in str(refusal.value)
    assert len(stage.requests(SUBMISSIONS)) == 1


def test_an_error_page_that_is_no_problem_document_is_still_a_problem(space: DataSpace, stage: Stage) -> None:
    stage.prepare("/v1/submissions/s1", Prepared(500, raw=b"<html>"))
    with pytest.raises(ProblemAnswer, match="500"):
        space.submission("s1")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[]", b'{"id": 1}', b'{"id": "s1", "state": "lost"}'])
def test_an_answer_of_another_shape_is_called_unexpected(space: DataSpace, stage: Stage, content: bytes) -> None:
    stage.prepare("/v1/submissions/s1", Prepared(raw=content))
    with pytest.raises(UnexpectedAnswer, match="/v1/submissions/s1"):
        space.submission("s1")


def test_a_token_that_is_refused_is_renewed_once(space: DataSpace, stage: Stage) -> None:
    stage.prepare(
        "/oauth/token",
        Prepared(content={"access_token": "old", "expires_in": 600}),
        Prepared(content={"access_token": "new", "expires_in": 600}),
    )
    stage.prepare("/v1/submissions/s1", Prepared(401, {"title": "No"}), Prepared(content={"id": "s1", "state": "done"}))
    assert space.submission("s1").finished
    sent = [request.headers["Authorization"] for request in stage.requests("/v1/submissions/s1")]
    assert sent == ["Bearer old", "Bearer new"]


def test_a_token_that_stays_refused_is_a_problem(space: DataSpace, stage: Stage) -> None:
    stage.prepare("/v1/submissions/s1", Prepared(401, {"title": "Unknown token"}))
    with pytest.raises(ProblemAnswer, match="401 Unknown token"):
        space.submission("s1")


def test_a_client_the_registry_refuses_is_told_so(space: DataSpace, stage: Stage) -> None:
    stage.prepare("/oauth/token", Prepared(401, {"error": "invalid_client", "error_description": "no such client"}))
    with pytest.raises(ProblemAnswer, match="no such client"):
        space.submission("s1")


def test_without_a_client_the_next_step_is_named(profile: Profile) -> None:
    with DataSpace(replace(profile, client_id=None)) as space, pytest.raises(ProfileIncomplete, match="client create"):
        space.submission("s1")


def test_a_validation_goes_without_a_token(space: DataSpace, stage: Stage, document: Document) -> None:
    finding = {"code": "PPDS-1", "severity": "warning", "location": "/a", "message": {"nl": "let op", "en": "mind"}}
    stage.prepare(
        "/v1/validations",
        Prepared(content={"stored": False, "records": {"accepted": 1, "refused": 0}, "findings": [finding]}),
    )
    validation = space.validate(document)
    assert validation.findings[0].text("nl") == "let op"
    assert "Authorization" not in stage.requests("/v1/validations")[0].headers
    assert not stage.requests("/oauth/token")


def test_findings_are_read_page_after_page(space: DataSpace, stage: Stage) -> None:
    def page(rule: str, following: str | None) -> Prepared:
        return Prepared(content={"items": [{"code": rule, "severity": "info"}], "next": following})

    stage.prepare("/v1/submissions/s1/findings", page("A", "c1"), page("B", "c2"), page("C", None))
    assert [finding.code for finding in space.findings("s1")] == ["A", "B", "C"]
    assert [request.path.partition("cursor=")[2] for request in stage.requests("/v1/submissions/s1/findings")] == [
        "",
        "c1",
        "c2",
    ]


def test_following_ends_when_the_submission_does(space: DataSpace, stage: Stage, waits: list[float]) -> None:
    states = [Prepared(content={"id": "s1", "state": state}) for state in ("received", "processing", "done")]
    stage.prepare("/v1/submissions/s1", *states)
    seen: list[str] = []
    space.follow("s1", timeout=60, on_progress=lambda submission: seen.append(submission.state))
    assert seen == ["received", "processing", "done"]
    assert waits == sorted(waits)


def test_following_gives_up_after_its_time(space: DataSpace, stage: Stage) -> None:
    stage.prepare("/v1/submissions/s1", Prepared(content={"id": "s1", "state": "processing"}))
    with pytest.raises(Unfinished, match="still processing"):
        space.follow("s1", timeout=0)


def test_figures_past_the_limit_of_one_answer_are_read_too(space: DataSpace, stage: Stage) -> None:
    def answer(tier: str, following: str | None) -> dict[str, object]:
        rows = [{"tier": tier, "value": 0.5}]
        return {"indicator": "A-1", "definition": {"version": "1.0.0"}, "rows": rows, "next": following}

    stage.prepare("/v1/values", Prepared(content={"items": [answer("central", "c1")]}))
    pages = [Prepared(content=answer("province", "c2")), Prepared(content=answer("other", None))]
    stage.prepare("/v1/indicators/A-1/values", *pages)
    (figures,) = space.values(["A-1"], groupBy="tier")
    assert [row.group()["tier"] for row in figures.rows] == ["central", "province", "other"]
    asked = [request.path.partition("?")[2] for request in stage.requests("/v1/indicators/A-1/values")]
    assert asked == ["groupBy=tier&cursor=c1", "groupBy=tier&cursor=c2"]
