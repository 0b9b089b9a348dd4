"""The notifier: says only how far the log is, and whatever happens to it, the work before it stands."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from socket import create_server
from threading import Thread
from time import monotonic

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared import logs
from shared.http.outbound import NoOwnClientError, ServiceTokens, client
from shared.log.events import PROCUREMENT_POSITION, position_event, ring, source_of
from shared.metrics import Metrics
from shared.settings import ServiceSettings

AT = datetime(2025, 6, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))


class Answering:
    """A server that answers `/oauth/token` with a token and everything else as told; it remembers what it got."""

    def __init__(self, *, status: int) -> None:
        self.status = status
        self.received: list[tuple[str, dict[str, str], bytes]] = []

    def handler(self) -> type[BaseHTTPRequestHandler]:
        answering = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answering.received.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                token = self.path == "/oauth/token"
                content = json.dumps({"access_token": "a-token", "token_type": "Bearer", "expires_in": 300}).encode()
                self.send_response(200 if token else answering.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def listening(answering: Answering) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), answering.handler()) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    key = generate_private_key(public_exponent=65537, key_size=2048)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def settings_for(url: str, key_file: Path | None) -> ServiceSettings:
    return ServiceSettings(
        database_url="postgresql+psycopg://",
        registry_url=url,
        kpi_url=url,
        client_id=None if key_file is None else "ingest",
        client_key_file=key_file,
    )


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with client() as http:
        yield http


def failures(metrics: Metrics) -> float:
    return metrics.registry.get_sample_value("outbound_failures_total", {"purpose": "event"}) or 0


def test_an_event_names_the_system_and_the_position_and_nothing_else() -> None:
    source = source_of(ServiceSettings(database_url=""), "ingest")
    assert position_event(source, PROCUREMENT_POSITION, 17, AT) == {
        "specversion": "1.0",
        "id": "procurement.position-reached:17",
        "source": "urn:nld:oin:00000099000000001000:systeem:ppds-ingest",
        "type": "nl.overheid.procurement.position-reached",
        "time": "2025-06-01T12:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {"position": 17},
    }


def test_the_bell_reaches_kpi_with_the_token_of_ingest_and_the_trace_of_the_work(
    http: httpx.Client, key_file: Path
) -> None:
    answering = Answering(status=202)
    with listening(answering) as url, logs.trace() as trace:
        settings = settings_for(url, key_file)
        tokens = ServiceTokens(settings, http=http)
        event = position_event("urn:x", PROCUREMENT_POSITION, 1, AT)
        assert ring(settings, event=event, tokens=tokens, http=http)
        assert ring(settings, event=event, tokens=tokens, http=http)
    (token_path, _, form), (path, headers, body), (again, _, _) = answering.received
    assert (token_path, path, again) == ("/oauth/token", "/v1/events", "/v1/events")
    assert b"kpi%3Aevents" in form
    assert headers["content-type"] == "application/cloudevents+json"
    assert headers["authorization"] == "Bearer a-token"
    assert headers["traceparent"] == trace
    assert json.loads(body) == event


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503, 302])
def test_an_answer_that_is_no_yes_is_counted_and_raises_nothing(
    http: httpx.Client, key_file: Path, status: int
) -> None:
    metrics = Metrics()
    with listening(Answering(status=status)) as url:
        settings = settings_for(url, key_file)
        tokens = ServiceTokens(settings, http=http)
        event = position_event("urn:x", PROCUREMENT_POSITION, 1, AT)
        assert not ring(settings, event=event, tokens=tokens, http=http, metrics=metrics)
    assert failures(metrics) == 1


def test_after_a_refused_token_a_new_one_is_asked(http: httpx.Client, key_file: Path) -> None:
    answering = Answering(status=401)
    with listening(answering) as url:
        settings = settings_for(url, key_file)
        tokens = ServiceTokens(settings, http=http)
        for _ in range(2):
            ring(settings, event=position_event("urn:x", PROCUREMENT_POSITION, 1, AT), tokens=tokens, http=http)
    assert [path for path, _, _ in answering.received] == ["/oauth/token", "/v1/events"] * 2


def test_nobody_at_home_no_client_and_no_key_raise_nothing(http: httpx.Client, key_file: Path, tmp_path: Path) -> None:
    metrics = Metrics()
    event = position_event("urn:x", PROCUREMENT_POSITION, 1, AT)
    nowhere = "http://127.0.0.1:1"
    for settings in (
        settings_for(nowhere, key_file),
        settings_for(nowhere, None),
        settings_for(nowhere, tmp_path / "missing.pem"),
    ):
        tokens = ServiceTokens(settings, http=http)
        assert not ring(settings, event=event, tokens=tokens, http=http, metrics=metrics)
    assert failures(metrics) == 3


def test_a_kpi_that_takes_the_call_and_never_answers_costs_two_seconds(http: httpx.Client) -> None:
    class Given:
        def header(self, *_: object, **__: object) -> dict[str, str]:
            return {}

    with create_server(("127.0.0.1", 0)) as silent:
        settings = settings_for(f"http://127.0.0.1:{silent.getsockname()[1]}", None)
        started = monotonic()
        event = position_event("urn:x", PROCUREMENT_POSITION, 1, AT)
        assert not ring(settings, event=event, tokens=Given(), http=http)  # type: ignore[arg-type]
        assert monotonic() - started < 30  # two seconds on an idle machine; without a time-out it would never end


def test_a_process_without_its_own_client_is_told_which_settings_it_misses(http: httpx.Client) -> None:
    with pytest.raises(NoOwnClientError, match="PPDS_CLIENT_ID and PPDS_CLIENT_KEY_FILE"):
        ServiceTokens(settings_for("http://x", None), http=http).header("kpi", scopes=("kpi:events",))
