"""Each scope that a token can have does something somewhere."""

import pytest

from shared.http.app import description_of
from shared.identity.scopes import SCOPES
from tools.reference.endpoints import described_apps


@pytest.fixture(scope="module")
def operations() -> list[dict[str, object]]:
    """The operations of the three services, as their descriptions state them."""
    found: list[dict[str, object]] = []
    for app in described_apps().values():
        paths = description_of(app)["paths"]
        assert isinstance(paths, dict)
        found += [operation for path in paths.values() for operation in path.values() if "operationId" in operation]
    return found


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_is_asked_by_an_operation_or_gives_more_in_one(scope: str, operations: list[dict[str, object]]) -> None:
    asked = [each["operationId"] for each in operations if scope in str(each.get("security"))]
    wider = [each["operationId"] for each in operations if f"`{scope}`" in str(each.get("description"))]

    assert asked or wider


def test_no_operation_asks_a_scope_that_no_token_can_have(operations: list[dict[str, object]]) -> None:
    asked: set[str] = set()
    for each in operations:
        security = each.get("security", [])
        assert isinstance(security, list)
        asked |= {scope for way in security for scopes in way.values() for scope in scopes}

    assert asked <= set(SCOPES)
