"""A stage for the client: a real HTTP server on this machine that plays prepared answers and notes what it got.

Used for what a healthy service does not do on request: break off, be busy, answer nonsense. The client against the
real services is tested in tests/flow.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from services.ingest.format_list.routes import formats

FORMATS = formats().model_dump(mode="json", by_alias=True)
"""What the real service says of the formats it reads."""


@dataclass
class Received:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Prepared:
    """One answer to give; status 0 breaks the connection off instead."""

    status: int = 200
    content: object = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None


class Stage:
    """Answers per path: each is given once, the last one for ever."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.url = ""
        self._answers: dict[str, list[Prepared]] = {}
        self._lock = threading.Lock()

    def prepare(self, path: str, *answers: Prepared) -> None:
        self._answers[path] = list(answers)

    def requests(self, path: str) -> list[Received]:
        return [request for request in self.received if request.path.split("?")[0] == path]

    def answer(self, request: Received) -> Prepared:
        with self._lock:
            self.received.append(request)
            answers = self._answers.get(request.path.split("?")[0])
            if not answers:
                return Prepared(404, {"title": "Not found", "status": 404, "detail": request.path})
            return answers.pop(0) if len(answers) > 1 else answers[0]


@contextmanager
def on_stage() -> Iterator[Stage]:
    stage = Stage()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_GET(self) -> None:
            self._play()

        def do_POST(self) -> None:
            self._play()

        def _play(self) -> None:
            request = Received(self.command, self.path, dict(self.headers.items()), self._body())
            prepared = stage.answer(request)
            if prepared.status == 0:
                self.close_connection = True
                self.connection.close()
                return
            content = prepared.raw if prepared.raw is not None else json.dumps(prepared.content).encode()
            self.send_response(prepared.status)
            for name, value in prepared.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return  # a connection that was broken off on purpose

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        stage.url = f"http://127.0.0.1:{server.server_port}"
        try:
            yield stage
        finally:
            server.shutdown()
            thread.join()
