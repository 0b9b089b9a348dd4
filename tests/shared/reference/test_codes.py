"""Code lists shared by several parts."""

import csv
import os
from pathlib import Path

import pytest

from services.ingest.procedures.rules.precedence import STAGE_RANK
from shared.procurement.notice import Stage
from shared.procurement.themes import ThemeState
from shared.reference.codes import (
    NATURES,
    TIERS,
    labels,
    notice_subtype,
    notice_subtypes,
)
from shared.reference.product_chains import CLUSTERS


@pytest.mark.parametrize(
    ("subtypes", "stage"),
    [
        (["1", "9", "E1", "E2", "T01"], Stage.PLANNING),
        (["10", "14", "16", "21", "23", "24", "E3"], Stage.CALL),
        (["15"], Stage.QUALIFICATION),
        (["22"], Stage.SUBCONTRACT),
        (["CEI"], Stage.CALL_FOR_INTEREST),
        (["25", "28"], Stage.DIRECT_AWARD),
        (["29", "37", "E4", "T02"], Stage.RESULT),
        (["38", "40", "E6"], Stage.MODIFICATION),
        (["E5"], Stage.COMPLETION),
        (["X01", "X02"], Stage.BUSINESS_REGISTRATION),
        (["99", "", "E7", "16a"], Stage.UNKNOWN),
    ],
)
def test_a_subtype_has_its_stage(subtypes: list[str], stage: Stage) -> None:
    assert {known.stage if (known := notice_subtype(subtype)) else Stage.UNKNOWN for subtype in subtypes} == {stage}


def test_a_national_subtype_has_the_stage_of_the_european_one_and_no_regime() -> None:
    national = notice_subtype("N16")

    assert national is not None
    assert (national.stage, national.regime, national.light) == (Stage.CALL, None, None)
    assert notice_subtype("NCEI") is None
    assert notice_subtype(None) is None


def test_the_light_regime_subtypes_are_those_of_the_code_list() -> None:
    light = {code for code, subtype in notice_subtypes().items() if subtype.light}

    assert light == {"12", "13", "14", "20", "21", "33", "34", "35"}


def test_plans_qualification_systems_and_modifications_are_no_procurements() -> None:
    counted = {code for code, subtype in notice_subtypes().items() if subtype.stage in STAGE_RANK}

    assert not counted & {"1", "9", "E1", "E2", "T01", "15", "22", "CEI", "38", "40", "E5", "E6", "X01", "X02"}
    assert counted >= {"10", "16", "23", "E3", "25", "28", "29", "37", "E4", "T02"}


def test_every_subtype_of_the_sdk_is_known() -> None:
    folder = os.environ.get("PPDS_TEST_DATA")
    if not folder:
        pytest.skip("PPDS_TEST_DATA names no folder with the code lists of the SDK")
    with Path(folder, "reference", "eforms_codelists_mvoi.csv").open(encoding="utf-8", newline="") as file:
        listed = {row["code"] for row in csv.DictReader(file) if row["codelist"] == "notice-subtype"}

    assert set(notice_subtypes()) == listed


@pytest.mark.parametrize(
    ("label_list", "codes"),
    [
        ("tier", [*TIERS, "unknown"]),
        ("nature", [*NATURES, "unknown"]),
        ("cluster", [*CLUSTERS, "unknown"]),
        ("stage", [stage.value for stage in Stage]),
        ("theme-state", [state.value for state in ThemeState]),
        ("purchasing", ["category-management", "generic", "specific"]),
        ("threshold", ["above", "below", "undetermined"]),
    ],
)
def test_every_code_is_named_in_both_languages(label_list: str, codes: list[str]) -> None:
    names = labels(label_list)

    assert list(names) == codes
    assert all(label.nl and label.en for label in names.values())
