"""The dashboard speaks Dutch, and English beside it: no sentence lacks its English, none is left that nobody says."""

import re

import pytest

from dashboard.page.language import translations
from tests.dashboard.sentences import english_of, said_in, subjects

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("subject", subjects())
def test_every_sentence_has_its_english_in_its_own_subject_or_in_that_of_all_pages(subject: str) -> None:
    known = english_of("page") | english_of(subject)
    lacking = {message: place for message, place in said_in(subject) if not known.get(message)}
    assert lacking == {}, "\n".join(f'# {place}\nmsgid "{message}"\nmsgstr ""' for message, place in lacking.items())


@pytest.mark.parametrize("subject", subjects())
def test_no_english_is_left_that_nobody_says(subject: str) -> None:
    said = {message for each in (subjects() if subject == "page" else [subject]) for message, _ in said_in(each)}
    assert set(english_of(subject)) - said == set()


@pytest.mark.parametrize("subject", subjects())
def test_what_is_filled_in_is_the_same_in_both_languages(subject: str) -> None:
    for dutch, english in english_of(subject).items():
        if isinstance(dutch, str) and isinstance(english, str):
            assert set(PLACEHOLDER.findall(dutch)) == set(PLACEHOLDER.findall(english)), dutch


def test_a_sentence_is_said_in_the_language_of_the_page() -> None:
    assert translations("en").gettext("Niet gevonden") == "Not found"
    assert translations("nl").gettext("Niet gevonden") == "Niet gevonden"
