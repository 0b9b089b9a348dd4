"""Asking the service for figures without HTTP: the same operation that the routes call."""

import threading
from collections.abc import Mapping

from sqlalchemy import Connection, Engine

from services.kpi.cells.operations import Pace, prepare, refresh_round
from services.kpi.definitions.rules.card import built_in_cards
from services.kpi.values.operations.answering import Limits, answer_values
from services.kpi.values.operations.published import published_answers
from services.kpi.values.schemas.answer import AnswerOut
from services.kpi.values.schemas.answered import answer_of
from services.kpi.values.schemas.asked import ValuesAsked, asked_of
from services.kpi.values.schemas.published import published_answer
from services.kpi.values.store.known import Known
from shared.identity.access import Caller

LIMITS = Limits(rows=5000, indicators=20, time_out_ms=20_000)
QUIET = threading.Event()


def caller(party: str | None = None) -> Caller:
    return Caller("test", party, None, frozenset({"kpi:read"}), "test", "", "", sandbox=False)


def ask(connection: Connection, code: str, **asked: object) -> AnswerOut:
    """The answer of one indicator; keys as in the API, `from_` for from; `party` is whose token asks."""
    party = asked.pop("party", None)
    assert party is None or isinstance(party, str)
    given: Mapping[str, object] = {name.rstrip("_"): value for name, value in asked.items()}
    request = ValuesAsked.model_validate({"limit": 5000, **given})
    question = asked_of(request)
    if question.series != "current":
        [published] = published_answers(connection, [code], question, caller=None, known=Known())
        return published_answer(published, most_rows=LIMITS.rows)
    [answered] = answer_values(connection, [code], question, caller=caller(party), limits=LIMITS, known=Known())
    return answer_of(answered, most_rows=LIMITS.rows)


def refresh(engine: Engine, *, pace: Pace | None = None) -> None:
    """Store the built-in cards and bring every cell up to date."""
    prepare(engine, built_in_cards())
    refresh_round(engine, pace or Pace(5.0, 20_000), stop=QUIET)
