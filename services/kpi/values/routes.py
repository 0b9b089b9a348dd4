"""Values: figures of one indicator or several, as JSON or CSV."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Connection

from services.kpi.access import Reader
from services.kpi.definitions.routes import Code
from services.kpi.settings import Settings
from services.kpi.values.operations import Limits, answer_values
from services.kpi.values.schemas.answer import AnswerOut, AnswersOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import SeveralValuesAsked, ValuesAsked, asked_of, codes_of
from services.kpi.values.schemas.csv_form import MEDIA_TYPE, csv_lines, prefers_csv
from services.kpi.values.store.known import Known
from shared.database import PartySession, Transaction
from shared.identity.access import Caller

router = APIRouter(tags=["values"])

_CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


@router.get(
    "/indicators/{code}/values",
    summary="Read the values of an indicator",
    response_model=AnswerOut,
    response_model_exclude_unset=True,
    responses=_CSV,
)
def indicator_values(
    request: Request,
    session: Transaction,
    caller: Reader,
    code: Code,
    asked: Annotated[ValuesAsked, Query()],
) -> AnswerOut | Response:
    """Value, bounds, counts and coverage per group, with the reason where there is no value."""
    [answer] = _answers(request, session, [code], asked, caller=caller)
    return csv_response([answer]) if prefers_csv(request.headers.get("accept")) else answer


@router.get(
    "/values",
    summary="Read the values of several indicators",
    response_model=AnswersOut,
    response_model_exclude_unset=True,
    responses=_CSV,
)
def values(
    request: Request,
    session: Transaction,
    caller: Reader,
    asked: Annotated[SeveralValuesAsked, Query()],
) -> AnswersOut | Response:
    """The same question for several indicators, answered from one snapshot."""
    codes = codes_of(asked.indicators)
    answers = _answers(request, session, codes, asked, caller=caller)
    return csv_response(answers) if prefers_csv(request.headers.get("accept")) else AnswersOut(items=answers)


def csv_response(answers: list[AnswerOut]) -> Response:
    """Rows as CSV; where there are more, the cursor stands in a header."""
    following = next((answer.next for answer in answers if answer.next), None)
    headers = {"Next-Cursor": following} if following else {}
    return Response("".join(csv_lines(answers)), media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _answers(
    request: Request, session: PartySession, codes: Sequence[str], asked: ValuesAsked, *, caller: Caller
) -> list[AnswerOut]:
    settings: Settings = request.app.state.settings
    known: Known = request.app.state.known
    limits = Limits(settings.most_rows, settings.most_indicators, int(settings.card_time_limit_seconds * 1000))
    answered = answer_values(_snapshot(session), codes, asked_of(asked), caller=caller, limits=limits, known=known)
    return [answer_of(each, most_rows=limits.rows) for each in answered]


def _snapshot(session: PartySession) -> Connection:
    """Everything of an answer is read in one snapshot: figures, coverage and position belong together."""
    return session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
