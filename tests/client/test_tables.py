"""Tables in the width there is: nothing is ever cut off."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from client.tables import Column, Table, print_table

NUMBERS = ("value", "lower", "upper", "coverage", "yes", "no", "unknown", "undetermined", "out")
COLUMNS = [
    Column("tier"),
    Column("theme"),
    *(Column(name, number=True) for name in NUMBERS),
    Column("reason"),
]
ROW = ("Municipality", "pollution", "-", "10.0%", "90.0%", "4.4%", "41", "12", "230", "918", "402", "coverage-too-low")
ADDRESS = "https://identifier.ppds.example/id/sandbox/00000099123456789000-3f0e4f1b9a550d5a"


def lines(
    width: int | None, columns: Sequence[Column] = COLUMNS, rows: Sequence[Sequence[str]] = (ROW, ROW)
) -> list[str]:
    return list(Table(columns, rows, leads=2).lines(width))


def test_where_there_is_room_a_row_is_one_line_and_numbers_stand_on_the_right() -> None:
    heading, rule, *rows = lines(200)
    assert len(rows) == 2
    assert heading.index("coverage") + len("coverage") == rows[0].index("4.4%") + len("4.4%")
    assert set(rule) == {"-", " "}


@pytest.mark.parametrize("width", [80, 60, 40, 20])
def test_a_narrow_screen_shows_every_column_of_every_row_in_its_width(width: int) -> None:
    shown = lines(width)
    words = " ".join(shown).split()
    assert all(len(line) <= width for line in shown)
    assert all(words.count(cell) == 2 for cell in ROW)
    assert all(column.heading in words for column in COLUMNS)


def test_columns_are_stacked_before_a_row_becomes_a_block() -> None:
    assert lines(80)[0].split()[:2] == ["tier", "value"]
    assert lines(80)[1].split()[:2] == ["theme", "lower"]
    assert lines(30)[0].split() == ["tier", "Municipality"]


def test_prose_is_broken_between_words_and_nothing_else_is() -> None:
    columns = [Column("rule"), Column("what", prose=True)]
    what = "This is no CPV code of eight digits. Write eight digits, without the check digit."
    shown = lines(40, columns, [["EF-025", what]])
    assert len(shown) > 3
    assert " ".join(" ".join(shown[2:]).split()) == f"EF-025 {what}"


def test_an_address_that_is_longer_than_the_screen_stays_whole_so_that_it_can_be_copied() -> None:
    assert f"  {ADDRESS}" in lines(60, [Column("name"), Column("party")], [["Voorbeeldgemeente", ADDRESS]])


def test_a_column_that_says_nothing_in_any_row_is_left_out() -> None:
    assert lines(80, [Column("a"), Column("b")], [["1", ""], ["2", ""]]) == ["a", "-", "1", "2"]


def test_a_text_that_would_steer_the_terminal_shows_what_it_is() -> None:
    assert lines(80, [Column("a")], [["x\x1b[2Jy\nz\u202e"]])[2] == "xU+001B[2Jy zU+202E"


def test_where_nobody_watches_each_row_is_one_plain_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    output = io.StringIO()
    print_table(Console(file=output), Table(COLUMNS, [ROW], title="Figures"))
    title, _heading, _rule, row = output.getvalue().splitlines()
    assert (title, row.split()) == ("Figures", list(ROW))


words = st.text("aé1-/:.", min_size=1, max_size=90)


@given(
    st.lists(st.lists(st.lists(words, max_size=6).map(" ".join), min_size=3, max_size=3), min_size=1, max_size=3),
    st.integers(5, 120),
    st.booleans(),
)
def test_every_word_of_every_row_is_shown_in_any_width(rows: list[list[str]], width: int, prose: bool) -> None:
    columns = [Column("a"), Column("b", prose=prose), Column("c", number=True)]
    shown = " ".join(Table(columns, rows).lines(width)).split()
    for row in rows:
        for word in " ".join(row).split():
            assert word in shown
