"""Cursor paging: the reader goes on after the last key it saw, so rows that arrive meanwhile shift nothing.

A cursor is opaque to the caller. Order by the same keys as the cursor holds, on a monotonic sequence.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

import orjson
from fastapi import Depends, Query

from shared.errors import BadInput
from shared.http.schema import ApiModel
from shared.procurement.finding import Rule, Severity, Text

DEFAULT_LIMIT: Final = 100
LARGEST_LIMIT: Final = 1000
LONGEST_CURSOR: Final = 600
LARGEST_NUMBER: Final = 2**63 - 1
BAD_CURSOR: Final = Rule(
    "bad-cursor",
    Severity.ERROR,
    "De cursor is niet van ons.",
    "The cursor is not ours.",
    Text(
        "Begin zonder cursor of neem `next` van de vorige pagina ongewijzigd over.",
        "Start without one, or copy `next` of the page before unchanged.",
    ),
)

CursorKey: TypeAlias = int | str
Item = TypeVar("Item")
Row = TypeVar("Row")


class Page(ApiModel, Generic[Item]):
    """One page of a list. `next` is the cursor of the following page, null on the last one."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True, slots=True)
class PageAsked:
    """Which page was asked for: what comes after these keys (None: from the start), and how many."""

    after: tuple[CursorKey, ...] | None
    limit: int

    @property
    def fetch(self) -> int:
        """Rows to fetch: one more than asked, which tells whether a next page exists."""
        return self.limit + 1

    def after_number(self, *, start: int = 0) -> int:
        """The cursor of a list that is ordered by one number."""
        if self.after is None:
            return start
        if len(self.after) == 1 and isinstance(self.after[0], int):
            return self.after[0]
        raise bad_cursor()

    def after_number_and_id(self) -> tuple[int, UUID] | None:
        """The cursor of a list that is ordered by a number and an id; None from the start."""
        match self.after:
            case None:
                return None
            case (int(number), str(last)):
                try:
                    return number, UUID(last)
                except ValueError as cause:
                    raise bad_cursor() from cause
        raise bad_cursor()

    def after_text(self) -> str | None:
        """The cursor of a list that is ordered by one text."""
        if self.after is None:
            return None
        if len(self.after) == 1 and isinstance(self.after[0], str):
            return self.after[0]
        raise bad_cursor()


def page_asked(
    cursor: Annotated[
        str | None,
        Query(description="Where to go on: `next` of the page before.", max_length=LONGEST_CURSOR),
    ] = None,
    limit: Annotated[int, Query(description="Most items on a page.", ge=1, le=LARGEST_LIMIT)] = DEFAULT_LIMIT,
) -> PageAsked:
    """Read `cursor` and `limit` of a request. Raises BadInput for a cursor that we did not give."""
    return PageAsked(None if cursor is None else decode_cursor(cursor), limit)


Paging = Annotated[PageAsked, Depends(page_asked)]


def cut(
    rows: Sequence[Row], *, asked: PageAsked, key: Callable[[Row], tuple[CursorKey, ...]]
) -> tuple[Sequence[Row], str | None]:
    """Of the rows that were fetched (`asked.fetch` at most), those of this page and the cursor of the next."""
    if len(rows) <= asked.limit:
        return rows, None
    shown = rows[: asked.limit]
    return shown, encode_cursor(*key(shown[-1]))


def encode_cursor(*keys: CursorKey) -> str:
    """The keys of the last row of a page as an opaque text that is safe in an address."""
    return base64.urlsafe_b64encode(orjson.dumps(keys)).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[CursorKey, ...]:
    """The keys in a cursor. Raises BadInput."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        keys = orjson.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as cause:
        raise bad_cursor() from cause
    if not isinstance(keys, list) or not keys or not all(_is_key(key) for key in keys):
        raise bad_cursor()
    return tuple(keys)


def bad_cursor() -> BadInput:
    """The answer to a cursor that we did not give."""
    return BadInput(errors=(BAD_CURSOR.within("query", "cursor"),))


def _is_key(key: object) -> bool:
    if isinstance(key, bool):
        return False
    if isinstance(key, int):
        return abs(key) <= LARGEST_NUMBER
    return isinstance(key, str) and "\0" not in key and key.isprintable()
