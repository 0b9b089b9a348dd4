"""Every rule of the house in one form: both languages, what to do, one meaning per code."""

from string import Formatter
from types import ModuleType

import orjson
import pytest

from shared.errors import BadInput
from shared.http.problems.answers import answer
from shared.procurement.field_rules import OF_KIND, OTHER
from shared.procurement.finding import Finding, Rule, Severity, Text, catalogue, rules_of

RULES = rules_of("services", "shared")
EXPECTATIONS = {OTHER.code, *(rule.code for rule in OF_KIND.values())}
"""Rules of which the sentence itself says what is expected."""
AMOUNT = Rule("X-1", Severity.WARNING, "Dit is {what}.", "This is {what}.", Text("Verhoog {limit}.", "Raise {limit}."))


def words_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_a_finding_says_what_is_wrong_and_what_to_do_in_both_languages_with_its_words_filled_in() -> None:
    finding = AMOUNT.at("/amount", "9" * 500, what=Text("te weinig", "too little"), limit=3)

    nl, en = "Dit is te weinig. Verhoog 3.", "This is too little. Raise 3."
    assert finding == Finding("X-1", Severity.WARNING, "/amount", nl, en, "9" * 120 + "…")


def test_two_rules_of_one_code_are_refused_and_one_rule_known_in_two_modules_is_not() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    vars(first)["ONE"] = vars(second)["ONE"] = AMOUNT
    assert catalogue(first, second) == {"X-1": AMOUNT}

    vars(second)["OTHER"] = Rule("X-1", Severity.INFO, "Anders.", "Other.")
    with pytest.raises(ValueError, match=r"X-1.*second"):
        catalogue(first, second)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_is_a_full_sentence_in_both_languages_that_asks_for_the_same_words(rule: Rule) -> None:
    texts = rule.said

    assert texts.nl != texts.en
    assert all(text[0].isupper() or text[0] == "{" for text in texts)
    assert all(text.endswith((".", "}")) for text in texts)
    assert words_of(texts.nl) == words_of(texts.en)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_that_makes_something_not_count_says_what_to_do(rule: Rule) -> None:
    assert rule.severity is Severity.INFO or rule.remedy is not None or rule.code in EXPECTATIONS


@pytest.mark.parametrize(
    ("asked", "detail"),
    [("nl", "Dit is weinig. Verhoog 3."), (None, "Dit is weinig. Verhoog 3."), ("en", "This is a bit. Raise 3.")],
)
def test_the_faults_of_a_problem_are_in_the_language_of_the_problem(asked: str | None, detail: str) -> None:
    fault = AMOUNT.within("query", "amount", what=Text("weinig", "a bit"), limit=3)
    problem = orjson.loads(bytes(answer(BadInput(errors=(fault,)), accept_language=asked).body))

    assert problem["detail"] == detail
    (error,) = problem["errors"]
    assert (error["in"], error["location"], error["code"], error["detail"]) == ("query", "amount", "X-1", detail)
    assert error["message"] == {"nl": fault.nl, "en": fault.en}


def test_a_problem_with_several_faults_and_no_sentence_of_its_own_says_how_many() -> None:
    fault = AMOUNT.at("/amount", what="-", limit=3)
    assert BadInput(errors=(fault, fault)).nl == "De aanvraag heeft 2 fouten; zie errors."
    assert BadInput(nl="Zo niet.", en="Not so.", errors=(fault,)).nl == "Zo niet."
