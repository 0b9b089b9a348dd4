"""Purchasing categories of the Rijk and risk categories for ISV that a CPV code leads to."""

import pytest

from shared.reference.categories import CATEGORY_COLUMNS, CpvCategories, Derived, in_list_of_8
from shared.reference.lists import codes_of, rows
from shared.reference.published import ReferenceLists

CATEGORIES = ReferenceLists.built_in().newest.categories


@pytest.mark.parametrize(
    ("cpv", "rijk", "isv"),
    [
        ("18110000-3", ("bedrijfskleding", "A"), ("bedrijfskleding", "A")),
        ("55523000", ("consumptieve-dienstverlening", "A"), ("consumptieve-dienstverlening", "A")),
        ("09310000", ("none", "A"), ("energie", "A")),
        ("45233141", ("none", "A"), ("none", "A")),
        ("39130000", ("werkplekomgeving", "B"), ("werkplekomgeving", "C")),
        ("79530000", ("tolk-en-vertaaldiensten", "A"), ("none", "A")),
        ("99000000", (None, None), (None, None)),
        ("no code", (None, None), (None, None)),
        (None, (None, None), (None, None)),
    ],
)
def test_a_cpv_code_leads_to_a_category_with_how_sure_that_is(
    cpv: str | None, rijk: tuple[str | None, str | None], isv: tuple[str | None, str | None]
) -> None:
    match = CATEGORIES.of(cpv)
    assert (match.rijk.category, match.rijk.quality) == rijk
    assert (match.isv.category, match.isv.quality) == isv


def test_every_category_of_both_lists_is_led_to_by_some_code() -> None:
    mapping = rows("cpv-categories", CATEGORY_COLUMNS)
    assert {row["rijk_category"] for row in mapping} - {""} == set(codes_of("rijk-categories"))
    assert {row["isv_category"] for row in mapping} - {""} == set(codes_of("isv-categories-8"))
    assert len({row["cpv_prefix"] for row in mapping}) == len(mapping)


def test_a_longer_row_says_that_nothing_is_known_although_a_shorter_one_does() -> None:
    entries = [
        dict(zip(CATEGORY_COLUMNS, ("55", "logistiek", "A", "", "A", ""), strict=True)),
        dict(zip(CATEGORY_COLUMNS, ("551", "", "", "", "", "nobody knows"), strict=True)),
    ]
    assert CpvCategories(entries).of("55200000").isv == Derived("none", "A")
    assert CpvCategories(entries).of("55110000").rijk == Derived()


def test_a_category_of_the_list_of_10_is_named_as_what_it_became() -> None:
    assert in_list_of_8("catering") == "consumptieve-dienstverlening"
    assert in_list_of_8("connectiviteit") == "connectiviteit"
    assert in_list_of_8("none") == "none"
    assert in_list_of_8(None) is None
