"""What is wrong is said in the language of whoever asks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import BadInput, FieldError
from shared.fault_sentences import DUTCH
from shared.http.problems.answers import answer

ROOT = Path(__file__).parents[2]
PLACE_OF_CODE = {"FieldError": 2, "PartyFault": 1, "SuccessionFault": 2}
"""The classes of faults whose Dutch sentence may be left to the code, and which argument the code is."""
SOURCES = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]


def test_a_fault_says_its_own_dutch_sentence_before_that_of_its_code() -> None:
    own = FieldError("body", "/parent", "cycle", "The party is above B.", nl="De partij staat boven B.")
    of_code = FieldError("body", "/parent", "cycle", "The party would be its own ancestor.")
    unknown = FieldError("body", "/parent", "new-code", "Only known in English.")

    assert own.finding().sentence("nl") == "De partij staat boven B."
    assert of_code.finding().sentence("nl") == DUTCH["cycle"]
    assert unknown.finding().sentence("nl") == "Only known in English."
    assert [one.finding().sentence("en") for one in (own, of_code)] == [own.detail, of_code.detail]


@pytest.mark.parametrize(("asked", "word"), [("nl", "register"), ("en", "This party is not"), (None, "Deze partij")])
def test_the_faults_of_a_problem_are_in_the_language_of_the_problem(asked: str | None, word: str) -> None:
    fault = FieldError("body", "/parent", "unknown-party", "This party is not in the register.")
    response = answer(BadInput(nl="Fout.", en="Wrong.", errors=(fault,)), accept_language=asked)

    assert word in bytes(response.body).decode()


def test_every_fault_that_the_code_can_state_has_a_dutch_sentence() -> None:
    without = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in SOURCES
        for call in stated_faults(path)
        if not (brings_dutch(call) or code_of(call) in DUTCH)
    ]

    assert without == []


def test_a_sentence_of_the_code_alone_is_missed_when_it_is_not_there() -> None:
    silent, own, of_code, unpacked = (
        call_in(f'FieldError("body", "", {rest})')
        for rest in ('code, "English"', 'code, "English", nl=nl', '"cycle", "English"', '"new", *problem')
    )

    assert (brings_dutch(silent), code_of(silent)) == (False, None)
    assert [brings_dutch(call) for call in (own, unpacked)] == [True, True]
    assert (brings_dutch(of_code), code_of(of_code)) == (False, "cycle")


def stated_faults(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACE_OF_CODE:
            yield node


def brings_dutch(call: ast.Call) -> bool:
    """Whether the call states `nl`, as a word, as the argument behind the English one, or unpacked with it."""
    unpacked = any(isinstance(one, ast.Starred) for one in call.args)
    return unpacked or len(call.args) > place_of_code(call) + 2 or any(one.arg == "nl" for one in call.keywords)


def code_of(call: ast.Call) -> str | None:
    code = call.args[place_of_code(call)]
    return code.value if isinstance(code, ast.Constant) and isinstance(code.value, str) else None


def place_of_code(call: ast.Call) -> int:
    assert isinstance(call.func, ast.Name)
    return PLACE_OF_CODE[call.func.id]


def call_in(source: str) -> ast.Call:
    expression = ast.parse(source, mode="eval").body
    assert isinstance(expression, ast.Call)
    return expression


def test_no_sentence_is_kept_for_a_code_that_nothing_says_any_more() -> None:
    text = "".join(path.read_text() for path in SOURCES if path.name != "fault_sentences.py")

    assert [code for code in DUTCH if f'"{code}"' not in text] == []
