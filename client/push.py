"""Delivering many documents: sent side by side, followed to their end, and resumable.

Resuming rests on two things. The Idempotency-Key of a document comes from its content, so that sending it again
gives the submission that exists. And a journal notes what was sent, so that it need not be sent at all.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import httpx

from client import faults
from client.answers import Finding, Severity, Submission
from client.documents import Document
from client.errors import ClientError, ProblemAnswer, ProfileIncomplete, UnknownFormat, Unreachable, WrongUse
from client.http import DataSpace
from shared.procurement.finding import Text

_SEVERITIES: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one document: its submission, or why there is none. `resumed`: it had been sent before."""

    document: Document
    submission: Submission | None = None
    fault: ClientError | None = None
    resumed: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether every record of it was accepted."""
        return self.submission is not None and self.submission.state == "done" and not self.submission.counts.refused


@dataclass(frozen=True, slots=True)
class FindingSummary:
    """All findings of one rule: how many, and one of them as an example."""

    rule: str
    severity: Severity
    count: int
    example: Finding
    path: Path


def journal_path(folder: Path, client: str | None) -> Path:
    """Where a client notes what it sent."""
    return folder / f"push-{client or 'nobody'}.journal"


class Journal:
    """Which content became which submission: a file of JSON lines, only ever added to."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier run left; a last line cut short by a crash is ignored."""
        self._path = path
        self._known: dict[str, str] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                    self._known[entry["key"]] = entry["submission"]
                except (ValueError, KeyError, TypeError):
                    continue

    def find(self, key: str) -> str | None:
        """The submission this content became, if it was sent before."""
        return self._known.get(key)

    def note(self, key: str, submission_id: str) -> None:
        """Remember it on disk before anything else happens."""
        if self._known.get(key) == submission_id:
            return
        self._known[key] = submission_id
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "submission": submission_id}) + "\n")


@dataclass(frozen=True, slots=True)
class Watch:
    """Who wants to know how a push goes: told of each document that was sent, of how far one is, and that it ended."""

    sent: Callable[[Delivery], None] = lambda _: None
    going: Callable[[Submission], None] = lambda _: None
    ended: Callable[[Delivery], None] = lambda _: None


def push(
    space: DataSpace,
    documents: Iterable[Document],
    *,
    journal: Journal,
    watch: Watch | None = None,
    senders: int = 4,
    timeout: float = 3600.0,
) -> list[Delivery]:
    """Send the documents and wait until each is done or failed; one bad document never stops the others.

    What holds every document back does: after a service was not reached, or refused this client, no more are tried.

    Args:
        space: where to.
        documents: what.
        journal: what was sent before, and where to note what is sent now.
        watch: for progress bars.
        senders: how many go side by side.
        timeout: seconds to wait for all of them to end, once they are sent.
    """
    watch = watch or Watch()
    sent: list[Delivery] = []
    held_back: list[ClientError] = []
    with ThreadPoolExecutor(max_workers=senders, thread_name_prefix="push") as pool:
        waiting: list[Future[Delivery]] = [
            pool.submit(_send, space, document, journal, held_back) for document in documents
        ]
        for future in as_completed(waiting):
            delivery = future.result()
            if delivery.submission is not None:
                journal.note(delivery.document.idempotency_key, delivery.submission.id)
            sent.append(delivery)
            watch.sent(delivery)
    ended = []
    ends_at = time.monotonic() + timeout
    for delivery in sorted(sent, key=lambda delivery: delivery.document.path):
        ended.append(_to_the_end(space, delivery, ends_at - time.monotonic(), watch.going))
        watch.ended(ended[-1])
    return ended


def summarise(space: DataSpace, deliveries: Iterable[Delivery], *, most: int = 20_000) -> list[FindingSummary]:
    """The findings of all deliveries by rule, the gravest and most frequent first.

    At most `most` findings are read, so that a delivery in which everything is odd still ends with a table.
    """
    counts: Counter[tuple[Severity, str]] = Counter()
    examples: dict[tuple[Severity, str], tuple[Finding, Path]] = {}
    for delivery in deliveries:
        if delivery.submission is None or not delivery.submission.counts.findings.total:
            continue
        for finding in space.findings(delivery.submission.id):
            counts[finding.severity, finding.code] += 1
            examples.setdefault((finding.severity, finding.code), (finding, delivery.document.path))
            if counts.total() >= most:
                return _ordered(counts, examples)
    return _ordered(counts, examples)


def _ordered(
    counts: Counter[tuple[Severity, str]], examples: dict[tuple[Severity, str], tuple[Finding, Path]]
) -> list[FindingSummary]:
    summaries = [
        FindingSummary(rule, severity, count, *examples[severity, rule]) for (severity, rule), count in counts.items()
    ]
    return sorted(summaries, key=lambda summary: (_SEVERITIES[summary.severity], -summary.count, summary.rule))


def _send(space: DataSpace, document: Document, journal: Journal, held_back: list[ClientError]) -> Delivery:
    if held_back:
        fault = held_back[0].fault
        reason = Text(fault.nl, fault.en)
        return Delivery(document, fault=ClientError(faults.NOT_TRIED.at(str(document.path), reason=reason)))
    try:
        known = journal.find(document.idempotency_key)
        if known is not None and (submission := _known_submission(space, known)) is not None:
            return Delivery(document, submission, resumed=True)
        return Delivery(document, space.deliver(document))
    except ClientError as fault:
        if _holds_back_all(fault):
            held_back.append(fault)
        return Delivery(document, fault=fault)
    except OSError as error:
        words = {"reason": error.strerror or type(error).__name__}
        return Delivery(document, fault=UnknownFormat(faults.FILE_UNREADABLE.at(str(document.path), **words)))


def _holds_back_all(fault: ClientError) -> bool:
    """Whether it would be the same for every other document: nobody answers, or this client may not send."""
    if isinstance(fault, ProblemAnswer):
        return fault.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}
    return isinstance(fault, Unreachable | ProfileIncomplete | WrongUse)


def _known_submission(space: DataSpace, submission_id: str) -> Submission | None:
    try:
        return space.submission(submission_id)
    except ProblemAnswer as problem:
        if problem.status == httpx.codes.NOT_FOUND:
            return None  # another data space, or one that started afresh: send it there
        raise


def _to_the_end(space: DataSpace, delivery: Delivery, seconds: float, going: Callable[[Submission], None]) -> Delivery:
    if delivery.submission is None:
        return delivery
    try:
        submission = space.follow(delivery.submission.id, timeout=max(0.0, seconds), on_progress=going)
    except ClientError as fault:
        return Delivery(delivery.document, delivery.submission, fault, delivery.resumed)
    return Delivery(delivery.document, submission, resumed=delivery.resumed)
