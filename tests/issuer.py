"""The test issuer of people's tokens behind a real address, as a demonstration runs it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from deploy.development_issuer import IssuerSettings, build_issuer


@contextmanager
def running_issuer(dashboard_url: str = "http://127.0.0.1:8004") -> Iterator[str]:
    """Run it on a free port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = build_issuer(IssuerSettings(test_issuer_url=url, dashboard_url=dashboard_url))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()
