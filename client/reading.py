"""From an answer over HTTP to what it says: a model, an object, or the problem the service names."""

from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from client.errors import FieldProblem, ProblemAnswer, UnexpectedAnswer

Model = TypeVar("Model", bound=BaseModel)
Shape = TypeVar("Shape")


def problem_answer(response: httpx.Response) -> ProblemAnswer:
    """The refusal in an answer with an error status; without problem+json its status line."""
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return ProblemAnswer(response.status_code, title=response.reason_phrase, detail="")
    errors = tuple(
        FieldProblem(
            place=str(error.get("in", "")),
            location=str(error.get("location", "")),
            code=str(error.get("code", "")),
            detail=str(error.get("detail", "")),
        )
        for error in problem.get("errors", ())
        if isinstance(error, dict)
    )
    title, detail = str(problem.get("title", response.reason_phrase)), str(problem.get("detail", ""))
    return ProblemAnswer(response.status_code, title=title, detail=detail, errors=errors)


def read_answer(model: type[Model], response: httpx.Response) -> Model:
    """The answer as this model; raises UnexpectedAnswer when it is none."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise UnexpectedAnswer(
            f"{response.request.url} answered something else than a {model.__name__}: {error}"
        ) from error


def read_object(response: httpx.Response) -> dict[str, Any]:
    """The JSON object in an answer; raises UnexpectedAnswer when there is none."""
    try:
        answer = response.json()
    except ValueError as error:
        raise UnexpectedAnswer(f"{response.request.url} did not answer with JSON.") from error
    if not isinstance(answer, dict):
        raise UnexpectedAnswer(f"{response.request.url} did not answer with a JSON object.")
    return answer


def adapted(adapter: TypeAdapter[Shape], value: object) -> Shape:
    """A part of an answer in its documented shape; raises UnexpectedAnswer."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise UnexpectedAnswer(f"The answer does not have the documented shape: {error}") from error
