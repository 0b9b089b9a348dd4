"""Delivering many documents, also with interruptions and with some that fail."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from client.documents import Document, documents
from client.http import DataSpace
from client.push import Delivery, Journal, Watch, push, summarise
from tests.client.stage import Prepared, Stage

SUBMISSIONS = "/v1/submissions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.xml").write_text(f"<{name}/>")
    return folder


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "push.jsonl"


def prepare_submissions(stage: Stage, *ids: str, state: str = "done", findings: int = 0) -> None:
    stage.prepare(SUBMISSIONS, *(Prepared(202, {"id": name, "state": "received"}) for name in ids))
    for one in ids:
        counts = {"records": 1, "accepted": 1, "findings": {"warning": findings}}
        stage.prepare(f"{SUBMISSIONS}/{one}", Prepared(content={"id": one, "state": state, "counts": counts}))


def deliver(space: DataSpace, found: Sequence[Document], journal_path: Path) -> list[Delivery]:
    return push(space, found, journal=Journal(journal_path), senders=1, timeout=5)


def test_every_document_becomes_a_submission_and_is_followed_to_its_end(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    prepare_submissions(stage, "s1", "s2", "s3")
    told: list[str] = []
    watch = Watch(sent=lambda _: told.append("sent"), ended=lambda _: told.append("ended"))
    deliveries = push(
        space, documents([folder], space.formats()).to_send, journal=Journal(journal_path), watch=watch, timeout=5
    )
    assert all(delivery.succeeded for delivery in deliveries)
    assert told == ["sent"] * 3 + ["ended"] * 3


def test_what_was_sent_before_is_not_sent_again(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    prepare_submissions(stage, "s1", "s2", "s3")
    deliver(space, documents([folder], space.formats()).to_send, journal_path)
    again = deliver(space, documents([folder], space.formats()).to_send, journal_path)
    assert len(stage.requests(SUBMISSIONS)) == 3
    assert all(delivery.resumed and delivery.succeeded for delivery in again)


def test_an_interrupted_push_sends_only_the_rest(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    prepare_submissions(stage, "s1", "s2", "s3")
    deliver(space, documents([folder / "a.xml"], space.formats()).to_send, journal_path)
    with journal_path.open("a") as file:
        file.write('{"key": "cut short by a cra')
    deliveries = deliver(space, documents([folder], space.formats()).to_send, journal_path)
    assert [delivery.resumed for delivery in deliveries] == [True, False, False]


def test_a_data_space_that_started_afresh_gets_the_documents_again(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    prepare_submissions(stage, "s1")
    deliver(space, documents([folder / "a.xml"], space.formats()).to_send, journal_path)
    stage.prepare(f"{SUBMISSIONS}/s1", Prepared(404, {"title": "Not found"}))
    prepare_submissions(stage, "s2")
    (delivery,) = deliver(space, documents([folder / "a.xml"], space.formats()).to_send, journal_path)
    assert delivery.submission is not None
    assert (delivery.submission.id, delivery.resumed) == ("s2", False)


def test_a_document_that_is_refused_does_not_stop_the_others(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    refusal = Prepared(413, {"title": "Too large", "detail": "At most 1 byte."})
    accepted = Prepared(202, {"id": "s1", "state": "received"})
    stage.prepare(SUBMISSIONS, accepted, refusal, accepted)
    stage.prepare(f"{SUBMISSIONS}/s1", Prepared(content={"id": "s1", "state": "done"}))
    deliveries = deliver(space, documents([folder], space.formats()).to_send, journal_path)
    assert [delivery.succeeded for delivery in deliveries] == [True, False, True]
    assert "Too large" in str(deliveries[1].fault)


@pytest.mark.parametrize("refused", [0, 1])
def test_a_delivery_succeeds_only_when_no_record_was_refused(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path, refused: int
) -> None:
    prepare_submissions(stage, "s1")
    counts = {"records": 2, "accepted": 2 - refused, "refused": refused}
    stage.prepare(f"{SUBMISSIONS}/s1", Prepared(content={"id": "s1", "state": "done", "counts": counts}))
    (delivery,) = deliver(space, documents([folder / "a.xml"], space.formats()).to_send, journal_path)
    assert delivery.succeeded is (refused == 0)


def test_findings_are_counted_by_rule_the_gravest_first(
    space: DataSpace, stage: Stage, folder: Path, journal_path: Path
) -> None:
    prepare_submissions(stage, "s1", findings=3)
    found = [("B", "info"), ("A", "warning"), ("C", "error"), ("A", "warning")]
    items = [{"code": rule, "severity": severity, "location": f"/{rule}"} for rule, severity in found]
    stage.prepare(f"{SUBMISSIONS}/s1/findings", Prepared(content={"items": items, "next": None}))
    summaries = summarise(space, deliver(space, documents([folder / "a.xml"], space.formats()).to_send, journal_path))
    assert [(summary.rule, summary.count) for summary in summaries] == [("C", 1), ("A", 2), ("B", 1)]
    assert summaries[0].path.name == "a.xml"
