"""What is typed is found by its names, its codes and its numbers, a typing error or not, the best first."""

import pytest

from shared.searching.answers import answer_among
from shared.searching.matching import Findable, alike

KNOWN = [
    Findable("chain", "catering", "Catering", "Catering", "/chains/catering"),
    Findable("chain", "schoonmaak", "Schoonmaak", "Cleaning", "/chains/schoonmaak"),
    Findable("indicator", "ALG-P01", "MVI-criteria in relevante productgroepen", None, "/indicators/ALG-P01"),
    Findable("indicator", "ALG-P01b", "MVI-criteria boven de drempel", None, "/indicators/ALG-P01b"),
    Findable("party", "eik", "Gemeente Eikstad", None, "/parties/eik", ("GES", "Oud-Eiken"), ("00000099990000050000",)),
    Findable("party", "cafe", "Provincie Café-land", None, "/parties/cafe"),
]


def codes(typed: str) -> list[str]:
    return [hit.thing.code for hit in alike(typed, KNOWN, most=10)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("caterng", "catering"), ("Schonmaak", "schoonmaak"), ("cleening", "schoonmaak")),
        *(("gemente eikstad", "eik"), ("Eikstadt", "eik"), ("oud eiken", "eik"), ("cafe land", "cafe")),
    ],
)
def test_a_typing_error_an_old_name_or_the_other_language_does_no_harm(typed: str, code: str) -> None:
    assert codes(typed)[0] == code


@pytest.mark.parametrize("typed", ["ges", "GES", "eik", "0000 0099 9900 0005 0000", "gemeente  eikstad"])
def test_what_is_typed_as_it_is_has_the_highest_score(typed: str) -> None:
    [first, *_] = alike(typed, KNOWN, most=10)
    assert (first.thing.code, first.score) == ("eik", 100)


def test_a_code_comes_first_whatever_its_capitals() -> None:
    assert codes("alg-p01")[0] == "ALG-P01"
    assert codes("ALG-P01B") == ["ALG-P01b"]


def test_of_a_number_its_beginning_counts_and_no_wrong_digit() -> None:
    assert codes("000000999900") == ["eik"]
    assert codes("00000099990000050001") == []


def test_each_word_must_be_in_the_name() -> None:
    assert codes("criteria productgroepen") == ["ALG-P01"]
    assert codes("criteria schoonmaak") == []


def test_a_part_of_a_compound_is_enough() -> None:
    assert codes("groepen") == ["ALG-P01"]


@pytest.mark.parametrize("typed", ["zzzzqqqq", "\N{RIGHT-TO-LEFT OVERRIDE}<script>", "\N{ARABIC LETTER BEH}" * 9, "!?"])
def test_what_is_like_nothing_finds_nothing_and_nothing_is_suggested(typed: str) -> None:
    assert codes(typed) == []
    assert answer_among(typed, KNOWN, limit=10).suggestion is None


def test_where_nothing_is_found_a_spelling_that_finds_something_is_named() -> None:
    answer = answer_among("ktrng", KNOWN, limit=10)
    assert (answer.items, answer.suggestion) == ([], "catering")


def test_no_more_is_given_than_is_asked_for_and_long_questions_end() -> None:
    many = [Findable("c", f"c{number}", "Catering", None, "/") for number in range(50)]
    assert len(alike("catering", many, most=10)) == 10
    assert alike("catering " * 2000, many, most=10) != []
