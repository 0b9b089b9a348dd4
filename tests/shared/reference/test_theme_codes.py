"""What the codes of eForms and OCDS say about the themes, as counting rules part 1 puts it."""

import csv
import os
from pathlib import Path

import pytest

from shared.procurement.themes import THEMES
from shared.reference.published import ReferenceLists
from shared.reference.theme_codes import CODE_COLUMNS, Says, ThemeCodes
from shared.reference.themes import local_themes, themes_of

CODES = ReferenceLists.built_in().newest.theme_codes
TERM_OF_LIST = {
    "strategic-procurement": "BT-06",
    "environmental-impact": "BT-774",
    "social-objective": "BT-775",
    "innovative-acquisition": "BT-776",
    "gpp-criteria": "BT-805",
    "accessibility": "BT-754",
    "reserved-procurement": "BT-71",
    "reserved-execution": "BT-736",
    "cvd-scope": "BT-717",
    "eed-scope": "BT-810",
    "vehicles": "OPT-155",
}
"""Strategic code lists of eForms and the term they belong to."""


def _said(term: str, code: str) -> Says:
    said = CODES.says(term, code)
    assert said is not None, f"{term} {code} is not in the table"
    return said


@pytest.mark.parametrize(
    ("term", "code", "theme"),
    [
        ("BT-774", "clim-mitig", "climate"),
        ("BT-774", "circ-econ", "circular"),
        ("BT-774", "pollu-prev", "pollution-biodiversity"),
        ("BT-774", "biodiv-eco", "pollution-biodiversity"),
        ("BT-774", "water-mar", "pollution-biodiversity"),
        ("BT-775", "hum-right", "human-rights-labour"),
        ("BT-775", "work-cond", "human-rights-labour"),
        ("BT-775", "opp", "social-return"),
        ("BT-775", "et-eq", "diversity-inclusion"),
        ("BT-775", "gen-eq", "diversity-inclusion"),
        ("BT-775", "acc-all", "diversity-inclusion"),
        ("BT-754", "inc", "diversity-inclusion"),
        ("BT-71", "res-ws", "social-return"),
        ("BT-736", "yes", "social-return"),
        ("OPT-155", "vehicles-clean", "climate"),
        ("OPT-155", "vehicles-zero-emission", "climate"),
    ],
)
def test_a_specific_code_says_yes_to_one_theme_and_no_to_none(term: str, code: str, theme: str) -> None:
    assert _said(term, code).yes == (theme,)
    assert _said(term, code).no == ()
    assert not _said(term, code).any_theme


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("BT-71", "none"),
        ("BT-71", "res-pub-ser"),
        ("BT-736", "no"),
        ("BT-736", "not-known"),
        ("BT-754", "n-inc"),
        ("BT-754", "n-inc-just"),
        ("BT-805", "none"),
        ("BT-717", "true"),
        ("BT-717", "false"),
        ("BT-810", "true"),
        ("reservedParticipation", "publicServiceMissionOrganization"),
        ("reservedExecution", "false"),
        ("hasAccessibilityCriteria", "false"),
        ("coveredBy", "EU-CVD"),
    ],
)
def test_a_code_about_no_theme_neither_affirms_nor_denies_one(term: str, code: str) -> None:
    said = _said(term, code)

    assert said.yes == ()
    assert said.no == ()
    assert not said.any_theme
    assert not said.specific


def test_reserved_green_criteria_and_accessibility_are_answered_beside_the_themes() -> None:
    assert _said("BT-71", "none").note("reserved") is False
    assert _said("BT-736", "yes").note("reserved") is True
    assert _said("BT-736", "not-known").note("reserved") is None
    assert _said("BT-805", "none").note("gpp-criteria") is False
    assert _said("BT-805", "national").note("gpp-criteria") is True
    assert _said("BT-754", "n-inc-just").note("accessible") is False


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("BT-774", "other"),
        ("BT-775", "other"),
        ("BT-06", "env-imp"),
        ("BT-06", "soc-obj"),
        ("BT-805", "eu"),
        ("BT-805", "other"),
        ("sustainability.goal", "environmental"),
        ("sustainability.goal", "social"),
        ("sustainability.strategies", "euGPPCriteria"),
        ("hasSustainability", "true"),
    ],
)
def test_a_general_code_says_some_theme_but_not_which(term: str, code: str) -> None:
    assert _said(term, code).any_theme
    assert _said(term, code).yes == ()


