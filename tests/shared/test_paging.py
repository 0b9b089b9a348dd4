"""Cursor paging: every row once, cursors that are not ours refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadInput
from shared.http.paging import PageAsked, cut, decode_cursor, encode_cursor, page_asked

KEYS = st.lists(
    st.integers(-(2**63) + 1, 2**63 - 1) | st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126)),
    min_size=1,
    max_size=4,
)


@given(keys=KEYS)
def test_a_cursor_gives_back_the_keys_it_was_made_of(keys: list[int | str]) -> None:
    assert list(decode_cursor(encode_cursor(*keys))) == keys


@given(size=st.integers(0, 30), limit=st.integers(1, 12))
def test_walking_all_pages_gives_every_row_once_in_order(size: int, limit: int) -> None:
    rows = list(range(1, size + 1))
    seen: list[int] = []
    cursor: str | None = None
    while True:
        asked = page_asked(cursor, limit)
        fetched = [row for row in rows if row > asked.after_number()][: asked.fetch]
        shown, cursor = cut(fetched, asked=asked, key=lambda row: (row,))
        assert len(shown) <= limit
        seen += shown
        if cursor is None:
            break
    assert seen == rows


def raw(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "!!!!",
        raw("not json"),
        raw("[]"),
        raw("{}"),
        raw("7"),
        raw("[1.5]"),
        raw("[true]"),
        raw("[null]"),
        raw('["a\\u0000"]'),
        raw(f"[{10**30}]"),
        raw("[" * 400 + "]" * 400),
    ],
)
def test_a_cursor_that_we_did_not_give_is_bad_input_at_its_place(cursor: str) -> None:
    with pytest.raises(BadInput) as refusal:
        page_asked(cursor, 10)
    assert [(error.part, error.location) for error in refusal.value.errors] == [("query", "cursor")]


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(BadInput):
        PageAsked(("text",), 10).after_number()
    with pytest.raises(BadInput):
        PageAsked((7,), 10).after_text()
    assert PageAsked(("text",), 10).after_text() == "text"
    assert PageAsked(None, 10).after_text() is None
    assert PageAsked(None, 10).after_number(start=3) == 3
