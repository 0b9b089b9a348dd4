"""What stands between the dashboard and the services in a test: names made hostile on the way, or a service gone."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from starlette.testclient import TestClient

from dashboard.app import build_app
from tests.dashboard.conftest import DASHBOARD, Pages

NAMES = {"nl", "en", "title", "label", "text"}
"""What a name or a sentence is called in an answer; `name` is one where a `key` stands beside it, elsewhere a code."""
HOSTILE = (
    """=H(1)</text></svg><script>alert(1)</script>" onmouseover="alert(1)" {{ 7 * 7 }} {% raw %}""",
    "\u202egnissim\u2066 \N{PILE OF POO}\N{FAMILY}",
    "W" * 300,
)


class Between(httpx.BaseTransport):
    """Passes questions on to the services; makes each name in an answer this one, refuses for services that are gone.

    Attributes:
        name: what every name becomes; None leaves them.
        gone: ports on which nobody answers.
    """

    def __init__(self, real: httpx.BaseTransport) -> None:
        self._real = real
        self.name: str | None = None
        self.gone: set[int | None] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.port in self.gone:
            raise httpx.ConnectError("nobody listens there", request=request)
        response = self._real.handle_request(request)
        response.read()
        if self.name is None or "json" not in response.headers.get("content-type", ""):
            return response
        content = json.dumps(renamed(response.json(), self.name)).encode()
        return httpx.Response(response.status_code, headers={"Content-Type": "application/json"}, content=content)

    def close(self) -> None:
        self._real.close()


def renamed(stated: Any, name: str) -> Any:  # noqa: ANN401 - JSON as it comes
    """The same answer with every name in it another."""
    if isinstance(stated, list):
        return [renamed(each, name) for each in stated]
    if not isinstance(stated, dict):
        return stated
    names = NAMES | ({"name"} if "key" in stated else set())
    return {
        member: name if member in names and isinstance(value, str) else renamed(value, name)
        for member, value in stated.items()
    }


@contextmanager
def between(pages: Pages) -> Iterator[tuple[TestClient, Between]]:
    """A reader's browser on a dashboard of its own, whose questions pass here; nothing is kept from one to the next."""
    settings = pages.settings.model_copy(update={"answer_seconds": 0.0, "charts_at_once": 1})
    app = build_app(settings)
    with TestClient(app, base_url=DASHBOARD, follow_redirects=False) as browser:
        app.state.http._transport = passing = Between(app.state.http._transport)
        yield browser, passing
