"""What is held against every problem that is told."""

from collections.abc import Mapping

from shared.http.problems.types import PROBLEM_TYPES
from shared.procurement.finding import rules_of

NOWHERE = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"


ENGLISH = {"Accept-Language": "en"}


def assert_problem(response: object, status: int) -> dict[str, object]:
    assert response.status_code == status, response.text  # type: ignore[attr-defined]
    assert response.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]
    content: dict[str, object] = response.json()  # type: ignore[attr-defined]
    assert content["status"] == status
    assert content["title"]
    assert content["detail"]
    assert content["type"] in PROBLEMS
    assert all(error["help"] in RULES for error in brief(content, "help"))
    return content


def brief(content: Mapping[str, object], *names: str) -> list[dict[str, object]]:
    """The errors of a problem with these members only; with those of the API rules when none is named."""
    errors = content.get("errors", [])
    assert isinstance(errors, list)
    return [{name: error[name] for name in names or ("in", "location", "code", "detail")} for error in errors]


PROBLEMS = {f"http://127.0.0.1:8002/v1/problems/{kind.name}" for kind in PROBLEM_TYPES}


RULES = {f"http://127.0.0.1:8002/v1/rules/{code}" for code in rules_of("shared")}
