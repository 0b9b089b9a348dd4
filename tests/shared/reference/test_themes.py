"""The theme lists and the crosswalk between them."""

import pytest

from shared.procurement.themes import THEMES
from shared.reference.themes import AGENDA, crossings, local_themes, read_as, theme, theme_lists, themes_of


def test_the_agenda_has_the_six_themes_in_their_fixed_order() -> None:
    assert tuple(known_theme.code for known_theme in themes_of(AGENDA)) == THEMES


@pytest.mark.parametrize(
    ("theme_list", "number"), [("impact-2019", 7), ("national-plan-2021", 6), ("manifest-2022", 6), (AGENDA, 6)]
)
def test_each_list_has_the_number_of_themes_of_its_source(theme_list: str, number: int) -> None:
    assert len(themes_of(theme_list)) == number


def test_the_six_themes_are_named_and_defined_in_both_languages() -> None:
    for found in themes_of():
        assert found.nl
        assert found.en
        assert found.definition_nl
        assert found.definition_en


def test_local_additions_are_no_themes_of_the_agenda() -> None:
    assert {known_theme.code for known_theme in local_themes()} == {
        "climate-adaptation",
        "animal-welfare",
        "privacy",
        "sme-friendly",
    }
    assert not {known_theme.code for known_theme in local_themes()} & set(THEMES)


def test_a_renamed_theme_is_read_in_the_name_of_the_older_list() -> None:
    older = read_as("pollution-biodiversity", "national-plan-2021")

    assert older is not None
    assert older.nl == "Milieu (inclusief biodiversiteit)"


def test_a_theme_that_was_added_later_has_no_older_name() -> None:
    assert read_as("diversity-inclusion", "impact-2019") is None


def test_the_agenda_read_as_itself_is_the_theme() -> None:
    assert read_as("climate", AGENDA) == theme("climate")


def test_every_theme_of_an_older_list_is_carried_over_or_dropped_with_a_reason() -> None:
    for older in set(theme_lists()) - {AGENDA}:
        crossed = {crossing.from_code for crossing in crossings() if crossing.from_list == older}
        assert {known_theme.code for known_theme in themes_of(older)} <= crossed
    assert {crossing.from_code for crossing in crossings() if crossing.relation == "dropped"} == {
        "innovation",
        "living-environment",
        "wellbeing-health",
    }
    assert all(crossing.note for crossing in crossings())


def test_the_crosswalk_leads_to_themes_that_exist() -> None:
    for crossing in crossings():
        if crossing.to_code is not None:
            assert theme(crossing.to_code).code == crossing.to_code
        if crossing.from_code is not None:
            assert theme(crossing.from_code, crossing.from_list).code == crossing.from_code


def test_an_unknown_list_or_theme_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="agenda-2030"):
        themes_of("agenda-2030")
    with pytest.raises(KeyError, match="innovation"):
        theme("innovation")
