"""Answers from publications, in the shape of any other answer."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from services.kpi.cells.store.change_log import Moment
from services.kpi.values.operations.answering import Answered
from services.kpi.values.operations.published import Published
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.published import is_asked
from services.kpi.values.rules.question import UNKNOWN, Question
from services.kpi.values.rules.reading import GroupKey
from services.kpi.values.schemas.answer import AnswerOut, RowOut
from services.kpi.values.schemas.answered import empty_row, envelope, period_out, place_after
from services.kpi.values.store.published import PublishedRow
from shared.http.paging import encode_cursor

_PLACES: Final = ("tier", "organisation")


def published_answer(published: Published, *, most_rows: int) -> AnswerOut:
    """The rows as they were published, cut at the limit; where there are none one row says so."""
    asked, reading = published.asked, published.reading
    question = reading.question
    names = [publication.name for publication in published.publications]
    moment = None
    if published.publications:
        last = published.publications[-1]
        moment = Moment(last.position, last.data_moment)
    answered = Answered(asked, reading, moment=moment)
    read = [(each, orjson.loads(each.row)) for each in published.rows]
    found = [
        (_place(question, stated), each.bucket, each, stated) for each, stated in read if is_asked(question, stated)
    ]
    found.sort(key=lambda row: row[:2])
    after = place_after(asked.cursor, len(question.group_by))
    left = [row for row in found if after is None or (row[0], row[1]) > after]
    if not left:
        return envelope(answered, rows=[empty_row(reading, Reason.NOT_PUBLISHED)], publications=names)
    page = left[: min(asked.limit, most_rows)]
    return envelope(
        answered,
        rows=[_row(published, each, stated) for _, _, each, stated in page],
        next_cursor=encode_cursor(*page[-1][0], page[-1][1]) if len(left) > len(page) else None,
        publications=names,
    )


def _place(question: Question, stated: dict[str, Any]) -> GroupKey:
    return tuple(str(stated.get(name, UNKNOWN)) for name in question.group_by)


def _row(published: Published, row: PublishedRow, stated: dict[str, Any]) -> RowOut:
    reading = published.reading
    dimensions: Sequence[str] = (*_PLACES, *reading.card.measure.required_dimensions)
    shown = {
        name: value for name, value in stated.items() if name not in dimensions or name in reading.question.group_by
    }
    if published.asked.granularity is not None:
        shown["period"] = period_out(reading.question.buckets[row.bucket])
    if row.version != reading.card.version:
        shown["version"] = row.version
    return RowOut.model_validate(shown)
