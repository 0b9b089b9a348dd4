"""docs/reference/endpoints.md: every address, from the three descriptions (OpenAPI) that the services give."""

from collections.abc import Callable, Iterator, Mapping
from inspect import getdoc
from typing import Final, TypeAlias, TypedDict, cast

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from services.ingest.app import build_app as ingest_app
from services.ingest.settings import Settings as IngestSettings
from services.kpi.app import build_app as kpi_app
from services.kpi.settings import Settings as KpiSettings
from services.registry.app import build_app as registry_app
from services.registry.settings import Settings as RegistrySettings
from shared.http.app import BASE_PATH, description_of
from tools.reference.markdown import code, page, table

Described: TypeAlias = Mapping[str, Mapping[str, Mapping[str, object]]]
"""Paths of a description: path, method, operation."""

_NOWHERE: Final = "postgresql+psycopg://nobody@localhost/nothing"
"""An app wants the address of a database; it opens none until it runs."""

_EVERYWHERE: Final = {
    "/": "Which service this is, and where its description and documentation are.",
    "/health/live": "Whether the process lives.",
    "/health/ready": "Whether it can do its work: 200, or 503 when the database does not answer.",
    "/.well-known/security.txt": "Whom to tell about a leak (RFC 9116).",
    f"{BASE_PATH}/openapi.json": "The description of the API (OpenAPI 3.1).",
}


class Addresses(TypedDict):
    """Where each service is."""

    registry_url: str
    ingest_url: str
    kpi_url: str


ADDRESSES: Final[Addresses] = {
    "registry_url": "https://registry.ppds.example.org",
    "ingest_url": "https://ingest.ppds.example.org",
    "kpi_url": "https://kpi.ppds.example.org",
}
"""Where the services are in a description that is of no installation."""

_APPS: Final[Mapping[str, Callable[[], FastAPI]]] = {
    "registry": lambda: registry_app(RegistrySettings(database_url=_NOWHERE, **ADDRESSES)),
    "ingest": lambda: ingest_app(IngestSettings(database_url=_NOWHERE, **ADDRESSES)),
    "kpi": lambda: kpi_app(KpiSettings(database_url=_NOWHERE, **ADDRESSES)),
}


def described_apps() -> Mapping[str, FastAPI]:
    """The services by name, made to be described: they open no database."""
    return {service: make() for service, make in _APPS.items()}


def endpoints_page() -> str:
    """Method, path, scope and meaning of every address."""
    apps = described_apps()
    return page(
        "Endpoints",
        f"Paths stand under `{BASE_PATH}` of their service; the whole description, with every field, is that service's "
        f"`{BASE_PATH}/openapi.json`. *anyone*: no token needed. *any token*: whatever its scopes.",
        *(_service(name, app) for name, app in apps.items()),
        _outside(apps),
    )


def _service(name: str, app: FastAPI) -> list[str]:
    paths = cast("Described", description_of(app)["paths"])
    rows = [
        (method.upper(), code(path), _scopes(operation), _meaning(operation))
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]
    return [f"## {name}", "", app.description, "", *table(("method", "path", "scope", "what"), rows)]


def _scopes(operation: Mapping[str, object]) -> str:
    security = operation.get("security")
    if not isinstance(security, list) or not security:
        return "anyone"
    scopes = [scope for each in security for named in each.values() for scope in named]
    return ", ".join(map(code, scopes)) or "any token"


def _meaning(operation: Mapping[str, object]) -> str:
    summary, description = str(operation.get("summary", "")), str(operation.get("description", ""))
    return f"**{summary}.** {description}".strip()


def _outside(apps: Mapping[str, FastAPI]) -> list[str]:
    """Addresses that follow other standards than the API's; those that every service has stand once."""
    hidden_of = {name: list(_hidden(app)) for name, app in apps.items()}
    everywhere = [row for row in hidden_of["registry"] if all(row in hidden for hidden in hidden_of.values())]
    rows = [("every service", *row) for row in everywhere]
    rows += [(name, *row) for name, hidden in hidden_of.items() for row in hidden if row not in everywhere]
    return [
        "## Outside the API",
        "",
        "Tokens and discovery follow RFC 6749, 7517, 7523 and 8414; health is for operators.",
        "",
        *table(("service", "method", "path", "what"), rows),
    ]


def _hidden(app: FastAPI) -> Iterator[tuple[str, str, str]]:
    for context in iter_route_contexts(app.routes):
        if context.path is None or not context.methods or getattr(context, "include_in_schema", True):
            continue
        endpoint = getattr(context, "endpoint", None)
        about = _EVERYWHERE.get(context.path) or (getdoc(endpoint) or "").partition("\n")[0]
        for method in sorted(context.methods - {"HEAD"}):
            yield method, code(context.path), about
