"""Text that people see does nothing but show itself: on a screen, and in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.lists.rules.csv_form import read_table, write_table
from shared.errors import BadInput
from shared.http.json_bodies import JsonLimits, check_json
from shared.procurement.finding import Rule, Severity
from shared.shown_text import cell, from_cell, readable, spelled, unprintable
from shared.uploaded_csv import UnreadableList

LIMITS = JsonLimits(10_000, 10, 100)
UNSEEN = {
    "\x9b": "U+009B",
    "\u202e": "U+202E",
    "\x85": "U+0085",
    "\u2028": "U+2028",
    "\x1b": "U+001B",
    "\u200b": "U+200B",
}


@pytest.mark.parametrize("character", UNSEEN)
def test_a_character_that_does_not_show_is_refused_in_every_request_and_named(character: str) -> None:
    body = f'{{"name": "Gemeente {character}X", "other": "y"}}'
    with pytest.raises(BadInput) as refusal:
        check_json(body.replace("\x1b", "\\u001b").encode(), limits=LIMITS)
    [fault] = refusal.value.errors
    assert UNSEEN[character] in str(fault)
    assert "/name" in str(fault)


@pytest.mark.parametrize("text", ["Súdwest-Fryslân", "twee\nregels\tmet tab", "smalle\u00a0spatie", "日本", "👍🏽"])
def test_what_shows_is_left_alone(text: str) -> None:
    assert unprintable(text) is None


@given(st.text())
def test_what_is_left_of_a_text_shows_and_a_text_that_shows_stays_as_it_is(text: str) -> None:
    assert unprintable(readable(text)) is None
    assert unprintable(spelled(text)) is None
    assert unprintable(text) is not None or readable(text) == spelled(text) == text


@pytest.mark.parametrize("character", UNSEEN)
def test_a_text_is_read_without_what_does_not_show_and_spelled_with_it(character: str) -> None:
    ends_a_line = character in {"\x85", "\u2028"}
    assert readable(f"Gemeente {character}X") == ("Gemeente \nX" if ends_a_line else "Gemeente X")
    assert spelled(f"Gemeente {character}X") == f"Gemeente [{UNSEEN[character]}]X"


@pytest.mark.parametrize("character", UNSEEN)
def test_no_finding_says_what_does_not_show(character: str) -> None:
    rule = Rule("X-1", Severity.INFO, "Hier staat {what}.", "Here is {what}.")
    finding = rule.at(f"file{character}.xml", f"a{character}b", what=character)
    for said in (finding.location, finding.value, finding.nl, finding.en):
        assert said is not None
        assert f"[{UNSEEN[character]}]" in said
        assert unprintable(said) is None


@pytest.mark.parametrize("character", UNSEEN)
def test_a_reference_list_holds_only_what_shows(character: str) -> None:
    with pytest.raises(UnreadableList, match=UNSEEN[character].replace("+", r"\+")):
        read_table(f"code,nl\na,b{character}c\n".encode())


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''=1"])
def test_no_cell_that_leaves_begins_like_a_formula_and_it_reads_back_the_same(formula: str) -> None:
    written = write_table(("code", "nl"), [{"code": "a", "nl": formula}])
    [_, row] = csv.reader(io.StringIO(written, newline=""))
    assert row[1].startswith("'")
    assert read_table(written.encode()).entries == ({"code": "a", "nl": formula},)


@given(st.text())
def test_a_cell_reads_back_as_it_was(text: str) -> None:
    assert from_cell(cell(text)) == text
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))