@pytest.mark.parametrize(("term", "code"), [("BT-06", "none"), ("hasSustainability", "false")])
def test_an_explicit_denial_says_no_to_all_six(term: str, code: str) -> None:
    assert _said(term, code).no == THEMES
    assert _said(term, code).denies_all


def test_no_other_code_denies_any_theme() -> None:
    denying = {(term, code) for term, code in CODES.known if _said(term, code).no}

    assert denying == {("BT-06", "none"), ("hasSustainability", "false")}


def test_climate_adaptation_is_a_local_theme_and_not_climate() -> None:
    for term, code in [("BT-774", "clim-adapt"), ("sustainability.goal", "environmental.climateChangeAdaptation")]:
        assert _said(term, code).yes == ()
        assert _said(term, code).other_themes == ("climate-adaptation",)


@pytest.mark.parametrize("code", ["mar-nov", "proc-innov", "prod-innov", "rd-act"])
def test_innovation_says_nothing_about_the_six_themes(code: str) -> None:
    said = _said("BT-776", code)

    assert said.other_themes == ("innovation",)
    assert not said.any_theme
    assert said.yes == ()


@pytest.mark.parametrize(
    ("table", "extension"),
    [
        ("environmental.waterResources", "environmental.waterResourcesProtection"),
        ("social.humanRightsInSupplyChain", "social.humanRightsInSupplyChains"),
        ("economic.processInnovation", "economic.processInnovationPromotion"),
        ("economic.productInnovation", "economic.productInnovationPromotion"),
    ],
)
def test_both_spellings_of_the_four_ocds_codes_say_the_same(table: str, extension: str) -> None:
    assert _said("sustainability.goal", table) == _said("sustainability.goal", extension)


@pytest.mark.parametrize(
    ("code", "theme"),
    [
        ("environmental.carbonEmissionsReduction", "climate"),
        ("environmental.energyEfficiency", "climate"),
        ("environmental.recycling", "circular"),
        ("environmental.resourceReuse", "circular"),
        ("environmental.wasteReduction", "circular"),
        ("social.womenInclusion", "diversity-inclusion"),
        ("social.laborRightsPromotion", "human-rights-labour"),
        ("social.disadvantagedEmploymentOpportunities", "social-return"),
    ],
)
def test_ocds_goals_lead_to_their_theme(code: str, theme: str) -> None:
    assert _said("sustainability.goal", code).yes == (theme,)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("environmental.circularEconomy.timber", "environmental.circularEconomy"),
        ("environmental.circularEconomy.timber.hardwood", "environmental.circularEconomy"),
        ("environmental.somethingNew", "environmental"),
        ("social.somethingNew.more", "social"),
    ],
)
def test_a_sub_code_is_read_as_its_longest_known_part(code: str, known: str) -> None:
    assert _said("sustainability.goal", code) == _said("sustainability.goal", known)


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("BT-774", "climate"),
        ("BT-774", "clim-mitig.more"),
        ("BT-999", "none"),
        ("sustainability.goal", "environmentalish"),
        ("sustainability.goal", ""),
        ("BT-06", "NONE"),
    ],
)
def test_a_code_the_table_does_not_know_says_nothing_at_all(term: str, code: str) -> None:
    assert CODES.says(term, code) is None


def test_every_theme_the_table_names_exists() -> None:
    known = set(THEMES) | {known_theme.code for known_theme in (*local_themes(), *themes_of("impact-2019"))}

    for term, code in CODES.known:
        said = _said(term, code)
        assert {*said.yes, *said.no, *said.other_themes} <= known


def test_every_strategic_code_of_the_sdk_is_known() -> None:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder:
        pytest.skip("PPDS_TEST_DATA names no folder with the code lists of the SDK")
    path = Path(folder, "reference", "eforms_codelists_mvoi.csv")
    with path.open(encoding="utf-8", newline="") as file:
        listed = [(row["codelist"], row["code"]) for row in csv.DictReader(file)]
    strategic = [(TERM_OF_LIST[name], code) for name, code in listed if name in TERM_OF_LIST]

    assert len(strategic) > 20
    assert [(term, code) for term, code in strategic if CODES.says(term, code) is None] == []


def test_a_row_that_says_something_else_is_refused() -> None:
    row = dict(zip(CODE_COLUMNS, ("BT-06", "maybe", "perhaps", "climate", "", "false", ""), strict=True))

    with pytest.raises(ValueError, match="perhaps"):
        ThemeCodes([row])
