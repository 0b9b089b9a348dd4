"""Logs are lines of JSON with the trace they belong to."""

import json
import logging
import re
import subprocess
import sys

import pytest

from shared import logs

RECEIVED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def line(**extra: object) -> dict[str, object]:
    record = logging.LogRecord("a.logger", logging.WARNING, "file", 1, "%s things", (3,), None)
    vars(record).update(extra)
    content: dict[str, object] = json.loads(logs.JsonLines("ingest").format(record))
    return content


def test_a_line_names_service_level_moment_and_message() -> None:
    content = line()
    assert (content["service"], content["level"], content["message"]) == ("ingest", "warning", "3 things")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(content["at"]))
    assert "traceparent" not in content


def test_figures_stand_beside_the_message_and_cannot_replace_it() -> None:
    content = line(fields={"records": 1000, "message": "another", "level": "debug"})
    assert (content["records"], content["message"], content["level"]) == (1000, "3 things", "warning")


def test_an_error_and_a_line_break_stay_on_one_line() -> None:
    try:
        int("two\nlines")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "file", 1, "failed", None, sys.exc_info())
    text = logs.JsonLines("kpi").format(record)
    assert "\n" not in text
    assert "two\\nlines" in json.loads(text)["exception"]


def test_a_received_trace_goes_on_under_a_span_of_our_own() -> None:
    with logs.trace(RECEIVED) as ours:
        assert ours.split("-")[1] == RECEIVED.split("-")[1] == logs.trace_id()
        assert ours.split("-")[2] != RECEIVED.split("-")[2]
        assert line()["traceparent"] == ours == logs.traceparent()
    assert logs.traceparent() is None


@pytest.mark.parametrize(
    "received",
    [
        None,
        "",
        "nonsense",
        RECEIVED.upper(),
        RECEIVED.replace("00-", "ff-", 1),
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-4bf92f3577b34da6a3ce929d0e0e4736-{'0' * 16}-01",
        RECEIVED + "\n",
        RECEIVED * 1000,
    ],
)
def test_without_a_sound_trace_a_new_one_begins(received: str | None) -> None:
    with logs.trace(received) as first, logs.trace(received) as second:
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", first)
        assert first.split("-")[1] != second.split("-")[1]
        assert first.split("-")[1] not in (received or "")


def test_a_process_writes_json_only_and_no_access_log_of_the_server() -> None:
    program = (
        "import logging; from shared import logs; logs.configure(service='kpi', level='INFO');"
        "logging.getLogger('ppds').info('ours'); logging.getLogger('uvicorn.error').info('theirs');"
        "logging.getLogger('uvicorn.access').info('GET /?token=secret'); logging.getLogger('x').debug('too small')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert [json.loads(entry)["message"] for entry in done.stdout.splitlines()] == ["ours", "theirs"]
    assert done.stderr == ""
