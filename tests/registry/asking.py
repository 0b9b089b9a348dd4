"""Asking the token endpoint."""

import httpx2
from fastapi.testclient import TestClient

from tests.registry.builders import (
    assertion,
    token_form,
)


def ask(http: TestClient, signed: str | None = None, **form: str | list[str]) -> httpx2.Response:
    return http.post("/oauth/token", data=token_form(signed or assertion(), **form))
