"""Every figure on a page equals what the API answers to the question that the page asked, to the last digit."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.page.numbers import NOTHING
from tests.browser.figures import Shown, shown_on
from tests.browser.site import Site

NUMBER = re.compile(r"[-\N{MINUS SIGN}]?\d[\d.,]*")


@pytest.fixture(scope="module")
def figures(site: Site, folder: Path) -> list[Shown]:
    return list(shown_on(site, folder))


def test_every_figure_equals_the_answer_of_the_api(figures: list[Shown], folder: Path) -> None:
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert len({each.page for each in figures}) > 10
    assert len(figures) > 500
    known = [each for each in figures if each.question]
    differ = [each for each in known if not same(each.value, each.of(answers[each.question]))]
    assert differ == [], told(differ)


def test_every_figure_says_which_question_gave_it(figures: list[Shown]) -> None:
    silent = [each for each in figures if not each.question]
    assert silent == [], told(silent)


def test_a_reader_sees_the_number_that_the_element_holds_rounded(figures: list[Shown]) -> None:
    differ = [each for each in figures if each.value and not rounds_to(each)]
    assert differ == [], told(differ)


def test_a_figure_without_a_value_shows_none(figures: list[Shown]) -> None:
    differ = [each for each in figures if not each.value and each.text.strip() != NOTHING]
    assert differ == [], told(differ)


def same(shown: str, answered: object) -> bool:
    return shown == "" if answered is None else shown != "" and Decimal(shown) == Decimal(str(answered))


def rounds_to(figure: Shown) -> bool:
    english = figure.page == "/en" or figure.page.startswith("/en/")
    share = "%" in figure.text
    number = NUMBER.search(figure.text)
    assert number is not None, figure
    plain = number[0].replace("\N{MINUS SIGN}", "-")
    plain = plain.replace(",", "") if english else plain.replace(".", "").replace(",", ".")
    seen = Decimal(plain)
    held = Decimal(figure.value) * (100 if share else 1)
    decimals = -int(seen.as_tuple().exponent)
    return abs(seen - held) <= Decimal("0.5").scaleb(-decimals)


def told(figures: list[Shown]) -> str:
    return "\n".join(
        f"{each.page}: {each.text!r} holds {each.value} ({each.part}), {each.question}" for each in figures
    )
