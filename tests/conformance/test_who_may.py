"""Who may do what: every endpoint, every role, on data of one body and of another; written by hand, tried for real.

The services run with their own database roles. A 400 behind a write means that the caller was let in and that only the
deliberately empty request was refused: nothing is changed on the way.
"""

import importlib
import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.settings import ServiceName
from tests.conformance.matrix import OUTSIDE, OUTSIDE_REGISTRY, PUBLIC, ROWS, Row
from tests.conformance.world import World, asked
from tests.services import ALL

_INSERT_FOR_ANOTHER = (
    "insert into ingest.finding (submission, sender, rule, severity, location, nl, en)"
    " select id, 'another', 'X', 'info', '', '', '' from ingest.submission limit 1"
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service} {row.method} {row.path} {row.about}")
def test_each_role_gets_exactly_what_it_may(world: World, row: Row) -> None:
    got = {role: asked(world, row, world.callers[row.service, role]).status_code for role in row.expected}
    assert got == row.expected


@pytest.mark.parametrize("table", ["submission", "arrival", "segment", "payload", "record", "finding"])
def test_a_statement_without_any_condition_still_shows_a_body_its_own_rows_alone(world: World, table: str) -> None:
    engine = create_engine(role_url(world.services.database_url, "ppds_ingest"), poolclass=NullPool)
    statement = text(f"select distinct sender from ingest.{table}")  # noqa: S608 - a name of this list
    with engine.connect() as connection:
        assert connection.execute(statement).all() == []
        for name in ("a", "b"):
            party = world.values["key", name]
            connection.execute(text("select set_config('ppds.party', :party, false)"), {"party": party})
            assert set(connection.execute(statement).scalars()) <= {party}
            if table in {"submission", "payload", "record"}:
                assert connection.execute(statement).all() == [(party,)]
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(text(_INSERT_FOR_ANOTHER))
    engine.dispose()


@pytest.mark.parametrize("service", ALL)
def test_no_endpoint_is_missing_from_the_matrix(world: World, service: ServiceName) -> None:
    stated = {(row.method, row.path) for row in ROWS if row.service == service}
    found = {(method, path.removeprefix("/v1")) for method, path in _routes(world, service) if _is_api(path)}
    assert found == stated


@pytest.mark.parametrize("service", ALL)
def test_the_description_and_the_routes_name_the_same_endpoints(world: World, service: ServiceName) -> None:
    description = world.callers[service, "anonymous"].get("/openapi.json").json()
    described = {
        (method.upper(), path)
        for path, operations in description["paths"].items()
        for method in operations
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert described == {(row.method, row.path) for row in ROWS if row.service == service}


@pytest.mark.parametrize("service", ALL)
def test_what_stands_outside_the_api_is_known(world: World, service: ServiceName) -> None:
    outside = {f"{method} {path}" for method, path in _routes(world, service) if not _is_api(path)}
    assert outside == OUTSIDE | (OUTSIDE_REGISTRY if service == "registry" else set())


def test_the_list_of_public_endpoints_is_this_one() -> None:
    let_in = {row.endpoint for row in ROWS if row.expected["anonymous"] not in {401, 403}}
    assert let_in == PUBLIC


@pytest.mark.parametrize("service", ALL)
def test_public_endpoints_alone_state_no_scope_in_the_description(world: World, service: ServiceName) -> None:
    description = world.callers[service, "anonymous"].get("/openapi.json").json()
    without = {
        (service, method.upper(), path)
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
        if method in {"get", "post", "put", "patch", "delete"} and not operation.get("security")
    }
    assert without == {endpoint for endpoint in PUBLIC if endpoint[0] == service}


def _routes(world: World, service: ServiceName) -> Iterator[tuple[str, str]]:
    """Method and whole path of everything the app answers."""
    app = importlib.import_module(f"services.{service}.app").build_app(world.services.settings[service])
    for context in iter_route_contexts(app.routes):
        for method in (context.methods or set()) - {"HEAD"}:
            yield method, re.sub(r":[a-z]+}", "}", str(context.path))


def _is_api(path: str) -> bool:
    return path.startswith("/v1/") and path != "/v1/openapi.json"
