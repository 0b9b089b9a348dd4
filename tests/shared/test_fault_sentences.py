"""What is wrong is said in the language of whoever asks."""

from pathlib import Path

import pytest

from shared.errors import BadInput, FieldError
from shared.fault_sentences import DUTCH
from shared.problems import answer

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]


def test_a_fault_says_its_own_dutch_sentence_before_that_of_its_code() -> None:
    own = FieldError("body", "/parent", "cycle", "The party is above B.", nl="De partij staat boven B.")
    of_code = FieldError("body", "/parent", "cycle", "The party would be its own ancestor.")
    unknown = FieldError("body", "/parent", "new-code", "Only known in English.")

    assert own.sentence("nl") == "De partij staat boven B."
    assert of_code.sentence("nl") == DUTCH["cycle"]
    assert unknown.sentence("nl") == "Only known in English."
    assert [one.sentence("en") for one in (own, of_code)] == [own.detail, of_code.detail]


@pytest.mark.parametrize(("asked", "word"), [("nl", "register"), ("en", "This party is not"), (None, "Deze partij")])
def test_the_faults_of_a_problem_are_in_the_language_of_the_problem(asked: str | None, word: str) -> None:
    fault = FieldError("body", "/parent", "unknown-party", "This party is not in the register.")
    response = answer(BadInput(nl="Fout.", en="Wrong.", errors=(fault,)), accept_language=asked)

    assert word in bytes(response.body).decode()


def test_no_sentence_is_kept_for_a_code_that_nothing_says_any_more() -> None:
    text = "".join(path.read_text() for path in SOURCES if path.name != "fault_sentences.py")

    assert [code for code in DUTCH if f'"{code}"' not in text] == []
