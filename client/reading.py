"""From an answer over HTTP to what it says: a model, an object, or the problem the service names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from client import faults
from client.answers import Figures
from client.errors import ProblemAnswer, UnexpectedAnswer
from shared.procurement.finding import Finding, Rule, Text

Model = TypeVar("Model", bound=BaseModel)
Shape = TypeVar("Shape")

_JSON: Final = Text("een JSON-object", "a JSON object")
_DOCUMENTED: Final = Text("wat de documentatie zegt", "what the documentation says")


def problem_answer(response: httpx.Response, rules: Mapping[int, Rule] = MappingProxyType({})) -> ProblemAnswer:
    """The refusal in an answer with an error status; without problem+json its status line.

    `rules` say for some statuses what to do about it.
    """
    try:
        problem = response.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {}
    errors = tuple(Finding.answered(error) for error in problem.get("errors", ()) if isinstance(error, dict))
    title, detail = str(problem.get("title", response.reason_phrase)), str(problem.get("detail", ""))
    status = response.status_code
    said = f"{status} {title}: {detail}" if detail else f"{status} {title}."
    if [error.en for error in errors] == [detail]:
        lines = [f"{said} [{errors[0].rule}]"]  # the only fault says all that is said
    else:
        lines = [said, *(_line(error) for error in errors)]
    rule = rules.get(status, faults.REFUSED)
    fault = rule.at(str(response.request.url), said="\n".join(lines))
    asked = status == httpx.codes.NOT_FOUND or (status == httpx.codes.BAD_REQUEST and response.request.method == "GET")
    return ProblemAnswer(status, fault, errors=errors, in_the_question=asked)


def _line(error: Finding) -> str:
    return f"  {error.part} {error.location}: {error.en}" + (f" [{error.rule}]" if error.rule else "")


def read_answer(model: type[Model], response: httpx.Response) -> Model:
    """The answer as this model; raises UnexpectedAnswer when it is none."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise _unexpected(response, Text(f"een {model.__name__}", f"a {model.__name__}")) from error


def read_object(response: httpx.Response) -> dict[str, Any]:
    """The JSON object in an answer; raises UnexpectedAnswer when there is none."""
    try:
        answer = response.json()
    except ValueError as error:
        raise _unexpected(response, _JSON) from error
    if not isinstance(answer, dict):
        raise _unexpected(response, _JSON)
    return answer


def adapted(adapter: TypeAdapter[Shape], value: object, *, url: str) -> Shape:
    """A part of the answer of this address in its documented shape; raises UnexpectedAnswer."""
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise UnexpectedAnswer(faults.UNEXPECTED.at(url, url=url, expected=_DOCUMENTED)) from error


def figures_in(answer: Mapping[str, Any]) -> tuple[Figures, ...]:
    """The figures in an answer of `/v1/values`."""
    return adapted(TypeAdapter(tuple[Figures, ...]), answer.get("items"), url="/v1/values")


def _unexpected(response: httpx.Response, expected: Text) -> UnexpectedAnswer:
    url = str(response.request.url)
    return UnexpectedAnswer(faults.UNEXPECTED.at(url, url=url, expected=expected))
