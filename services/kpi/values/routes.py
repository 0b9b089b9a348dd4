"""Values: figures of one indicator or several, as JSON or CSV."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from services.kpi.access import PUBLISHED_FOR_ALL, Anyone
from services.kpi.definitions.routes import Code
from services.kpi.settings import Settings
from services.kpi.values.operations.answering import Limits, answer_values
from services.kpi.values.operations.published import as_shown, published_answers
from services.kpi.values.schemas.answer import AnswerOut, AnswersOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import SeveralValuesAsked, ValuesAsked, asked_of, codes_of
from services.kpi.values.schemas.csv_form import MEDIA_TYPE, csv_lines, prefers_csv
from services.kpi.values.schemas.published import published_answer
from services.kpi.values.store.known import Known
from shared.database import snapshot
from shared.http.contract import JSON
from shared.identity.access import Caller

router = APIRouter(tags=["values"])

_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


@router.get(
    "/indicators/{code}/values",
    summary="Read the values of an indicator",
    response_model=AnswerOut,
    responses=_CSV,
    openapi_extra=PUBLISHED_FOR_ALL,
)
def indicator_values(
    request: Request,
    caller: Anyone,
    code: Code,
    asked: Annotated[ValuesAsked, Query()],
) -> Response:
    """Value, bounds, counts and coverage per group, with the reason where there is no value.

    A published series is public to all; figures as they stand now need `kpi:read`.
    """
    answers = _answers(request, [code], asked, caller=caller)
    return csv_response(answers) if prefers_csv(request.headers.get("accept")) else _json(answers[0])


@router.get(
    "/values",
    summary="Read the values of several indicators",
    response_model=AnswersOut,
    responses=_CSV,
    openapi_extra=PUBLISHED_FOR_ALL,
)
def values(
    request: Request,
    caller: Anyone,
    asked: Annotated[SeveralValuesAsked, Query()],
) -> Response:
    """The same question for several indicators, answered from one snapshot."""
    answers = _answers(request, codes_of(asked.indicators), asked, caller=caller)
    return csv_response(answers) if prefers_csv(request.headers.get("accept")) else _json(AnswersOut(items=answers))


def csv_response(answers: list[AnswerOut]) -> Response:
    """Rows as CSV; where there are more, the cursor stands in a header."""
    following = next((answer.next for answer in answers if answer.next), None)
    headers = {"Next-Cursor": following} if following else {}
    return Response("".join(csv_lines(answers)), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _json(answer: AnswerOut | AnswersOut) -> Response:
    """Written by the model itself: the framework would validate all of it once more."""
    return Response(answer.model_dump_json(by_alias=True, exclude_unset=True), media_type=JSON)


def _answers(request: Request, codes: Sequence[str], asked: ValuesAsked, *, caller: Caller | None) -> list[AnswerOut]:
    """Everything of an answer is read in one snapshot: figures, coverage and position belong together."""
    settings: Settings = request.app.state.settings
    known: Known = request.app.state.known
    limits = Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))
    question = asked_of(asked)
    with snapshot(request.app.state.engine) as connection:
        question = as_shown(connection, question, stated=asked.series, caller=caller)
        if question.series != "current":
            published = published_answers(connection, codes, question, caller=caller, known=known)
            return [published_answer(each, most_rows=limits.rows) for each in published]
        answered = answer_values(connection, codes, question, caller=caller, limits=limits, known=known)
    return [answer_of(each, most_rows=limits.rows) for each in answered]
