"""The figures of a process stand on a port of their own, on this machine alone, and never beside the API."""

import importlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from shared.settings import ServiceSettings
from tests.shared.apps import app_of, gate

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def figures(port: int) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)


def test_figures_are_shown_on_their_own_port_and_not_beside_the_api() -> None:
    port = free_port()
    with TestClient(app_of(ServiceSettings(database_url=NOWHERE, metrics_port=port))) as client:
        client.get("/v1/things")
        assert client.get("/metrics").status_code == 404
        assert 'http_requests_total{method="GET",route="/v1/things",status="2xx"} 1.0' in figures(port).text
    with pytest.raises(httpx.ConnectError):
        figures(port)


def test_without_a_port_nobody_listens_for_figures() -> None:
    before = set(threading.enumerate())
    with TestClient(app_of(ServiceSettings(database_url=NOWHERE))):
        started = [thread.name for thread in set(threading.enumerate()) - before]
    assert not [name for name in started if "serve_forever" in name]


def test_the_port_belongs_to_this_machine_alone_unless_a_setting_says_otherwise() -> None:
    port = free_port()
    app = app_of(ServiceSettings(database_url=NOWHERE, metrics_port=port))
    # Free on the other addresses of the machine, so another process may have it there.
    with TestClient(app), socket.create_server(("127.0.0.2", port)):
        assert figures(port).status_code == 200


def test_a_port_that_is_taken_stops_the_start_and_leaves_nothing_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = ServiceSettings(database_url=NOWHERE, metrics_port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"), TestClient(app_of(settings)):
            pass


def test_figures_are_shown_while_every_thread_is_busy() -> None:
    gate.clear()
    port = free_port()
    app = app_of(ServiceSettings(database_url=NOWHERE, metrics_port=port))
    with TestClient(app) as client, ThreadPoolExecutor(60) as pool:
        waiting = [pool.submit(client.get, "/v1/waits") for _ in range(60)]
        try:
            assert figures(port).status_code == 200
        finally:
            gate.set()
        assert {request.result().status_code for request in waiting} == {200}


@pytest.mark.parametrize("service", ["registry", "ingest", "kpi"])
def test_no_service_has_an_address_for_figures_beside_its_api(service: str) -> None:
    settings = importlib.import_module(f"services.{service}.settings").Settings(database_url=NOWHERE)
    app = importlib.import_module(f"services.{service}.app").build_app(settings)
    paths = {context.path for context in iter_route_contexts(app.routes)}
    assert "/health/live" in paths
    assert "/metrics" not in paths
